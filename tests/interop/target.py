"""Targets that others cannot talk to, each in one way: `python -m tests.interop.target NAME`."""

from __future__ import annotations

import base64
import sys
import time
from collections.abc import Callable
from typing import Any

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import Method, Params, serve
from m2m_ref import Algorithm, CodecEngine, Message, Session
from m2m_ref.error import ProtocolError
from tests.wrong.target import Selfish, SilentPing, Wrong


class Disagreeing(Wrong):
    """Answers HELLO as it should, and then writes with the last algorithm that both have, not the first."""

    METHOD = "session.process_hello"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        session, hello = self.session(params), Message.from_object(params["message"]).get_capabilities()
        if session.algorithm and hello:
            theirs = hello.compression.algorithms
            last = [each for each in session.capabilities.compression.algorithms if each in theirs][-1]
            session._negotiated = _with(session._negotiated, algorithm=last)
        return value


def _with(negotiated: Any, **changes: Any) -> Any:
    fields = {name: getattr(negotiated, name) for name in negotiated.__struct_fields__}
    return type(negotiated)(**{**fields, **changes})


class Corrupting(Wrong):
    """Loses a character of what it writes with brotli."""

    METHOD = "session.compress"

    def method(self, params: Params, right: Method) -> Any:
        if self.session(params).algorithm is Algorithm.BROTLI:
            return right(Params({**params, "content": params["content"][1:]}))
        return right(params)


class Misreading(Wrong):
    """Loses a character of what it reads of tokens."""

    METHOD = "session.decompress"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        return value[1:] if params["message"]["payload"]["content"].startswith("#TK|") else value


class Deaf(Wrong):
    """Goes on after a CLOSE."""

    METHOD = "session.process_message"

    def method(self, params: Params, right: Method) -> Any:
        session = self.session(params)
        state = session.state
        value = right(params)
        if params["message"]["type"] == "CLOSE":
            session._state = state
        return value


class LosingId(Wrong):
    """Says another id in its ACCEPT than its session has."""

    METHOD = "session.process_hello"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        return {**value, "session_id": "lost"} if value["type"] == "ACCEPT" else value


class KeepingId(Wrong):
    """Keeps its own id when it takes ACCEPT."""

    METHOD = "session.process_accept"

    def method(self, params: Params, right: Method) -> Any:
        session = self.session(params)
        before = session.id
        value = right(params)
        session._id = before
        return value


class Backwards(ReferenceAdapter):
    """Writes the bytes of brotli backwards, and reads them so: it understands itself, and nobody else."""

    def methods(self) -> dict[str, Method]:
        right = super().methods()

        def compress(params: Params) -> Any:
            return _turned(right["session.compress"](params))

        def decompress(params: Params) -> Any:
            return right["session.decompress"](Params({**params, "message": _turned(params["message"])}))

        return {**right, "session.compress": compress, "session.decompress": decompress}


def _turned(message: Any) -> Any:
    head, data, text = message["payload"]["content"].partition("DATA:")
    if head != "#M2M[v3.0]|":
        return message
    turned = base64.b64encode(base64.b64decode(text)[::-1]).decode()
    return {**message, "payload": {**message["payload"], "content": head + data + turned}}


class OtherForm(Wrong):
    """Writes m2m where brotli was agreed on, and says that it is brotli."""

    METHOD = "session.compress"

    def method(self, params: Params, right: Method) -> Any:
        value = right(params)
        if value["payload"]["algorithm"] == "brotli":
            wire = CodecEngine().compress(params["content"], Algorithm.M2M).data
            return {**value, "payload": {**value["payload"], "content": wire}}
        return value


class Crashing(Wrong):
    """Crashes when it is to read brotli."""

    METHOD = "session.decompress"

    def method(self, params: Params, right: Method) -> Any:
        if params["message"]["payload"]["content"].startswith("#M2M[v3.0]|"):
            raise ZeroDivisionError("as it was built to")
        return right(params)


class Hanging(Wrong):
    """Never comes back from close."""

    METHOD = "session.close"

    def method(self, params: Params, right: Method) -> Any:
        time.sleep(3600)


class Deep(Wrong):
    """Answers HELLO with what is nested too deep to compare."""

    METHOD = "session.process_hello"

    def method(self, params: Params, right: Method) -> Any:
        value: Any = []
        for _ in range(200):
            value = [value]
        return {**right(params), "payload": value}


class Timeless(Wrong):
    """Says that it has a clock, and refuses to move it."""

    METHOD = "clock.advance"

    def method(self, params: Params, right: Method) -> Any:
        raise ProtocolError("time cannot be moved")


class Bare(ReferenceAdapter):
    """Has sessions and nothing else."""

    def initialize(self, params: Params) -> dict[str, Any]:
        return {**super().initialize(params), "features": ["session"], "lacks": {"brotli": "too heavy"}}


class _Drifting(Session):
    """Takes o200k for the encoding, whatever was agreed on."""

    __slots__ = ()

    def process_accept(self, message: Message) -> None:
        super().process_accept(message)
        self._negotiated = _with(self._negotiated, encoding=self.capabilities.compression.encodings[-1])


class Drifting(ReferenceAdapter):
    """Its initiator prefers the last encoding it lists."""

    session_class = _Drifting


TARGETS: dict[str, Callable[[], ReferenceAdapter]] = {
    name: value
    for name, value in list(globals().items())
    if isinstance(value, type) and issubclass(value, ReferenceAdapter) and not name.startswith("_")
}

__all__ = ["TARGETS", "Selfish", "SilentPing"]

if __name__ == "__main__":
    serve(TARGETS[sys.argv[1]]().answer)
