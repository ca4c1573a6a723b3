"""A target: an implementation of M2M behind an adapter, asked one request at a time (spec/adapter.md)."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from m2m_conformance import __version__
from m2m_conformance.channel import BrokenTargetError, Channel, FaultyAdapterError, excerpt
from m2m_conformance.evidence import Evidence
from m2m_conformance.reply import Reply
from m2m_conformance.rpc import METHOD_NOT_FOUND, PROTOCOL, REFUSED, UNSUPPORTED
from m2m_conformance.schema import plain, quoted
from m2m_conformance.text import encodable
from m2m_ref.document import DocumentError, validate
from m2m_ref.profile import Profile

REPLY, WELCOME = "adapter.schema.json", "adapter.schema.json#/$defs/welcome"
"""The schemas of a reply line and of the value of `initialize`."""

_NUMBERS, _ROOM = 1 << 21, 1000  # of cases; for the requests of one


@dataclass(frozen=True, slots=True)
class TargetInfo:
    """What a target says of itself."""

    name: str
    version: str
    language: str
    issues: str = ""
    features: frozenset[str] = frozenset()
    lacks: Mapping[str, str] = field(default_factory=dict)


class UnsupportedError(Exception):
    """The target says that it has not got what was asked for; `code` is that of the error."""

    def __init__(self, text: str, code: int = UNSUPPORTED) -> None:
        super().__init__(text)
        self.code = code


class CodeError(FaultyAdapterError):
    """The adapter says that it could not do its work: the `code` and `text` of the error it answered with."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"the adapter answered with error {code}: {text}")
        self.code = code
        self.text = text


class FormError(FaultyAdapterError):
    """A line is JSON, but not a reply as spec/adapter.md says, or its value no introduction.

    `schema` is the one it does not fit, `where` the place in it, `reason` what is wrong there, and `plain`
    both as people would say it.
    """

    def __init__(self, schema: str, error: DocumentError) -> None:
        self.plain = _plain(schema, error)
        super().__init__(f"not as spec/adapter.md says: {excerpt.text(self.plain)}")
        self.schema = schema
        self.where = error.where
        self.reason = error.reason


def _plain(schema: str, error: DocumentError) -> str:
    if schema == WELCOME:
        word = quoted(error.reason) if error.where.startswith("features[") else ""
        known = plain(error.where or "the value of `initialize`", error.reason)
        return f'"{word}" in `features` is no feature' if word else known
    if "oneOf" in error.reason:
        return "the reply has neither `result` nor `error`, or both"
    return plain(error.where or "the reply", error.reason)


class Target:
    """Asks a target over a channel. Every method may raise BrokenTargetError; `start` also CommandError.

    `profile` is the one it is judged by; the adapter is told. `evidence` is what was exchanged.
    """

    def __init__(self, channel: Channel, profile: Profile = Profile.CORE) -> None:
        self._channel = channel
        self.profile = profile
        self.evidence = Evidence()
        self._id = 0
        self._well = False
        self.info = TargetInfo("unknown", "", "")

    @property
    def command(self) -> tuple[str, ...]:
        """The adapter's command, fit to be shown and written; empty for the embedded reference."""
        return tuple(map(encodable, self._channel.command))

    def start(self) -> None:
        """Start the target afresh and shake hands with its adapter, by the request with id 1."""
        self._id = 0
        self._well = False
        self.evidence.begin()
        self._channel.open()
        suite = {"name": "m2m-conformance", "version": __version__}
        try:
            reply = self.request(
                "initialize", {"protocol": PROTOCOL, "suite": suite, "profile": self.profile.value}
            )
        except UnsupportedError as error:
            raise FaultyAdapterError(f"refused: {error}") from error
        if reply.kind is not None:
            raise FaultyAdapterError(f"refused: {reply.kind}: {reply.text}")
        self.info = _info(reply.value)
        self._well = True

    def begin(self, case: str) -> None:
        """Number the requests from here on from a number that belongs to this case.

        So the ids in a message are the same in every run, whatever ran before, and a late reply to another
        case still has another id. They fit 32 bits with sign.
        """
        self._id = zlib.crc32(case.encode()) % _NUMBERS * _ROOM
        self.evidence.begin()

    def request(self, method: str, params: dict[str, Any]) -> Reply:
        """One request and its reply. Raises UnsupportedError, BrokenTargetError."""
        try:
            reply = self._ask(method, params)
        except UnsupportedError as error:
            self.evidence.note(method, params, None, f"not supported: {error}")
            raise
        except BaseException as error:  # an interrupt, too, leaves it in the middle of something
            self._well = False
            self.evidence.note(method, params, None, str(error) or "interrupted")
            raise
        self.evidence.note(method, params, reply)
        return reply

    def _ask(self, method: str, params: dict[str, Any]) -> Reply:
        self._id += 1
        request = {"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}
        reply = take_reply(self._channel.exchange(_line(request)), self._id)
        if method.startswith("session.") and reply.session is None and reply.kind is None:
            raise FaultyAdapterError(f"the reply to {method} has no session snapshot")
        return reply

    def stop(self) -> None:
        """End the target; one that is broken is not waited for. Never raises."""
        self._channel.close(patient=self._well)

    def restart(self) -> None:
        """Stop, and start afresh."""
        self.stop()
        self.start()

    def log(self) -> str:
        """The end of the target's own log."""
        return self._channel.log()


def take_reply(line: bytes, number: int) -> Reply:
    """The reply that `line` is to the request with this id. Raises UnsupportedError, BrokenTargetError."""
    return _reply(_read(line, number))


def _read(line: bytes, number: int) -> dict[str, Any]:
    try:
        reply = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise FaultyAdapterError(f"a line that is not JSON: {excerpt.line(line)} ({error})") from error
    _hold(reply, REPLY, "reply")
    if reply["id"] != number:
        got = "null" if reply["id"] is None else reply["id"]
        raise FaultyAdapterError(
            f"a reply with id {got} to the request with id {number}: {excerpt.line(line)}"
        )
    assert isinstance(reply, dict)
    return reply


def _line(request: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(request) + b"\n"
    except orjson.JSONEncodeError as error:  # vectors are tried when they are read, what was saved is not
        raise BrokenTargetError(f"a reply that cannot be passed on: {error}") from error


def _hold(value: object, schema: str, what: str) -> None:
    try:
        validate(value, schema, what)
    except DocumentError as error:
        raise FormError(schema, error) from error


def _reply(reply: dict[str, Any]) -> Reply:
    if "result" in reply:
        return Reply(value=reply["result"]["value"], session=reply["result"].get("session"))
    error = reply["error"]
    text = excerpt.text(error["message"])
    if error["code"] in (UNSUPPORTED, METHOD_NOT_FOUND):
        raise UnsupportedError(text, error["code"])
    if error["code"] != REFUSED:
        raise CodeError(error["code"], text)
    return Reply(kind=error["data"]["kind"], text=text, session=error["data"].get("session"))


def _info(value: Any) -> TargetInfo:
    _hold(value, WELCOME, "initialize")
    keys = ("name", "version", "language", "issues")
    given = {key: excerpt.text(value[key]) for key in keys if key in value}
    lacks = {feature: excerpt.text(reason) for feature, reason in value.get("lacks", {}).items()}
    return TargetInfo(**given, features=frozenset(value["features"]), lacks=lacks)
