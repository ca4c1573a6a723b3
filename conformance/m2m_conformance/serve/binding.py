"""What the reference answers over HTTP, whatever carries it: paths and bodies in, statuses and objects out.

Each function cites nothing but spec/protocol.md, HTTP binding. What a session may do, its model says.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import msgspec

from m2m_conformance import __version__
from m2m_conformance.serve.echo import answered
from m2m_conformance.serve.store import Clock, Entry, FullError, Store
from m2m_ref import Algorithm, Capabilities, CodecEngine, Message, MessageType, Session, json
from m2m_ref.codec.result import CompressionResult
from m2m_ref.error import JsonError, M2MError
from m2m_ref.machine import SessionState
from m2m_ref.payload import RejectionCode, read_capabilities
from m2m_ref.profile import Profile, settings

T = TypeVar("T")
Result = tuple[int, Any]
"""The status and the object of an answer."""
Aside = Callable[[Callable[[], Any]], Awaitable[Any]]
"""Does something that takes long where it does not keep others waiting, and hands back what it returns."""

LONG = 1 << 16
"""Bytes of a body from which on its work is done aside."""


class RefusedError(Exception):
    """An answer that is an error: its status, and a text that says what was wrong."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


class _Written(msgspec.Struct):
    """What /compress is asked."""

    content: str
    algorithm: Algorithm | None = None


class _Read(msgspec.Struct):
    """What /decompress is asked."""

    data: str


