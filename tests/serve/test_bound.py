"""Bounds that hold while a request comes: its head, its body, and all bodies together."""

from __future__ import annotations

import socket
import time

import pytest

from m2m_conformance.http.address import Address
from m2m_conformance.serve import body, protocol
from m2m_conformance.serve.body import Bodies
from tests.http.live import making, serving

POST = b"POST /compress HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"


def answered(url: str, *parts: bytes, pause: float = 0) -> bytes:
    """What comes of the parts, until the server closes or has answered."""
    address = Address.of(url)
    with socket.create_connection((address.host, address.port), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        return connection.recv(1 << 16)


@pytest.mark.parametrize("part", [b"", b"GET /health HTTP/1.1\r\nhost"])
def test_a_head_that_does_not_come_is_not_waited_for(part: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.2)
    with serving(making()) as url:
        began = time.monotonic()
        assert answered(url, part) == b""
        assert 0.1 < time.monotonic() - began < 2


def test_the_second_head_of_a_connection_is_not_waited_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SECONDS", 0.3)
    whole = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
    with serving(making()) as url:
        address = Address.of(url)
        with socket.create_connection((address.host, address.port), timeout=5) as connection:
            connection.sendall(whole)
            assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200")
            connection.sendall(whole[:10])
            assert connection.recv(1 << 16) == b""


def test_a_head_that_gets_long_is_refused() -> None:
    with serving(making()) as url:
        line = b"x-more: " + b"a" * 30_000 + b"\r\n"
        found = answered(url, b"GET /health HTTP/1.1\r\n", line, line, line, pause=0.02)
    assert found.startswith(b"HTTP/1.1 400 ")


def test_a_body_that_does_not_come_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Bodies.__init__, "__defaults__", (0.2,))
    with serving(making()) as url:
        found = answered(url, POST % 100, b'{"content')
    assert found.startswith(b"HTTP/1.1 408 ")
    assert b"the body did not come within 0.2 s" in found


def test_a_body_that_is_too_large_is_refused_before_it_comes() -> None:
    with serving(making()) as url:
        found = answered(url, POST % (body.MOST + 1))
    assert found.startswith(b"HTTP/1.1 413 ")


def test_a_body_of_no_length_that_gets_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "MOST", 1000)
    head = (POST % 0).replace(b"content-length: 0", b"transfer-encoding: chunked")
    with serving(making()) as url:
        found = answered(url, head, b"400\r\n" + b"a" * 0x400 + b"\r\n")
    assert found.startswith(b"HTTP/1.1 413 ")


def test_bodies_that_are_too_much_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "ALL", 1000)
    with serving(making()) as url:
        address = Address.of(url)
        with socket.create_connection((address.host, address.port), timeout=5) as other:
            other.sendall(POST % 2000 + b"a" * 900)
            time.sleep(0.1)
            assert answered(url, POST % 500 + b"a" * 200).startswith(b"HTTP/1.1 503 ")
        time.sleep(0.1)
        found = answered(url, POST % 34 + b'{"content":"x","algorithm":"none"}')
    assert found.startswith(b"HTTP/1.1 200 ")
