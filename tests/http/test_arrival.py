"""Answers as they come: in one piece, in many, several in one, of every kind of length."""

from __future__ import annotations

import pytest

from m2m_conformance.http.arrival import HEAD, Arrival, ConfusedError
from m2m_conformance.http.message import Answer

JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\ncontent-length: 2\r\n\r\n{}"
CHUNKED = b"HTTP/1.1 404 Not Found\r\ntransfer-encoding: chunked\r\n\r\n1\r\na\r\n2\r\nbc\r\n0\r\n\r\n"
EMPTY = b"HTTP/1.1 204 No Content\r\n\r\n"


def arrived(*pieces: bytes) -> Arrival:
    arrival = Arrival()
    for piece in pieces:
        arrival.feed(piece)
    return arrival


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (JSON, Answer(200, "application/json", b"{}")),
        (CHUNKED, Answer(404, "", b"abc")),
        (EMPTY, Answer(204)),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + JSON, Answer(200, "application/json", b"{}")),
    ],
)
def test_an_answer_is_whole_however_it_comes(data: bytes, answer: Answer) -> None:
    assert list(arrived(data).answers) == [answer]
    single = [data[at : at + 1] for at in range(len(data))]
    assert list(arrived(*single).answers) == [answer]
    assert list(arrived(*single[:-1]).answers) == []
    assert list(arrived(data + data).answers) == [answer, answer]
    assert arrived(data).open


def test_a_body_of_no_length_ends_with_the_connection() -> None:
    arrival = arrived(b"HTTP/1.1 200 OK\r\n\r\nab", b"c")
    assert not arrival.answers
    arrival.feed(b"")
    assert list(arrival.answers) == [Answer(200, "", b"abc")]
    assert not arrival.open


def test_a_connection_that_is_closed_between_answers_is_no_answer() -> None:
    assert list(arrived(b"").answers) == [Answer(None)]
    assert list(arrived(JSON, b"").answers)[1:] == [Answer(None)]


def test_an_answer_that_closes_says_so() -> None:
    assert not arrived(JSON.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")).open


@pytest.mark.parametrize(
    ("pieces", "reason"),
    [
        ([b"hello\r\n\r\n"], ".+"),
        ([JSON[:-1], b""], "closed in the middle"),
        ([b"HTTP/1.1 200 OK\r\nx-long: ", b"a" * HEAD], "head is too long"),
        ([b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"], ".+"),
        ([b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nz\r\n"], ".+"),
    ],
)
def test_what_is_none_is_said(pieces: list[bytes], reason: str) -> None:
    with pytest.raises(ConfusedError, match=reason):
        arrived(*pieces)
