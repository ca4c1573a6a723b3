"""Whatever way a target breaks: the case says what happened, a fresh process goes on, and no time is lost."""

from __future__ import annotations

import re
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from m2m_conformance.channel import pipe
from m2m_conformance.outcome import Run
from tests.wrong.peer import GOOD, Peer, case, initials, no_zombie, play

AROUND = ("fine", "break", "fine", "fine")
BREAKING, AFTER = (case(wire, number).id for number, wire in ((1, "break"), (2, "fine")))
ID = "#"
"""Stands for the id of the request that breaks."""

LIMIT = 0.3
NOT_LATER = 3.0
"""Seconds after which something must have been waited for; far below the time limit of these peers."""

ENDINGS = {
    "exit": ("echo giving up >&2; exit 3", "the target exited with status 3", "giving up\n"),
    "exit as if all were well": ("exit 0", "the target exited with status 0", ""),
    "panic of Rust": (
        "echo \"thread 'main' panicked at src/main.rs:1:2:\" >&2; exit 101",
        "the target exited with status 101",
        "thread 'main' panicked at src/main.rs:1:2:\n",
    ),
    "crash": ("echo dying >&2; kill -SEGV $$", "the target was ended by signal SIGSEGV", "dying\n"),
    "abort": ("kill -ABRT $$", "the target was ended by signal SIGABRT", ""),
    "killed": ("kill -KILL $$", "the target was ended by signal SIGKILL", ""),
    "its own pipe": ("kill -PIPE $$", "the target was ended by signal SIGPIPE", ""),
    "crash below a shell": (
        "sh -c 'kill -SEGV $$' 2>/dev/null; exit $?",
        "the target exited with status 139 (in a shell: SIGSEGV)",
        "",
    ),
    "half a line": ("printf '{\"jsonrpc'; exit 6", "the target exited with status 6, only '{\"jsonrpc'", ""),
    "child holds the pipes": ("sleep 60 & exit 5", "the target exited with status 5", ""),
    "child floods the log": ("yes >&2 & sleep 0.1; exit 5", "the target exited with status 5", None),
    "thirty children": (
        "for i in 1 2 3 4 5 6 7 8 9 10; do sleep 60 & sleep 60 & sleep 60 & done; exit 7",
        "the target exited with status 7",
        "",
    ),
    "log after stdout is closed": (
        "exec >&-; yes 123456789 | head -n 300000 >&2; echo end >&2; exit 4",
        "the target exited with status 4",
        "123456789\n" * 6553 + "end\n",
    ),
}
LINES = {
    "log line": ("echo INFO hello; exec sleep 60", "a line that is not JSON: 'INFO hello' ("),
    "log line and reply": (f"printf '%s\\n%s\\n' INFO \"$({GOOD})\"", "a line that is not JSON: 'INFO' ("),
    "empty line": ("echo; exec sleep 60", "a line that is not JSON: '' ("),
    "not UTF-8": (r"printf '\377\376\n'", "a line that is not JSON: '��' ("),
    "NUL": (r"printf '\000\n'", r"a line that is not JSON: '\x00' ("),
    "byte order mark": (r"printf '\357\273\277'; " + GOOD, r"a line that is not JSON: '\ufeff{"),
    "not a number": ("reply $id NaN", "a line that is not JSON: '{"),
    "nested too deep": (
        'body $id "$(head -c 100000 /dev/zero | tr "\\0" "[")"; echo',
        """a line that is not JSON: '{"jsonrpc":"2.0","id":#,"result":{"value":[[[""",
    ),
    "another id": (
        "reply 9$id 1",
        "a reply with id 9# to the request with id #: "
        """'{"jsonrpc":"2.0","id":9#,"result":{"value":1}}'""",
    ),
    "nobody's id": (
        """echo '{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"cannot parse"}}'""",
        "a reply with id null to the request with id #: "
        """'{"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"cannot parse"}}'""",
    ),
    "id is a text": (
        "reply '\"'$id'\"' 1",
        'not as spec/adapter.md says: id is "#", which is of none of the types',
    ),
    "id is true": ("reply true 1", "not as spec/adapter.md says: id is true, which is of none of the types"),
    "id is broken": (
        "reply $id.5 1",
        "not as spec/adapter.md says: id is #.5, which is of none of the types",
    ),
    "two lines": (
        'printf "%s\\n%s\\n" "$(body $id 1)" "INFO done"',
        """more than one line in answer: '{"jsonrpc":"2.0","id":#,"result":{"value":1}}', then 'INFO done'""",
    ),
    "control characters": (
        """printf '{"jsonrpc":"2.0","id":%s,"error":{"code":-32603,"message":"\\\\u001b[J"}}' $id; echo""",
        r"the adapter answered with error -32603: \x1b[J",
    ),
}
HANGS = {
    "silent": ("echo thinking >&2; exec sleep 60", "", "thinking\n"),
    "stopped": ("kill -STOP $$", "", ""),
    "deaf to signals": ("trap '' TERM HUP INT PIPE; while :; do sleep 60; done", "", ""),
    "half a line": ("printf half; exec sleep 60", ", only 'half'", ""),
    "deaf": ("exec <&-; exec sleep 60", "", ""),
    "floods the log": ("yes >&2 & yes >&2", "", None),
    "drips": ("while :; do printf x; sleep 0.05; done", ", only 'x", ""),
}
RIGHT = {
    "white space": ('body $id \'"m2m"\'; printf " \\r\\n"', "CRLF is white space to JSON"),
    "one byte at a time": (
        f"for c in $({GOOD} | sed 's/./& /g'); do printf %s $c; done; echo",
        "a line is a line however it comes",
    ),
    "id as a float": ("reply $id.0 '\"m2m\"'", "the same number"),
    "a key twice": (
        """echo '{"jsonrpc":"2.0","id":9,"id":'$id',"result":{"value":1},"result":{"value":"m2m"}}'""",
        "the last one counts",
    ),
    "megabytes of log": ("head -c 9000000 /dev/zero >&2; " + GOOD, "stderr is the target's own"),
    "a flood of log": ("yes >&2 & " + GOOD, "stderr is the target's own"),
    "a child that stays": ("sleep 60 & " + GOOD, "until the target ends"),
    "a deaf answer": (GOOD, "nothing odd"),
}


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A broken target is not waited for, or the test lasts too long. After it every process is reaped."""
    monkeypatch.setattr(pipe, "_GRACE", 30.0)
    yield
    assert no_zombie()


def broken(code: str, timeout: float = 10.0, limit: float = NOT_LATER) -> tuple[str, str]:
    """Message and log of the case in the middle. The others pass, the last two in a fresh process."""
    peer = Peer(code, timeout)
    began = time.monotonic()
    result = play(peer, AROUND)
    assert time.monotonic() - began < limit
    assert (initials(result), peer.opened) == ("PEPP", 2), messages(result)
    verdict = result.verdicts[1]
    assert verdict.message.startswith("step 1, engine.detect: ")
    return verdict.message.removeprefix("step 1, engine.detect: "), verdict.log


def number(name: str) -> int:
    """The id of the first request of a case: 1 after what `Target.begin` says."""
    return zlib.crc32(name.encode()) % 2**21 * 1000 + 1


def messages(result: Run) -> list[str]:
    return [each.message for each in result.verdicts]


@pytest.mark.parametrize(("code", "message", "log"), ENDINGS.values(), ids=ENDINGS.keys())
def test_an_end_is_named_with_the_last_words(code: str, message: str, log: str | None) -> None:
    found, last = broken(code)
    assert found == message
    assert log is None or last[-len(log) :] == log


@pytest.mark.parametrize(("code", "message"), LINES.values(), ids=LINES.keys())
def test_a_line_that_is_no_reply_is_shown(code: str, message: str) -> None:
    assert broken(code)[0].startswith(message.replace(ID, str(number(BREAKING))))


@pytest.mark.parametrize(("code", "more", "log"), HANGS.values(), ids=HANGS.keys())
def test_a_hang_costs_one_time_limit(code: str, more: str, log: str | None) -> None:
    message, last = broken(code, LIMIT, LIMIT + NOT_LATER)
    assert message.startswith(f"no reply within the time limit of 0.3 s{more}")
    assert log is None or last == log


@pytest.mark.parametrize(("code", "why"), RIGHT.values(), ids=RIGHT.keys())
def test_what_is_right_passes_in_one_process(code: str, why: str) -> None:
    peer = Peer(code)
    result = play(peer, AROUND)
    assert (initials(result), peer.opened) == ("PPPP", 1), (why, messages(result))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux is known to have real-time signals")
def test_a_signal_without_a_name_is_told_by_number() -> None:
    assert broken("kill -37 $$")[0] == "the target was ended by signal 37"


@pytest.mark.parametrize(
    ("code", "pipe_name"), [("exec >&-; exec sleep 60", "stdout"), ("exec 2>&- >&-; exec sleep 60", "stdout")]
)
def test_a_closed_stdout_is_told(code: str, pipe_name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe, "_GRACE", 0.05)
    assert broken(code)[0] == f"the target closed its {pipe_name} but goes on running"


def test_a_target_that_answers_and_closes_its_stdin_breaks_at_the_next_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pipe, "_GRACE", 0.05)
    result = play(Peer(f"exec <&-; {GOOD}; exec sleep 60"), AROUND)
    assert initials(result) == "PPEP"
    assert result.verdicts[2].message.endswith("the target closed its stdin but goes on running")


@pytest.mark.parametrize(
    ("end", "message"),
    [
        ("exit 0", "the target exited with status 0"),
        ("kill -SEGV $$", "the target was ended by signal SIGSEGV"),
    ],
)
def test_an_end_after_the_reply_is_charged_to_the_next_case(end: str, message: str) -> None:
    """The adapter ends at the end of its input, and not before (spec/adapter.md)."""
    result = play(Peer(f"{GOOD}; {end}"), AROUND)
    assert initials(result) == "PPEP"
    assert result.verdicts[2].message == f"step 1, engine.detect: {message}"


def test_a_late_line_is_charged_to_the_case_that_it_meets() -> None:
    def after(code: str, pause: float) -> Run:
        peer = Peer(code)
        exchange = peer.exchange
        peer.exchange = delayed(exchange, pause)  # type: ignore[method-assign,assignment]
        return play(peer, ("fine", "break", "fine", "fine"))

    between = after(f"{GOOD}; sleep 0.05; echo INFO late", 0.2)
    assert initials(between) == "PPEP"
    assert between.verdicts[2].message.endswith("a line nobody asked for: 'INFO late'")
    twice = after(f"{GOOD}; sleep 0.3; {GOOD}; exec sleep 60", 0.0)
    assert initials(twice) == "PPEP"
    ids = f"a reply with id {number(BREAKING)} to the request with id {number(AFTER)}: "
    assert re.search(ids + r"'\{.*\}'$", twice.verdicts[2].message)


def delayed(exchange: Callable[[bytes], bytes], pause: float) -> Callable[[bytes], bytes]:
    def slow(line: bytes) -> bytes:
        time.sleep(pause)
        return exchange(line)

    return slow


def test_a_flood_of_lines_ends_at_once() -> None:
    assert broken("yes & yes & yes")[0].startswith("a line that is not JSON: 'y' (")


def test_sixty_megabytes_are_a_reply_and_sixty_five_are_not() -> None:
    long = "head -c %d /dev/zero | tr '\\0' x"
    value = 'printf \'{"jsonrpc":"2.0","id":%%s,"result":{"value":"\' $id; %s; echo \'"}}\''
    good = play(Peer(value % (long % 60_000_000)), AROUND)
    assert initials(good) == "PFPP"
    assert 'expected "m2m"' in good.verdicts[1].message
    message, _ = broken(value % (long % (65 * 1024 * 1024)))
    begin = 'a reply line of over 67108864 bytes: \'{"jsonrpc":"2.0","id":#,'
    assert message.startswith(begin.replace(ID, str(number(BREAKING))))
    assert broken("cat /dev/zero & cat /dev/zero")[0].startswith("a reply line of over 67108864 bytes: ")


@pytest.mark.parametrize("code", [-32603, -32001])
def test_a_text_of_megabytes_is_cut(code: int) -> None:
    begin = f'{{"jsonrpc":"2.0","id":%s,"error":{{"code":{code},"message":"'
    result = play(
        Peer(f"printf '{begin}' $id; head -c 5000000 /dev/zero | tr '\\0' x; echo '\"}}}}'"), AROUND
    )
    message = result.verdicts[1].message
    assert message.endswith("xxx (5000000 characters)")
    assert len(message) < 600
