"""Carries a stage over HTTP on loopback: with h11, so that answers can come in every manner."""

from __future__ import annotations

import json
import socket
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import h11

from m2m_conformance.client.stage import Reply, Stage

_PAUSE, _LATE, _CHUNK = 0.002, 0.5, 1 << 16
"""Seconds between pieces; seconds that an answer is late; bytes that are read at once."""

PIECES = 40
"""Pieces of an answer that comes in pieces."""


class StageServer(socketserver.ThreadingTCPServer):
    """Listens on a free port of 127.0.0.1, or the one that is given, for the scene that is on stage."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
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


class _Handler(socketserver.BaseRequestHandler):
    """One connection."""

    server: StageServer
    request: socket.socket

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        http = h11.Connection(h11.SERVER)
        while (taken := self._read(http)) is not None:
            head, body = taken
            reply, manner = self._answered(head, body)
            if reply.status is None:
                return
            self._write(http, reply, reply.status, manner)
            if manner == "closing" or http.our_state is not h11.DONE:
                return
            http.start_next_cycle()

    def _answered(self, head: h11.Request, body: bytes) -> tuple[Reply, str]:
        with self.server.turn:
            stage = self.server.stage
            if stage is None:
                return Reply(503, b'{"error": "no scene is on"}'), "plain"
            path = head.target.decode("latin-1").partition("?")[0]
            return stage.take(head.method.decode("latin-1"), path, body), stage.scene.manner

    def _read(self, http: h11.Connection) -> tuple[h11.Request, bytes] | None:
        """The next request; None where there is none any more."""
        head: h11.Request | None = None
        body: list[bytes] = []
        while True:
            event = http.next_event()
            if event is h11.NEED_DATA:
                if http.they_are_waiting_for_100_continue:
                    self.request.sendall(
                        http.send(h11.InformationalResponse(status_code=100, headers=[])) or b""
                    )
                http.receive_data(self.request.recv(_CHUNK))
            elif isinstance(event, h11.Request):
                head = event
            elif isinstance(event, h11.Data):
                body.append(bytes(event.data))
            elif isinstance(event, h11.EndOfMessage) and head is not None:
                return head, b"".join(body)
            else:
                return None

    def _let_on(self, http: h11.Connection) -> None:
        if http.they_are_waiting_for_100_continue:
            self.request.sendall(http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")

    def _write(self, http: h11.Connection, reply: Reply, status: int, manner: str) -> None:
        if manner == "late":
            time.sleep(_LATE)
        whole = _written(http, reply, status, manner)
        for part in _parts(whole, manner) if manner == "pieces" else [whole]:
            self.request.sendall(part)
            time.sleep(_PAUSE if manner == "pieces" else 0)


def _written(http: h11.Connection, reply: Reply, status: int, manner: str) -> bytes:
    """The bytes of an answer."""
    body = _spaced(reply.body) if manner == "spaced" else reply.body
    headers = [("content-type", reply.type)]
    headers += [] if manner == "chunked" else [("content-length", str(len(body)))]
    headers += [("connection", "close")] if manner == "closing" else []
    parts = [http.send(h11.Response(status_code=status, headers=headers))]
    parts += [http.send(h11.Data(part)) for part in _parts(body, manner)]
    return b"".join(part or b"" for part in [*parts, http.send(h11.EndOfMessage())])


def _parts(data: bytes, manner: str) -> list[bytes]:
    size = max(len(data) // PIECES, 1) if manner in ("pieces", "chunked") else max(len(data), 1)
    return [data[at : at + size] for at in range(0, len(data), size)]


def _spaced(body: bytes) -> bytes:
    """The same JSON, spread over lines, and all that is not ASCII escaped."""
    return json.dumps(json.loads(body), indent="\t", ensure_ascii=True).encode() + b"\r\n"
