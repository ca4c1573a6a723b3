"""Carries a stage over HTTP on loopback, answers in every manner. HTTP/1.1 itself is httptools' work."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httptools

from m2m_conformance.client.stage import Reply, Stage
from m2m_conformance.status import NotDoneError

_PAUSE, _LATE, _CHUNK = 0.002, 0.5, 1 << 16
"""Seconds between pieces; seconds that an answer is late; bytes that are read at once."""

PIECES = 40
"""Pieces of an answer that comes in pieces."""


class StageServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of 127.0.0.1, or the one that is given, for the scene that is on stage."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        try:
            super().__init__(("127.0.0.1", port), _Handler)
        except (OSError, OverflowError) as error:
            what = f"cannot listen on 127.0.0.1:{port}: {getattr(error, 'strerror', '') or error}"
            raise NotDoneError(f"{what}; leave --port out for one that is free") from error
        self.stage: Stage | None = None
        self.turn = threading.Lock()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Answer while the block runs."""
        thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that the client broke is no matter of ours."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """A whole request."""

    method: str
    path: str
    body: bytes
    keep: bool


class _Arrival:
    """Takes requests apart. `whole` are those that came, `asks` is whether one waits to send its body."""

    def __init__(self) -> None:
        self.whole: deque[_Taken] = deque()
        self.asks = False
        self._parser = httptools.HttpRequestParser(self)
        self._url, self._body = b"", b""

    def feed(self, data: bytes) -> None:
        """Take what came. Raises HttpParserError."""
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.asks = self.asks or (name.lower(), value.lower()) == (b"expect", b"100-continue")

    def on_body(self, data: bytes) -> None:
        self._body += data

    def on_message_complete(self) -> None:
        path = httptools.parse_url(self._url).path.decode("latin-1")
        method = self._parser.get_method().decode()
        self.whole.append(_Taken(method, path, self._body, self._parser.should_keep_alive()))
        self._url, self._body, self.asks = b"", b"", False


class _Handler(socketserver.BaseRequestHandler):
    """One connection."""

    server: StageServer
    request: socket.socket

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        arrival = _Arrival()
        while (taken := self._read(arrival)) is not None:
            reply, manner = self._answered(taken)
            if reply.status is None:
                return
            self._write(reply, reply.status, manner)
            if manner == "closing" or not taken.keep:
                return

    def _answered(self, taken: _Taken) -> tuple[Reply, str]:
        with self.server.turn:
            stage = self.server.stage
            if stage is None:
                return Reply(503, b'{"error": "no scene is on"}'), "plain"
            return stage.take(taken.method, taken.path, taken.body), stage.scene.manner

    def _read(self, arrival: _Arrival) -> _Taken | None:
        """The next request; None where there is none any more."""
        while not arrival.whole:
            data = self.request.recv(_CHUNK)
            if not data:
                return None
            arrival.feed(data)
            if arrival.asks:
                self.request.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                arrival.asks = False
        return arrival.whole.popleft()

    def _write(self, reply: Reply, status: int, manner: str) -> None:
        if manner == "late":
            time.sleep(_LATE)
        whole = _written(reply, status, manner)
        for part in _parts(whole, manner) if manner == "pieces" else [whole]:
            self.request.sendall(part)
            time.sleep(_PAUSE if manner == "pieces" else 0)


def _written(reply: Reply, status: int, manner: str) -> bytes:
    """The bytes of an answer."""
    body = _spaced(reply.body) if manner == "spaced" else reply.body
    length = f"content-length: {len(body)}" if manner != "chunked" else "transfer-encoding: chunked"
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"content-type: {reply.type}", length]
    lines += ["connection: close"] if manner == "closing" else []
    head = "".join(f"{line}\r\n" for line in [*lines, ""]).encode()
    if manner != "chunked":
        return head + body
    chunks = (b"%x\r\n%b\r\n" % (len(part), part) for part in _parts(body, manner))
    return head + b"".join(chunks) + b"0\r\n\r\n"


def _parts(data: bytes, manner: str) -> list[bytes]:
    size = max(len(data) // PIECES, 1) if manner in ("pieces", "chunked") else max(len(data), 1)
    return [data[at : at + size] for at in range(0, len(data), size)]


def _spaced(body: bytes) -> bytes:
    """The same JSON, spread over lines, and all that is not ASCII escaped."""
    return json.dumps(json.loads(body), indent="\t", ensure_ascii=True).encode() + b"\r\n"
