"""Serves one wrong target: `python target.py NAME`.

Each class is the reference's adapter, wrong in one way. The suite must catch every one of them.
"""

from __future__ import annotations

import base64
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import AdapterError, Method, Params, serve
from m2m_conformance.rpc import UNSUPPORTED
from m2m_ref import CodecEngine, Message, MessageType, Session, SessionState


class Wrong(ReferenceAdapter):
    """Replaces the method `METHOD` by `method`, which may call the right one as `right`."""

    METHOD: ClassVar[str]

    def methods(self) -> Mapping[str, Method]:
        right = super().methods()
        return {**right, self.METHOD: lambda params: self.method(params, right[self.METHOD])}

    def method(self, params: Params, right: Method) -> Any:
        raise NotImplementedError


class PongToNothing(Wrong):
    """Answers a PONG with a PONG."""

    METHOD = "session.process_message"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        ponged = params["message"]["type"] == "PONG"
        return Message.pong(self.session(params).id).to_object() if ponged else value


class SilentPing(Wrong):
    """Counts a PING but does not answer it."""

    METHOD = "session.process_message"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        return None if params["message"]["type"] == "PING" else value


class EarlyData(Wrong):
    """Takes DATA before ACCEPT."""

    METHOD = "session.decompress"

    def method(self, params: Params, right: Method) -> Any:
        if self.session(params).state is SessionState.HELLO_SENT:
            return CodecEngine().decompress(params["message"]["payload"].get("content", ""))
        return right(params)


class UncountedClose(Wrong):
    """Does not count the CLOSE it sends."""

    METHOD = "session.close"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        self.session(params)._sent -= 1
        return value


class SwappedRoles(Wrong):
    """Swaps the first two roles in the header of a frame."""

    METHOD = "engine.compress"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        if params["algorithm"] != "m2m":
            return value
        prefix, text = value["wire"][:7], value["wire"][7:]
        frame = bytearray(base64.b64decode(text))
        at = 20 + 1 + frame[20] + 1  # fixed header, model length, model, message count (under 128)
        roles = frame[at]
        frame[at] = roles & 0xF0 | (roles & 3) << 2 | (roles >> 2) & 3
        return {**value, "wire": prefix + base64.b64encode(frame).decode()}


class DroppedByte(Wrong):
    """Loses the last character of what it decompresses."""

    METHOD = "engine.decompress"

    def method(self, params: Params, right: Method) -> Any:
        return right(params)[:-1]


class Hanging(Wrong):
    """Never comes back from close."""

    METHOD = "session.close"

    def method(self, params: Params, right: Method) -> Any:
        time.sleep(3600)


class Exiting(Wrong):
    """Exits half-way, in clone."""

    METHOD = "session.clone"

    def method(self, params: Params, right: Method) -> Any:
        print("giving up", file=sys.stderr, flush=True)
        os._exit(3)


class Killed(Wrong):
    """Is ended by a signal, in clone."""

    METHOD = "session.clone"

    def method(self, params: Params, right: Method) -> Any:
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)


class Logging(Wrong):
    """Prints a log line on stdout before its answer."""

    METHOD = "session.stats"

    def method(self, params: Params, right: Method) -> Any:
        print("INFO statistics were asked for", flush=True)
        return right(params)


class Chatty(Wrong):
    """Writes megabytes to stderr before its answer; nothing else is wrong with it, so it must pass."""

    METHOD = "session.stats"

    def method(self, params: Params, right: Method) -> Any:
        print("x" * 3_000_000, file=sys.stderr, flush=True)
        return right(params)


class HalfLine(Wrong):
    """Writes half a line and stops."""

    METHOD = "session.clone"

    def method(self, params: Params, right: Method) -> Any:
        os.write(1, b'{"jsonrpc": "2.0", "id": 5, "res')
        os._exit(0)


class Refusing(Wrong):
    """Says that it has no statistics, which must be shown as skipped, not as passed."""

    METHOD = "session.stats"

    def method(self, params: Params, right: Method) -> Any:
        raise AdapterError(UNSUPPORTED, "no statistics here")


class WrongEncoding(Wrong):
    """Agrees on cl100k whatever the lists say."""

    METHOD = "capabilities.negotiate"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        return value and {**value, "encoding": "Cl100kBase"}


