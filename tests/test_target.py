"""A target that breaks the adapter protocol is a broken target, whatever it sends; nothing else is raised."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import BrokenTargetError, CommandError, EmbeddedChannel, PipeChannel
from m2m_conformance.outcome import Outcome
from m2m_conformance.target import Reply, Target, UnsupportedError
from m2m_conformance.vector import select
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
    "another id": ({"id": 77, "result": {"value": 1, "session": SNAPSHOT}}, "a reply with id 77"),
    "no id": ({"id": None, "result": {"value": 1, "session": SNAPSHOT}}, "a reply with id None"),
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


def test_a_command_that_cannot_be_started_is_told() -> None:
    with pytest.raises(CommandError, match="cannot start '/no/such': No such file"):
        PipeChannel(["/no/such"]).open()


def python(code: str, timeout: float = 5.0) -> PipeChannel:
    channel = PipeChannel([sys.executable, "-c", code], timeout)
    channel.open()
    return channel


def test_megabytes_go_both_ways_at_once() -> None:
    channel = python("import sys\nfor line in sys.stdin: print(line.strip()[::-1], end='\\n', flush=True)")
    line = b"ab" * 2_000_000 + b"\n"
    assert channel.exchange(line) == b"ba" * 2_000_000
    channel.close()


def test_a_target_that_answers_before_it_reads_does_not_block() -> None:
    channel = python("import sys\nprint('x' * 5_000_000, flush=True)\nsys.stdin.read()", timeout=1.0)
    with pytest.raises(BrokenTargetError, match=r"a line nobody asked for|more than one|time limit"):
        for _ in range(3):
            channel.exchange(b"y" * 5_000_000 + b"\n")
    channel.close()


def test_the_end_of_a_long_log_is_kept() -> None:
    log = "print('x' * 1_000_000 + 'end', file=sys.stderr)"
    channel = python(f"import sys\nsys.stdin.readline()\n{log}\nprint('{{}}', flush=True)")
    channel.exchange(b"go\n")
    channel.close()
    assert channel.log().endswith("xend\n")
    assert len(channel.log()) <= 64 * 1024


def test_children_of_a_target_end_with_it() -> None:
    start = "import subprocess, sys\nchild = subprocess.Popen(['sleep', '60'])"
    channel = python(f"{start}\nsys.stdin.readline()\nprint(child.pid, flush=True)\nsys.stdin.read()")
    child = int(channel.exchange(b"go\n"))
    assert running(child)
    channel.close()
    deadline = time.monotonic() + 5
    while running(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not running(child)


def running(process: int) -> bool:
    """Whether it is there and no zombie, which it stays where a container's first process reaps none."""
    try:
        os.kill(process, 0)
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except ProcessLookupError:
        return False
    except FileNotFoundError:  # gone meanwhile, or a system without /proc
        return not Path("/proc/self").exists()
    return state != "Z"


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_a_hundred_restarts_leave_no_process_and_no_descriptor() -> None:
    before = descriptors()
    for _ in range(100):
        channel = PipeChannel(["/bin/cat"])
        channel.open()
        assert channel.exchange(b"x\n") == b"x"
        channel.close()
    assert descriptors() == before
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
