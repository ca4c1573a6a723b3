"""A client of one server: keeps its connection alive, and bounds each exchange in time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from typing import Any

from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.http.address import Address
from m2m_conformance.http.arrival import ConfusedError
from m2m_conformance.http.connection import Connection, LateError
from m2m_conformance.http.message import Answer, Request


@dataclass(frozen=True, slots=True)
class Piece:
    """Bytes that are written `times` times, each followed by a pause of so many seconds."""

    data: bytes
    times: int
    pause: float

    @classmethod
    def of(cls, part: Mapping[str, Any]) -> Piece:
        """From a part of `http.send` (vectors/README.md, Calls over HTTP)."""
        return cls(part["text"].encode(), part.get("times", 1), part.get("pause", 0))


class Client:
    """Asks the server at `address`; `timeout` is in seconds, for each exchange.

    Every method may raise BrokenTargetError, which says what the server did.
    """

    def __init__(self, address: Address, timeout: float) -> None:
        self.address = address
        self._timeout = timeout
        self._kept: Connection | None = None

    def close(self) -> None:
        """Close what is open."""
        if self._kept:
            self._kept.close()
        self._kept = None

    def ask(self, request: Request) -> Answer:
        """The answer to a request, over the connection of the last one where that is still open."""
        deadline = self._deadline()
        with self._told(request.path):
            return self._asked(request, deadline)

    def _asked(self, request: Request, deadline: float) -> Answer:
        kept = self._kept
        if kept and kept.usable:
            answer = kept.exchange(request, deadline)
            if answer.status is not None:
                return answer
        # It may have been closed for being idle too long, which is no fault.
        self._kept = Connection(self.address, deadline)
        return self._kept.exchange(request, deadline)

    def together(self, requests: Sequence[Request]) -> list[Answer]:
        """The answers to requests that are sent at once, each over a connection of its own."""
        deadline = self._deadline()
        with ExitStack() as end, ThreadPoolExecutor(len(requests)) as pool:
            pairs = list(zip(self._opened(len(requests), deadline, end), requests, strict=True))
            sent = [pool.submit(each.exchange, request, deadline) for each, request in pairs]
            with self._told(f"one of {len(requests)} requests at once"):
                return [each.result() for each in sent]

    def send(
        self, pieces: Sequence[Piece], connections: int, answers: int, meanwhile: Request | None
    ) -> tuple[list[Sequence[int | None]], Answer | None]:
        """Write pieces over connections of their own; what came over each, and what `meanwhile` was answered.

        Of each connection the statuses of so many `answers` are awaited, None where it was closed before one.
        """
        with ExitStack() as end:
            every = self._opened(connections, self._deadline(), end)
            with self._told("what was sent"):
                for piece in pieces:
                    _write(every, piece, self._deadline())
            other = self.ask(meanwhile) if meanwhile else None
            deadline = self._deadline()
            with self._told("what was sent"):
                return [each.answers(answers, deadline) for each in every], other

    def _opened(self, count: int, deadline: float, end: ExitStack) -> list[Connection]:
        with self._told("a connection"):
            return [end.enter_context(closing(Connection(self.address, deadline))) for _ in range(count)]

    def _deadline(self) -> float:
        return time.monotonic() + self._timeout

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """What fails in here is told as what the server did."""
        try:
            yield
        except LateError as error:
            raise BrokenTargetError(f"no whole answer to {what} within {self._timeout:g} s") from error
        except ConfusedError as error:
            raise BrokenTargetError(f"the answer to {what} is none: {error}") from error
        except OSError as error:
            raise BrokenTargetError(f"no connection to {self.address}: {error.strerror or error}") from error


def _write(connections: Sequence[Connection], piece: Piece, deadline: float) -> None:
    for _ in range(piece.times):
        for each in connections:
            each.write(piece.data, deadline)
        if piece.pause:
            time.sleep(piece.pause)
