"""Lines over pipes: neither side blocks the other, and sizes are what spec/adapter.md says."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from m2m_conformance.channel import (
    BrokenTargetError,
    EndedTargetError,
    PipeChannel,
    SilentTargetError,
    UnaskedError,
    pipe,
)
from tests.wrong.peer import no_zombie

Start = Callable[..., PipeChannel]


@pytest.fixture
def shell() -> Iterator[Start]:
    """Starts a shell command; all of them are ended and reaped after the test."""
    channels = []

    def start(code: str, timeout: float = 10.0) -> PipeChannel:
        channels.append(PipeChannel(["/bin/sh", "-c", code], timeout))
        channels[-1].open()
        return channels[-1]

    yield start
    for channel in channels:
        channel.close(patient=False)
    assert no_zombie()


def test_megabytes_go_both_ways_at_once(shell: Start) -> None:
    channel = shell("exec cat")
    line = b"ab" * 2_000_000
    assert channel.exchange(line + b"\n") == line
    channel.close()


def test_a_target_that_answers_while_it_is_asked_does_not_block(shell: Start) -> None:
    """Both pipes are full at once."""
    channel = shell("head -c 9 >&2; head -c 5000000 /dev/zero | tr '\\0' x; echo; exec cat >&2")
    assert channel.exchange(b"y" * 5_000_000 + b"\n") == b"x" * 5_000_000
    channel.close()


def test_a_request_that_is_never_read_ends_at_the_time_limit(shell: Start) -> None:
    channel = shell("exec sleep 60", 0.3)
    before = time.monotonic()
    with pytest.raises(BrokenTargetError, match=r"^no reply within the time limit of 0\.3 s$"):
        channel.exchange(b"y" * 5_000_000 + b"\n")
    channel.close(patient=False)
    assert 0.3 <= time.monotonic() - before < 3


@pytest.mark.parametrize("code", ["head -c 1000000 >&2", "exec >&-; sleep 0.1"])
def test_a_target_that_ends_in_the_middle_of_a_request_is_not_written_to(code: str, shell: Start) -> None:
    channel = shell(f"{code}; echo enough >&2; exit 3")
    with pytest.raises(BrokenTargetError, match=r"^the target exited with status 3$"):
        channel.exchange(b"y" * 5_000_000 + b"\n")
    assert channel.log().endswith("enough\n")


@pytest.mark.parametrize("end", ["", "\\n"])
def test_a_line_has_as_many_bytes_as_it_may_have(
    end: str, shell: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "MAX_LINE", 300_000)
    code = "read line; head -c %d /dev/zero | tr '\\0' x; printf '%s'; exec sleep 60"
    longest = shell(code % (300_000, "\\n"))
    assert len(longest.exchange(b"go\n")) == 300_000
    longer = shell(code % (300_001, end))
    with pytest.raises(BrokenTargetError, match=r"^a reply line of over 300000 bytes: 'x+' …$"):
        longer.exchange(b"go\n")


def test_the_end_of_a_long_log_is_kept(shell: Start) -> None:
    channel = shell("read line; head -c 1000000 /dev/zero | tr '\\0' x >&2; echo end >&2; echo x; cat")
    channel.exchange(b"go\n")
    channel.close()
    assert channel.log() == "x" * (64 * 1024 - 4) + "end\n"


def test_a_target_that_is_well_may_write_and_exit_by_itself_at_the_end_of_input(shell: Start) -> None:
    channel = shell("cat; head -c 1000000 /dev/zero; sleep 0.1; head -c 1000000 /dev/zero >&2; echo bye >&2")
    channel.exchange(b"go\n")
    channel.close()
    assert channel.log().endswith("bye\n")


def test_one_that_does_not_exit_is_killed_after_a_moment(
    shell: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "_GRACE", 0.2)
    channel = shell("trap '' TERM HUP INT; cat; yes; yes >&2")
    channel.exchange(b"go\n")
    before = time.monotonic()
    channel.close()
    assert 0.2 <= time.monotonic() - before < 3


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("sleep 60", SilentTargetError, "no reply within the time limit of 0.3 s"),
        ("exit 3", EndedTargetError, "the target exited with status 3"),
        ("exec >&-; sleep 60", EndedTargetError, "the target closed its stdout but goes on running"),
        (
            "read line; printf '{}\n{}\n'; sleep 60",
            UnaskedError,
            "more than one line in answer: '{}', then '{}'",
        ),
    ],
)
def test_what_broke_is_told_by_the_kind_of_the_error(
    code: str, kind: type[BrokenTargetError], message: str, shell: Start
) -> None:
    with pytest.raises(BrokenTargetError) as broken:
        shell(code, 0.3).exchange(b"go\n")
    assert (type(broken.value), str(broken.value)) == (kind, message)


@pytest.mark.parametrize(
    ("program", "words", "compiles"),
    [
        ("go", ["run", "."], "go run"),
        ("go", ["run", "-race", ".", "--strict"], "go run"),
        ("cargo", ["+nightly", "--quiet", "run", "--release"], "cargo run"),
        ("go", ["test"], ""),
        ("run", ["go"], ""),
        ("cargo", [], ""),
    ],
)
def test_a_command_that_compiles_first_is_said_to_when_no_answer_comes(
    program: str, words: list[str], compiles: str, tmp_path: Path
) -> None:
    file = tmp_path / program
    file.write_text("#!/bin/sh\nread line; echo {}; exec sleep 60\n", encoding="utf-8")
    file.chmod(0o755)
    channel = PipeChannel([str(file), *words], 0.3)
    channel.open()
    try:
        with pytest.raises(SilentTargetError) as silent:
            channel.exchange(b"")
        said = f"`{compiles}` compiles first: build it, then name the program, -- ./my-adapter"
        assert silent.value.remedy == (said if compiles else "")
        assert str(silent.value).endswith(said if compiles else "limit of 0.3 s")
        channel.timeout = 10.0
        assert channel.exchange(b"go\n") == b"{}"
        channel.timeout = 0.3
        with pytest.raises(SilentTargetError, match=r"limit of 0\.3 s$"):  # it is compiled by now
            channel.exchange(b"on\n")
    finally:
        channel.close(patient=False)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("cat", ""),
        ("yes >&2", ""),
        ("sleep 0.1; echo hello; cat", "a line nobody asked for: 'hello'"),
        ("sleep 0.1; exit 3", "the target exited with status 3"),
        ("sleep 0.1; exec >&-; sleep 60", "the target closed its stdout but goes on running"),
    ],
)
def test_a_target_that_is_left_alone_neither_writes_nor_ends(code: str, message: str, shell: Start) -> None:
    channel = shell(code, 0.3)
    if not message:
        channel.rest(0.3)
        return
    with pytest.raises(BrokenTargetError) as broken:
        channel.rest(0.3)
    assert str(broken.value) == message


@pytest.mark.parametrize(
    ("code", "ending", "left"),
    [
        ("cat", "exited with status 0", b""),
        ("cat; sleep 0.1; echo bye; exit 3", "exited with status 3", b"bye\n"),
        ("cat; printf half; kill -TERM $$", "was ended by signal SIGTERM", b"half"),
        ("exec sleep 60", "", b""),
    ],
)
def test_what_it_does_at_the_end_of_input_is_told(code: str, ending: str, left: bytes, shell: Start) -> None:
    farewell = shell(code).finish(0.5)
    assert (farewell.ending, farewell.left) == (ending, left)
    assert 0 < farewell.seconds < 3
    assert no_zombie()


@pytest.mark.parametrize("patient", [True, False])
def test_one_that_is_killed_does_not_see_the_end_of_its_input(
    patient: bool, shell: Start, tmp_path: Path
) -> None:
    channel = shell(f"read line; echo x; cat; touch {tmp_path}/seen")
    channel.exchange(b"go\n")
    channel.close(patient=patient)
    assert (tmp_path / "seen").exists() == patient


def test_opened_again_it_is_another_process(shell: Start) -> None:
    channel = shell("read line; echo $$")
    first = channel.exchange(b"go\n")
    channel.open()
    assert channel.exchange(b"go\n") != first
