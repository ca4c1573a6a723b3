"""A target that breaks the adapter protocol is a broken target, whatever it sends; nothing else is raised."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.case import select
from m2m_conformance.channel import BrokenTargetError, EmbeddedChannel
from m2m_conformance.outcome import Outcome
from m2m_conformance.reply import Reply
from m2m_conformance.target import Target, UnsupportedError
from tests.test_suite import CASES, run

SNAPSHOT = {
    "id": "s",
    "state": "Initial",
    "algorithm": None,
    "encoding": None,
    "expired": False,
    "messages_sent": 0,
    "messages_received": 0,
    "bytes_compressed": 0,
    "bytes_saved": 0,
}


def target(answer: Callable[[dict[str, Any]], Any]) -> Target:
    """A target that answers with the bytes, or the JSON of the object, that `answer` returns."""

    def line(request: bytes) -> bytes:
        reply = answer(json.loads(request))
        return reply if isinstance(reply, bytes) else json.dumps(reply).encode()

    channel = EmbeddedChannel(lambda: line)
    channel.open()
    return Target(channel)


def ask(**body: Any) -> Reply:
    return target(lambda request: {"jsonrpc": "2.0", "id": request["id"], **body}).request(
        "session.close", {}
    )


def test_a_value_and_a_refusal_are_replies() -> None:
    assert ask(result={"value": 5, "session": SNAPSHOT}) == Reply(value=5, session=SNAPSHOT)
    data = {"kind": "protocol", "session": SNAPSHOT}
    error = {"code": -32000, "message": "no", "data": data}
    assert ask(error=error) == Reply(kind="protocol", text="no", session=SNAPSHOT)


@pytest.mark.parametrize("code", [-32001, -32601])
def test_what_is_not_supported_is_told_apart(code: int) -> None:
    with pytest.raises(UnsupportedError, match="no clock"):
        ask(error={"code": code, "message": "no clock"})


BROKEN: dict[str, tuple[dict[str, Any], str]] = {
    "internal error": ({"error": {"code": -32603, "message": "oops"}}, "error -32603: oops"),
    "unknown kind": ({"error": {"code": -32000, "message": "x", "data": {"kind": "odd"}}}, "odd"),
    "refusal without kind": ({"error": {"code": -32000, "message": "x"}}, "data"),
    "result and error": ({"result": {"value": 1}, "error": {"code": -32000, "message": "x"}}, "adapter.md"),
    "neither": ({}, "adapter.md"),
    "no snapshot": ({"result": {"value": None}}, "no session snapshot"),
    "unknown state": ({"result": {"value": None, "session": {**SNAPSHOT, "state": "Limbo"}}}, "Limbo"),
    "negative counter": (
        {"result": {"value": None, "session": {**SNAPSHOT, "messages_sent": -1}}},
        "messages_sent",
    ),
    "missing field": ({"result": {"value": None, "session": {"id": "s"}}}, "state"),
    "another id": (
        {"id": 77, "result": {"value": 1, "session": SNAPSHOT}},
        "a reply with id 77 to .* id 1: ",
    ),
    "no id": ({"id": None, "result": {"value": 1, "session": SNAPSHOT}}, "a reply with id null to .* id 1: "),
    "another version": ({"jsonrpc": "1.0", "result": {"value": 1, "session": SNAPSHOT}}, "2.0"),
}


@pytest.mark.parametrize(("body", "reason"), BROKEN.values(), ids=BROKEN.keys())
def test_a_reply_that_is_not_one_is_broken(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(BrokenTargetError, match=reason):
        ask(**body)


@given(st.binary() | st.text().map(str.encode))
def test_any_line_is_a_reply_or_broken(line: bytes) -> None:
    with pytest.raises(BrokenTargetError):
        target(lambda _: line).request("session.close", {})


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"error": {"code": -32601, "message": "no method"}}, "refused: no method"),
        ({"error": {"code": -32000, "message": "x", "data": {"kind": "protocol"}}}, "refused: protocol: x"),
        ({"result": {"value": None}}, "initialize"),
        (
            {
                "result": {
                    "value": {"protocol": 2, "name": "x", "version": "", "language": "", "features": []}
                }
            },
            "protocol",
        ),
        (
            {
                "result": {
                    "value": {"protocol": 1, "name": "x", "version": "", "language": "", "features": ["fly"]}
                }
            },
            "fly",
        ),
    ],
)
def test_a_bad_introduction_is_broken(body: dict[str, Any], reason: str) -> None:
    with pytest.raises(BrokenTargetError, match=reason):
        target(lambda request: {"jsonrpc": "2.0", "id": request["id"], **body}).start()


def test_what_a_target_says_of_itself_is_short_and_plain() -> None:
    reason = "no\x1b[2Jclock\n" + "x" * 1_000_000
    value = {"protocol": 1, "name": "a\nb", "version": "1", "language": "C", "features": []}
    welcome = {**value, "lacks": {"clock": reason}}
    peer = target(lambda request: {"jsonrpc": "2.0", "id": request["id"], "result": {"value": welcome}})
    peer.start()
    assert peer.info.name == r"a\nb"
    assert peer.info.lacks["clock"].startswith(r"no\x1b[2Jclock\nxxx")
    assert peer.info.lacks["clock"].endswith("xxx (1000012 characters)")


@pytest.mark.parametrize("depth", [900, 1010, 5000, 100_000])
def test_an_introduction_nested_deep_is_taken_or_broken(depth: int) -> None:
    value = b'{"protocol":1,"name":"x","version":"","language":"","features":[],"x":%s}'
    deep = value % (b"[" * depth + b"]" * depth)
    peer = target(lambda request: b'{"jsonrpc":"2.0","id":%d,"result":{"value":%s}}' % (request["id"], deep))
    if depth < 1024:
        peer.start()
        assert peer.info.name == "x"
    else:
        with pytest.raises(BrokenTargetError, match=r"^a line that is not JSON|^not as spec/adapter.md says"):
            peer.start()


def test_a_message_about_a_long_reply_is_short() -> None:
    with pytest.raises(BrokenTargetError) as broken:
        ask(result={"value": 1, "session": {**SNAPSHOT, "state": "x" * 1_000_000}})
    assert str(broken.value).startswith("not as spec/adapter.md says: result.session.state is ")
    assert len(str(broken.value)) < 600


def test_a_reply_nested_a_thousand_deep_does_not_end_the_run() -> None:
    adapter = ReferenceAdapter()

    def answer(line: bytes) -> bytes:
        reply = adapter.answer(line)
        deep = b'{"a":' * 1010 + b"1" + b"}" * 1010
        return reply.replace(b'"value":{"type":"CLOSE"', b'"value":{"type":' + deep, 1)

    result = run(Target(EmbeddedChannel(lambda: answer)), select(CASES, ["session/close/initial"], []))
    assert result.verdicts[0].outcome in (Outcome.ERRORED, Outcome.FAILED)


def test_an_adapter_that_raises_is_errored_with_its_traceback() -> None:
    def answer(line: bytes) -> bytes:
        if b"initialize" in line:
            return ReferenceAdapter().answer(line)
        raise ZeroDivisionError

    result = run(Target(EmbeddedChannel(lambda: answer)), CASES[:1])
    assert result.verdicts[0].outcome is Outcome.ERRORED
    assert "ZeroDivisionError" in result.verdicts[0].message
    assert "Traceback" in result.verdicts[0].log