class _Timeless(Session):
    @property
    def is_expired(self) -> bool:
        return False


class NeverExpiring(ReferenceAdapter):
    """Says that no session is ever expired."""

    session_class = _Timeless


class _Keeping(Session):
    __slots__ = ()

    def clone(self) -> Session:
        twin = super().clone()
        twin._sent = self._sent
        return twin


class KeepingClone(ReferenceAdapter):
    """Does not reset the counters of a clone."""

    session_class = _Keeping


class _Untouched(Session):
    __slots__ = ()

    def process_message(self, message: Message) -> Message | None:
        touched = self._touched
        try:
            return super().process_message(message)
        finally:
            if message.type is MessageType.DATA:
                self._touched = touched


class UntouchedByData(ReferenceAdapter):
    """Does not start the idle clock again when process_message gets DATA."""

    session_class = _Untouched


class Trusting(Wrong):
    """Hands out an unsecured frame although it has a key."""

    METHOD = "engine.decompress"

    def method(self, params: Params, right: Method) -> Any:
        wire = params["wire"]
        if wire.startswith("#M2M|1|") and base64.b64decode(wire[7:])[3:4] == b"\0":
            return right(Params({"wire": wire}))
        return right(params)


class Blind(Wrong):
    """Looks at a frame's payload too before it tells of its headers."""

    METHOD = "frame.inspect"

    def method(self, params: Params, right: Method) -> Any:
        CodecEngine().decompress(params["wire"])
        return right(params)


class Backwards(ReferenceAdapter):
    """Writes what comes after `DATA:` backwards, and reads it so: it understands itself, and nobody else."""

    def methods(self) -> Mapping[str, Method]:
        right = super().methods()

        def compress(params: Params) -> Any:
            value = right["engine.compress"](params)
            return {**value, "wire": _turned(value["wire"])}

        def decompress(params: Params) -> Any:
            return right["engine.decompress"](Params({**params, "wire": _turned(params["wire"])}))

        return {**right, "engine.compress": compress, "engine.decompress": decompress}


def _turned(wire: str) -> str:
    head, data, text = wire.partition("DATA:")
    turned = base64.b64encode(base64.b64decode(text)[::-1]).decode()
    return head + data + turned if head == "#M2M[v3.0]|" else wire


class Reviving(Wrong):
    """Touches the idle clock before it looks whether the session has expired."""

    METHOD = "session.process_message"

    def method(self, params: Params, right: Method) -> Any:
        self.session(params)._touched = self.now
        return right(params)


class Selfish(Wrong):
    """Follows its own preference, not the initiator's."""

    METHOD = "session.process_hello"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        session, hello = self.session(params), Message.from_object(params["message"]).get_capabilities()
        session._negotiated = session.capabilities.negotiate(hello) if hello else None
        return value


class Patient(Wrong):
    """Goes on sending PINGs that nobody answers."""

    METHOD = "session.tick"

    def method(self, params: Params, right: Method) -> Any:
        session = self.session(params)
        session._pings = min(session._pings, 2)
        return right(params)


class WrongId(ReferenceAdapter):
    """Answers statistics with the id of another request."""

    def answer(self, line: bytes) -> bytes:
        answer = super().answer(line)
        return answer.replace(b'"id":', b'"id":9', 1) if b'"session.stats"' in line else answer


class Unasked(ReferenceAdapter):
    """Answers statistics twice."""

    def answer(self, line: bytes) -> bytes:
        return super().answer(line) * (2 if b'"session.stats"' in line else 1)


class NoSnapshot(ReferenceAdapter):
    """Leaves the snapshot out."""

    def snapshot(self, name: str, params: Params) -> dict[str, Any] | None:
        return None if name == "session.stats" else super().snapshot(name, params)


class Endless(ReferenceAdapter):
    """Answers statistics with a line that never ends."""

    def answer(self, line: bytes) -> bytes:
        while b'"session.stats"' in line:
            os.write(1, b"x" * 1_000_000)
        return super().answer(line)


TARGETS: dict[str, Callable[[], ReferenceAdapter]] = {
    name: value
    for name, value in list(globals().items())
    if isinstance(value, type) and issubclass(value, ReferenceAdapter) and not name.startswith("_")
}

if __name__ == "__main__":
    serve(TARGETS[sys.argv[1]]().answer)
