"""One connection to a server. HTTP/1.1 itself is h11's work; here are the socket and the time limit."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence

import h11

from m2m_conformance.http.address import Address
from m2m_conformance.http.message import Answer, Request

MOST = 1 << 26
"""Bytes of an answer's body that are taken: 64 MiB, as of an adapter's line."""

_HEADERS, _CHUNK = 1 << 16, 1 << 18


class LateError(Exception):
    """There was no whole answer in time."""


class ConfusedError(Exception):
    """What came back is no HTTP, or more than is taken."""


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
        self._http = _parser()
        self._came = self._ended = False
        self.usable = True

    def close(self) -> None:
        """Close it; it may be closed already."""
        self._socket.close()
        self.usable = False

    def exchange(self, request: Request, deadline: float) -> Answer:
        """The answer to a request. Raises LateError and ConfusedError, after which it is closed."""
        try:
            left = self.write(self._written(request), deadline, whole=False)
            answer = self._answer(left, deadline)
        except BaseException:
            self.close()
            raise
        if not self.usable or self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
            self.close()
        else:
            self._http.start_next_cycle()
        return answer

    def _written(self, request: Request) -> bytes:
        headers = {"host": self._address.authority, "content-length": str(len(request.body))}
        every = [*{**headers, **request.headers}.items()]
        head = h11.Request(method=request.method, target=self._address.prefix + request.path, headers=every)
        begun = self._http.send(head) or b""
        body = (self._http.send(h11.Data(request.body)) or b"") if request.body else b""
        return begun + body + (self._http.send(h11.EndOfMessage()) or b"")

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

    def _answer(self, left: memoryview, deadline: float) -> Answer:
        """The next answer, while what is `left` of the request is sent."""
        head: h11.Response | None = None
        body: list[bytes] = []
        self._came = bool(self._http.trailing_data[0])
        while True:
            event = self._event()
            if event is h11.NEED_DATA:
                left = self._exchanged(left, deadline)
            elif isinstance(event, h11.Response):
                head = event
            elif isinstance(event, h11.Data):
                body.append(bytes(event.data))
                _hold(body)
            elif isinstance(event, h11.EndOfMessage) and head:
                self.usable = self.usable and not left
                return Answer(head.status_code, _type(head), b"".join(body))
            elif isinstance(event, h11.ConnectionClosed):
                self.usable = False
                return Answer(None)

    def _event(self) -> object:
        try:
            return self._http.next_event()
        except h11.RemoteProtocolError as error:
            if self._ended and not self._came:  # between two answers, where h11 waits for one
                return h11.ConnectionClosed()
            raise ConfusedError(str(error)) from error

    def _exchanged(self, left: memoryview, deadline: float) -> memoryview:
        """Wait, and take what comes; what is left to be sent."""
        ready = self._wait(select.POLLIN | (select.POLLOUT if left else 0), deadline)
        if ready & select.POLLOUT:
            left = self._sent(left)
        if ready & ~select.POLLOUT:
            self._receive()
        return left

    def _receive(self) -> None:
        try:
            data = self._socket.recv(_CHUNK)
        except BlockingIOError:
            return
        except OSError:  # it is as good as closed
            data = b""
        self._came = self._came or bool(data)
        self._ended = not data
        self._http.receive_data(data)

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
            trailing, _ = self._http.trailing_data
            self._http = _parser()
            self._http.send(h11.Request(method="GET", target="/", headers=[("host", "x")]))
            self._http.send(h11.EndOfMessage())
            self._http.receive_data(trailing) if trailing else None
            statuses.append(self._answer(memoryview(b""), deadline).status)
        return statuses


def _parser() -> h11.Connection:
    return h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEADERS)


def _type(head: h11.Response) -> str:
    found = next((value for name, value in head.headers if name == b"content-type"), b"")
    return found.decode("latin-1").partition(";")[0].strip().lower()


def _hold(body: Sequence[bytes]) -> None:
    if sum(map(len, body)) > MOST:
        raise ConfusedError(f"the body has more than {MOST >> 20} MiB")
