"""The adapter of the reference: m2m_ref behind the adapter protocol.

It adds no behaviour: each method calls m2m_ref and passes on what came of it. The deliberately wrong targets
in the tests are this adapter with one thing changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import msgspec

from m2m_conformance import __version__
from m2m_conformance.adapter import codec
from m2m_conformance.adapter.codec import member
from m2m_conformance.adapter.server import AdapterError, Method, Params, Server
from m2m_conformance.rpc import INVALID_PARAMS, PROTOCOL
from m2m_ref import Capabilities, Data, Empty, Message, Rejection, Session
from m2m_ref.machine import profile_machine
from m2m_ref.payload import Close, CloseReason, read_capabilities
from m2m_ref.profile import Profile
from m2m_ref.session import SESSION_TIMEOUT

FEATURES = ("session", "clone", "clock", "tick", "negotiation", "message", "engine")
SHAPES = {
    Capabilities: "capabilities",
    Rejection: "rejection",
    Data: "data",
    Close: "close",
    Empty: "empty",
}
"""What the adapter protocol calls the shapes of payloads."""


class ReferenceAdapter:
    """Holds the sessions by handle, and the clock they all share (seconds, from 0).

    `profile` is the one the suite asks for in `initialize`.
    """

    session_class: type[Session] = Session

    def __init__(self) -> None:
        self.now = 0.0
        self.profile = Profile.CORE
        self.sessions: dict[str, Session] = {}
        self.server = Server(self.methods(), self.snapshot)

    def answer(self, line: bytes) -> bytes:
        """The reply line to a request line."""
        return self.server.answer(line)

    def methods(self) -> Mapping[str, Method]:
        """Every method of the protocol by name."""
        return {
            "initialize": self.initialize,
            "session.create": self.create,
            "session.create_hello": lambda params: self.session(params).create_hello().to_object(),
            "session.process_hello": self.with_message("process_hello"),
            "session.process_accept": self.with_message("process_accept"),
            "session.process_reject": self.with_message("process_reject"),
            "session.process_message": self.with_message("process_message"),
            "session.compress": lambda params: self.session(params).compress(params["content"]).to_object(),
            "session.decompress": self.with_message("decompress"),
            "session.close": lambda params: close(self.session(params), params).to_object(),
            "session.tick": lambda params: _object(self.session(params).tick()),
            "session.stats": lambda params: statistics(self.session(params)),
            "session.clone": self.clone,
            "clock.advance": self.advance,
            "capabilities.negotiate": negotiate,
            "message.read": lambda params: read_message(params, self.profile),
            **codec.methods(lambda: self.profile),
        }

    def initialize(self, params: Params) -> dict[str, Any]:
        """Who we are; from here on the profile is kept that the suite judges by."""
        welcome = initialize(params)
        self.profile = member(Profile, params.get("profile", Profile.CORE.value))
        profile_machine(self.profile)  # read the model now, not in the middle of the first request
        return welcome

    def session(self, params: Params) -> Session:
        """The session a request names. Raises AdapterError for a handle that is not known."""
        handle = params["session"]
        if handle not in self.sessions:
            raise AdapterError(INVALID_PARAMS, f"no session {handle!r}")
        return self.sessions[handle]

    def create(self, params: Params) -> None:
        """A new session under a handle."""
        given = read_capabilities(params["capabilities"]) if "capabilities" in params else Capabilities()
        self.sessions[params["session"]] = self.session_class(
            given,
            id=params.get("id"),
            profile=self.profile,
            clock=lambda: self.now,
            timeout=params.get("timeout", SESSION_TIMEOUT),
        )

    def clone(self, params: Params) -> None:
        """A clone under another handle."""
        self.sessions[params["as"]] = self.session(params).clone()

    def advance(self, params: Params) -> None:
        """Move the clock."""
        self.now += params["seconds"]

    def with_message(self, call: str) -> Method:
        """A method that gives a message to a call of the session and hands back what that returns."""

        def method(params: Params) -> Any:
            message = Message.from_object(params["message"], self.profile)
            return _object(getattr(self.session(params), call)(message))

        return method

    def snapshot(self, name: str, params: Params) -> dict[str, Any] | None:
        """What can be observed of the session the request was about."""
        session = self.sessions.get(params.get("as", params.get("session", "")))
        if session is None or not name.startswith("session."):
            return None
        stats = session.stats()
        return {
            "id": session.id,
            "state": session.state.value,
            "algorithm": session.algorithm.value if session.algorithm else None,
            "encoding": session.encoding.value if session.encoding else None,
            "expired": session.is_expired,
            "messages_sent": stats.messages_sent,
            "messages_received": stats.messages_received,
            "bytes_compressed": stats.bytes_compressed,
            "bytes_saved": stats.bytes_saved,
        }


def initialize(params: Params) -> dict[str, Any]:
    """Who we are."""
    if params["protocol"] != PROTOCOL:
        raise AdapterError(
            INVALID_PARAMS, f"adapter protocol {PROTOCOL} is spoken here, not {params['protocol']}"
        )
    return {
        "protocol": PROTOCOL,
        "name": "m2m_ref",
        "version": __version__,
        "language": "Python",
        "features": FEATURES + codec.features(),
        "lacks": codec.lacks(),
    }


def statistics(session: Session) -> dict[str, Any]:
    """The statistics of a session, with the two figures derived from them."""
    stats = session.stats()
    derived = {"compression_ratio": stats.compression_ratio(), "savings_percent": stats.savings_percent()}
    return {**asdict(stats), "state": stats.state.value, **derived}


def negotiate(params: Params) -> Any:
    """What `local` takes to be agreed with `remote`."""
    local, remote = read_capabilities(params["local"]), read_capabilities(params["remote"])
    return msgspec.to_builtins(local.negotiate(remote))


def close(session: Session, params: Params) -> Message:
    """The CLOSE of a session, with the reason and the message that are given."""
    reason = member(CloseReason, params["reason"]) if "reason" in params else None
    return session.close(reason, params.get("message"))


def read_message(params: Params, profile: Profile = Profile.CORE) -> dict[str, Any]:
    """A message read and written again, and the shape of its payload."""
    message = Message.from_json(params["text"], profile)
    shape = None if message.payload is None else SHAPES[type(message.payload)]
    return {"message": message.to_object(), "payload": shape}


def _object(value: Any) -> Any:
    return value.to_object() if isinstance(value, Message) else value
