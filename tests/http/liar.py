"""Servers that break HTTP, or die of what they are sent: plain sockets and the standard library's server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer

Talk = Callable[[socket.socket], None]


@contextmanager
def lying(talk: Talk) -> Iterator[str]:
    """Hand each connection to `talk`; the URL."""
    listening = socket.create_server(("127.0.0.1", 0))

    def take() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            talk(connection)

    threading.Thread(target=take, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def drips(connection: socket.socket) -> None:
    """A byte of a head now and then, for ever."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-more: ")
    while True:
        connection.sendall(b"a")
        time.sleep(0.05)


def hangs(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    time.sleep(5)


def closes(connection: socket.socket) -> None:
    connection.recv(1 << 16)


def babbles(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(b"hello, hello\r\n\r\n")


def stops_short(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{}")


def floods(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
    while True:
        connection.sendall(b"a" * (1 << 20))


def long_head(connection: socket.socket) -> None:
    connection.recv(1 << 16)
    connection.sendall(b"HTTP/1.1 200 OK\r\nx-long: " + b"a" * (1 << 20))


class Handler(BaseHTTPRequestHandler):
    """As much of a server as the cases need that end with a request which must be answered."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        known = self.path == "/health"
        self.answer(200 if known else 404, {"status": "ok", "version": "1"} if known else {"error": "none"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.answer(200, {"data": json.loads(body)["content"]})

    def answer(self, status: int, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing is printed."""


class OneAnswer(Handler):
    """Answers one request of each connection."""

    def answer(self, status: int, value: object) -> None:
        super().answer(status, value)
        self.close_connection = True


class DiesOfLarge(Handler):
    """Is gone after a body of more than 1 MiB."""

    def do_POST(self) -> None:
        if int(self.headers.get("content-length", 0)) > 1 << 20:
            self.server.server_close()
            self.connection.close()
        else:
            super().do_POST()


class Faulty(Handler):
    """Answers what it cannot read with a status of its own fault."""

    def do_POST(self) -> None:
        self.answer(500, {"error": "oops"})


class Quiet(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing is printed."""


class OneAtATime(HTTPServer):
    """Takes a connection when it is done with the one before."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing is printed."""


@contextmanager
def standing(handler: type[Handler], kind: type[HTTPServer] = Quiet) -> Iterator[str]:
    """Serve while the block runs; the URL."""
    server = kind(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        threading.Thread(target=server.shutdown, daemon=True).start()
        server.server_close()
