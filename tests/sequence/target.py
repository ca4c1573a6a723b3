"""Targets that are wrong in ways that only sequences show: `python -m tests.sequence.target NAME`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import ClassVar

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import serve
from m2m_ref import Message, MessageType, Session


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


TARGETS = {
    "Tiring": _adapter(_Tiring),
    "Exhausted": _adapter(_Exhausted),
    "Fragile": _adapter(_Fragile),
    "Moody": _adapter(_Moody),
}

if __name__ == "__main__":
    serve(TARGETS[sys.argv[1]]().answer)
