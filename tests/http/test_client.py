"""What a server does to the suite: every lie ends in time, as what it was."""

from __future__ import annotations

import time
from contextlib import closing

import pytest

from m2m_conformance.channel import BrokenTargetError, CommandError
from m2m_conformance.http.address import Address, AddressError
from m2m_conformance.http.channel import HttpChannel
from m2m_conformance.http.client import Client, Piece
from m2m_conformance.http.message import Request, post
from m2m_conformance.outcome import Outcome, Run
from tests.http.liar import (
    DiesOfLarge,
    Faulty,
    Handler,
    OneAnswer,
    OneAtATime,
    Talk,
    babbles,
    closes,
    drips,
    floods,
    hangs,
    long_head,
    lying,
    standing,
    stops_short,
)
from tests.http.live import judged

HEALTH = Request("GET", "/health")


def client(url: str, timeout: float = 0.5) -> closing[Client]:
    return closing(Client(Address.of(url), timeout))


@pytest.mark.parametrize(
    ("talk", "reason"),
    [
        (drips, "no whole answer to /health within 0.5 s"),
        (hangs, "no whole answer to /health within 0.5 s"),
        (babbles, "the answer to /health is none: "),
        (stops_short, "the answer to /health is none: "),
        (floods, "the body has more than 64 MiB|no whole answer"),
        (long_head, "the answer to /health is none: "),
    ],
)
def test_a_lie_is_told_in_time(talk: Talk, reason: str) -> None:
    with lying(talk) as url, client(url) as asked:
        began = time.monotonic()
        with pytest.raises(BrokenTargetError, match=reason):
            asked.ask(HEALTH)
        assert time.monotonic() - began < 3


def test_a_connection_that_is_closed_without_an_answer_is_a_status_of_none() -> None:
    with lying(closes) as url, client(url) as asked:
        assert asked.ask(HEALTH).value() == {"status": None, "type": "", "text": ""}


def test_nobody_there_is_a_run_that_cannot_be_done() -> None:
    with lying(closes) as url:
        pass
    with pytest.raises(CommandError, match=r"no connection to http://.*; start the server first"):
        HttpChannel(Address.of(url), 0.5).open()


def test_a_connection_is_kept_and_made_anew_where_the_server_closed_it() -> None:
    with standing(Handler) as url, client(url) as asked:
        assert asked.ask(HEALTH).status == 200
        kept = asked._kept
        assert asked.ask(HEALTH).status == 200
        assert asked._kept is kept
    with standing(OneAnswer) as url, client(url) as asked:
        assert [asked.ask(HEALTH).status for _ in range(3)] == [200, 200, 200]
        assert asked._kept is not kept


def test_answers_of_many_connections_come_in_the_order_of_their_requests() -> None:
    requests = [post("/compress", {"content": str(number)}) for number in range(8)]
    with standing(Handler) as url, client(url, 5) as asked:
        found = asked.together(requests)
    assert [each.json()["data"] for each in found] == [str(number) for number in range(8)]


def test_pieces_are_sent_as_they_are_and_answers_counted() -> None:
    whole = b"GET /health HTTP/1.1\r\nhost: x\r\n\r\n"
    with standing(Handler) as url, client(url, 2) as asked:
        pieces = [Piece(whole[:10], 1, 0.01), Piece(whole[10:] + whole, 1, 0)]
        assert asked.send(pieces, 2, 2, HEALTH)[0] == [[200, 200], [200, 200]]
    with standing(OneAnswer) as url, client(url, 2) as asked:
        assert asked.send([Piece(whole, 3, 0)], 1, 3, None) == ([[200, None]], None)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://127.0.0.1:3000", Address("127.0.0.1", 3000, "")),
        ("http://localhost/m2m/", Address("localhost", 80, "/m2m")),
        ("http://[::1]:8080", Address("::1", 8080, "")),
    ],
)
def test_an_address_is_read(url: str, address: Address) -> None:
    assert Address.of(url) == address
    assert Address.of(str(address)) == address


@pytest.mark.parametrize(
    "url",
    ["127.0.0.1:3000", "https://x", "http://", "http://x:port", "http://u@x", "http://x?y", "http://x:99999"],
)
def test_what_is_no_address_is_said(url: str) -> None:
    with pytest.raises(AddressError, match=r"http://HOST:PORT|is no URL"):
        Address.of(url)


def outcomes(run: Run) -> dict[str, Outcome]:
    return {each.case.id.rpartition("/")[2]: each.outcome for each in run.verdicts}


def test_a_server_that_takes_one_connection_at_a_time_keeps_others_waiting() -> None:
    with standing(OneAnswer, OneAtATime) as url:
        found = outcomes(judged(url, "http/survive/nothing", "http/survive/half*", timeout=0.5))
    assert set(found.values()) == {Outcome.ERRORED}


def test_a_server_that_dies_of_a_large_body_is_seen_and_the_run_ends() -> None:
    with standing(DiesOfLarge) as url:
        run = judged(url, "http/survive/large*", "http/server/*", "http/error/*", "http/end/*", timeout=1)
    assert outcomes(run)["large-body"] in (Outcome.FAILED, Outcome.ERRORED)
    assert outcomes(run)["large-nothing"] is Outcome.ERRORED
    assert not run.passed


def test_a_server_that_answers_once_a_connection_is_seen() -> None:
    with standing(OneAnswer) as url:
        found = outcomes(
            judged(url, "http/survive/one-after*", "http/survive/many", "http/survive/long-path")
        )
    assert found == {
        "one-after-the-other": Outcome.FAILED,
        "many": Outcome.PASSED,
        "long-path": Outcome.PASSED,
    }


def test_a_server_that_reads_no_chunks_is_seen() -> None:
    with standing(Handler) as url:
        found = outcomes(judged(url, "http/survive/in-chunks", "http/survive/byte-by-byte", timeout=1))
    assert found == {"byte-by-byte": Outcome.PASSED, "in-chunks": Outcome.FAILED}


def test_a_status_of_its_own_fault_is_no_refusal() -> None:
    with standing(Faulty) as url:
        run = judged(url, "http/error/nested", "http/survive/large-nothing")
        assert set(outcomes(run).values()) == {Outcome.FAILED}
        with closing(HttpChannel(Address.of(url), 1)) as channel:
            line = b'{"id":1,"method":"engine.compress","params":{"content":"x","algorithm":"none"}}\n'
            with pytest.raises(BrokenTargetError, match="/compress was answered with 500: "):
                channel.exchange(line)
