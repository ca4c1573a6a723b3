"""One connection to a server: its socket, and the time limit of what is exchanged over it."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence

from m2m_conformance.http.address import Address
from m2m_conformance.http.arrival import Arrival
from m2m_conformance.http.message import Answer, Request

_CHUNK = 1 << 18


class LateError(Exception):
    """There was no whole answer in time."""


class Connection:
    """An open connection, for one exchange after the other while it is `usable`.

    Raises OSError if it cannot be opened. `deadline` is a time of `time.monotonic`.
    """

    def __init__(self, address: Address, deadline: float) -> None:
        self._address = address
        self._socket = socket.create_connection(
            (address.host, address.port), timeout=max(deadline - time.monotonic(), 0.001)
        )
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        self._poll = select.poll()
        self._arrival = Arrival()
        self.usable = True

    def close(self) -> None:
        """Close it; it may be closed already."""
        self._socket.close()
        self.usable = False

    def exchange(self, request: Request, deadline: float) -> Answer:
        """The answer to a request. Raises LateError and ConfusedError, after which it is closed."""
        try:
            left = self.write(request.written(self._address), deadline, whole=False)
            answer, left = self._answer(left, deadline)
        except BaseException:
            self.close()
            raise
        if left or not (self.usable and self._arrival.open) or self._arrival.answers:
            self.close()
        return answer

    def write(self, data: bytes, deadline: float, *, whole: bool = True) -> memoryview:
        """Send `data`, all of it or, if not `whole`, what goes at once; what is left. Raises LateError."""
        left = self._sent(memoryview(data))
        while whole and left:
            self._wait(select.POLLOUT, deadline)
            left = self._sent(left)
        return left

    def _sent(self, data: memoryview) -> memoryview:
        """What is left of `data` after a send. A server that does not listen any more may still answer."""
        try:
            return data[self._socket.send(data) :] if data else data
        except BlockingIOError:
            return data
        except OSError:
            self.usable = False
            return data[:0]

    def _answer(self, left: memoryview, deadline: float) -> tuple[Answer, memoryview]:
        """The next answer, while what is `left` of the request is sent; and what is left then."""
        while not self._arrival.answers:
            ready = self._wait(select.POLLIN | (select.POLLOUT if left else 0), deadline)
            if ready & select.POLLOUT:
                left = self._sent(left)
            if ready & ~select.POLLOUT:
                self._receive()
        return self._arrival.answers.popleft(), left

    def _receive(self) -> None:
        try:
            self._arrival.feed(self._socket.recv(_CHUNK))
        except BlockingIOError:
            return
        except OSError:  # it is as good as closed
            self._arrival.feed(b"")

    def _wait(self, events: int, deadline: float) -> int:
        self._poll.register(self._socket, events)
        seconds = deadline - time.monotonic()
        found = self._poll.poll(seconds * 1000) if seconds > 0 else []
        if not found:
            raise LateError
        return found[0][1]

    def answers(self, count: int, deadline: float) -> Sequence[int | None]:
        """The statuses of the next `count` answers; the last one None if the connection was closed."""
        statuses: list[int | None] = []
        while len(statuses) < count and None not in statuses:
            answer, _ = self._answer(memoryview(b""), deadline)
            statuses.append(answer.status)
        return statuses