class Binding:
    """A server of `profile` that holds `most` sessions, each until it was idle for `timeout` seconds."""

    def __init__(
        self,
        profile: Profile,
        timeout: float,
        most: int,
        aside: Aside,
        clock: Clock = time.monotonic,
    ) -> None:
        self.profile = profile
        self.capabilities = Capabilities(agent_type="m2m-ref-server")
        self.sessions = Store(timeout, most, clock)
        self._timeout = timeout
        self._aside = aside
        self._clock = clock
        self._began = clock()
        self._engine = CodecEngine(profile=profile)

    async def health(self) -> Result:
        """GET /health."""
        return 200, {"status": "ok", "version": __version__}

    async def status(self) -> Result:
        """GET /status."""
        self.sessions.sweep()
        return 200, {
            "status": "ok",
            "version": __version__,
            "profile": self.profile.value,
            "uptime_secs": int(self._clock() - self._began),
            "active_sessions": len(self.sessions),
            "capabilities": msgspec.to_builtins(self.capabilities),
        }

    async def begin(self, body: bytes) -> Result:
        """POST /session: the handshake in one, with the capabilities that are given or the usual ones."""
        asked = self._object(body)
        given = asked.get("capabilities")
        session = self._session()
        client = Capabilities() if given is None else _refused(lambda: read_capabilities(given))
        answer = _refused(lambda: session.process_hello(Message.hello(client)))
        rejection = answer.get_rejection()
        if rejection:
            raise RefusedError(400, f"{rejection.code.value}: {rejection.message}")
        self._hold(session)
        return 201, {"session_id": session.id, "capabilities": msgspec.to_builtins(self.capabilities)}

    async def show(self, id: str) -> Result:  # noqa: A002 - the protocol's name for it
        """GET /session/{id}."""
        session = self._entry(id).session
        stats = session.stats()
        return 200, {
            "session_id": session.id,
            "state": session.state.value,
            "algorithm": session.algorithm.value if session.algorithm else None,
            "encoding": session.encoding.value if session.encoding else None,
            "messages_sent": stats.messages_sent,
            "messages_received": stats.messages_received,
            "bytes_compressed": stats.bytes_compressed,
            "bytes_saved": stats.bytes_saved,
            "compression_ratio": stats.compression_ratio(),
        }

    async def end(self, id: str) -> Result:  # noqa: A002
        """DELETE /session/{id}."""
        self.sessions.remove(id)
        return 204, None

    async def compress(self, body: bytes) -> Result:
        """POST /compress; m2m if no algorithm is named, as the released server."""
        asked = self._read(body, _Written)
        algorithm = asked.algorithm or Algorithm.M2M
        return await self._done(body, lambda: _figures(self._engine.compress(asked.content, algorithm)))

    async def compress_auto(self, body: bytes) -> Result:
        """POST /compress/auto."""
        asked = self._read(body, _Written)
        return await self._done(body, lambda: _figures(self._engine.compress_auto(asked.content)))

    async def decompress(self, body: bytes) -> Result:
        """POST /decompress."""
        asked = self._read(body, _Read)
        return await self._done(body, lambda: _content(self._engine.decompress(asked.data)))

    async def message(self, body: bytes) -> Result:
        """POST /message."""
        message = _refused(lambda: Message.from_json(body, self.profile))
        if message.type is MessageType.HELLO:
            return 200, self._answered(message).to_object()
        if message.session_id is None:
            raise RefusedError(400, f"a {message.type.value} needs the session_id of its session")
        entry = self._entry(message.session_id)
        async with entry.turn(long=len(body) > LONG) as session:
            try:
                return await self._done(body, lambda: answered(session, message).to_object())
            finally:
                if session.state is SessionState.CLOSED:
                    self.sessions.remove(message.session_id)

    def _answered(self, hello: Message) -> Message:
        """The answer of a new session to a HELLO."""
        session = self._session()
        answer = _refused(lambda: session.process_hello(hello))
        if answer.type is MessageType.ACCEPT:
            try:
                self.sessions.add(session)
            except FullError as error:
                return Message.reject(_busy(self.profile), str(error))
        return answer

    async def _done(self, body: bytes, work: Callable[[], Any]) -> Result:
        """200 with what `work` returns; it is done aside if the body is long."""
        if len(body) > LONG:
            return 200, await self._aside(lambda: _refused(work))
        return 200, _refused(work)

    def _session(self) -> Session:
        return Session(self.capabilities, profile=self.profile, clock=self._clock, timeout=self._timeout)

    def _hold(self, session: Session) -> None:
        try:
            self.sessions.add(session)
        except FullError as error:
            raise RefusedError(503, str(error)) from error

    def _entry(self, id: str) -> Entry:  # noqa: A002
        entry = self.sessions.get(id)
        if entry is None:
            raise RefusedError(404, "there is no such session; it may have been idle for too long")
        return entry

    def _read(self, body: bytes, shape: type[T]) -> T:
        try:
            return msgspec.convert(self._object(body), shape)
        except msgspec.ValidationError as error:
            raise RefusedError(400, f"the body is not what this needs: {error}") from error

    def _object(self, body: bytes) -> dict[str, Any]:
        found = _refused(lambda: json.read(body))
        if not isinstance(found, dict):
            raise RefusedError(400, "the body is JSON, but not an object")
        return found


def _refused(work: Callable[[], T]) -> T:
    """What `work` returns. Raises RefusedError for what engine or session refuse."""
    try:
        return work()
    except JsonError as error:
        raise RefusedError(400, f"the body is not what this needs: {error}") from error
    except M2MError as error:
        raise RefusedError(400, str(error)) from error


def _figures(result: CompressionResult) -> dict[str, Any]:
    original, compressed = result.original_bytes, result.compressed_bytes
    return {
        "data": result.data,
        "algorithm": result.algorithm.value,
        "original_bytes": original,
        "compressed_bytes": compressed,
        "ratio": original / compressed if compressed else 1.0,
    }


def _content(content: str) -> dict[str, Any]:
    return {"content": content, "bytes": len(content.encode())}


def _busy(profile: Profile) -> RejectionCode:
    """The code that says so best, of those that the profile has."""
    known = settings(profile).rejection_codes
    return RejectionCode.SERVER_BUSY if "SERVER_BUSY" in known else RejectionCode.RATE_LIMITED
