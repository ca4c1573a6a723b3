"""Targets that are wrong in ways that only sequences show: `python -m tests.sequence.target NAME`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, ClassVar

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import Method, Params, serve
from m2m_ref import Message, MessageType, Session, SessionState
from tests.wrong.target import Wrong


class _Tiring(Session):
    """Does not answer the second of two PINGs on end."""

    __slots__ = ("_last",)

    def process_message(self, message: Message) -> Message | None:
        before, self._last = getattr(self, "_last", None), message.type
        answer = super().process_message(message)
        return None if before is MessageType.PING is message.type else answer


class _Exhausted(Session):
    """Counts a CLOSE twice once fifteen messages were received."""

    __slots__ = ()

    def close(self, *args: object) -> Message:
        message = super().close()
        self._sent += self._received >= 15
        return message


class _Fragile(Session):
    """Breaks when an Established session is to start again."""

    __slots__ = ()

    def create_hello(self) -> Message:
        if self.is_established:
            os._exit(3)
        return super().create_hello()


class Silent(Wrong):
    """Does not count a CLOSE that is the first thing it sends."""

    METHOD = "session.close"

    def method(self, params: Params, right: Method) -> Any:
        session = self.session(params)
        initial = session.state is SessionState.INITIAL
        value = right(params)
        session._sent -= initial
        return value


class SilentUntilCloned(ReferenceAdapter):
    """The same, but a clone of it counts well: which is a state more."""

    class _Session(Session):
        __slots__ = ()

        def close(self, *args: object) -> Message:
            initial = self.state is SessionState.INITIAL
            message = super().close()
            self._sent -= initial
            return message

    session_class = _Session


class _Moody(Session):
    """Does not count every eleventh CLOSE that this process makes."""

    __slots__ = ()
    closes: ClassVar[int] = 0

    def close(self, *args: object) -> Message:
        message = super().close()
        _Moody.closes += 1
        self._sent -= _Moody.closes % 11 == 0
        return message


def _adapter(session: type[Session]) -> Callable[[], ReferenceAdapter]:
    def make() -> ReferenceAdapter:
        adapter = ReferenceAdapter()
        adapter.session_class = session
        return adapter

    return make


TARGETS: dict[str, Callable[[], ReferenceAdapter]] = {
    "Tiring": _adapter(_Tiring),
    "Exhausted": _adapter(_Exhausted),
    "Fragile": _adapter(_Fragile),
    "Moody": _adapter(_Moody),
    "Silent": Silent,
    "SilentUntilCloned": SilentUntilCloned,
}

if __name__ == "__main__":
    serve(TARGETS[sys.argv[1]]().answer)
