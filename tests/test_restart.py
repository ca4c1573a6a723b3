"""Restarts: nothing is left behind after a thousand, and ten breaks in a row end the run."""

from __future__ import annotations

import contextlib
import errno
import gc
import os
import resource
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from m2m_conformance.channel import BrokenTargetError, CommandError, PipeChannel, pipe, process
from m2m_conformance.target import Target
from tests.wrong.peer import GOOD, SCRIPT, Peer, initials, no_zombie, play

needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="counts what is there with /proc")


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> str:
    """A word in the environment of every process that the test starts."""
    word = f"M2M_TEST={uuid.uuid4()}"
    monkeypatch.setenv(*word.split("="))
    return word


def living(mark: str) -> list[int]:
    """The processes with this mark, whoever is their parent now. A zombie has none."""
    found = []
    for file in Path("/proc").glob("[0-9]*/environ"):
        try:
            environ = file.read_bytes()
        except OSError:  # gone meanwhile, or not ours
            continue
        if mark.encode() in environ.split(b"\0") and file.parent.name != str(os.getpid()):
            found.append(int(file.parent.name))
    return found


def gone(mark: str) -> bool:
    """Whether no marked process lives. A killed one that is not our child takes a moment to end."""
    deadline = time.monotonic() + 5
    while living(mark) and time.monotonic() < deadline:
        time.sleep(0.01)
    return not living(mark)


def descriptors() -> dict[str, str]:
    """What each open descriptor is."""
    open_now = {}
    for link in Path("/proc/self/fd").iterdir():
        try:
            open_now[link.name] = str(link.readlink())
        except FileNotFoundError:  # the one that lists
            continue
    return open_now


def memory() -> int:
    """Bytes that this process occupies now."""
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


WAYS = {
    "exit 3": "the target exited with status 3",
    "kill -KILL $$": "the target was ended by signal SIGKILL",
    "kill -SEGV $$": "the target was ended by signal SIGSEGV",
    "exec >&-; exec sleep 60": "the target closed its stdout but goes on running",
    "printf half; exit 0": "the target exited with status 0, only 'half'",
    "sleep 60 & exit 5": "the target exited with status 5",
    "sleep 60 & yes >&2 & echo; wait": "a line that is not JSON: ''",
    "reply 9 1; exec sleep 60": "a reply with id 9 to the request with id",
    "head -c 100000 /dev/zero >&2; exit 6": "the target exited with status 6",
    "kill -STOP $$": "no reply within the time limit of 0.02 s",
}


@pytest.mark.slow
@needs_proc
def test_a_thousand_restarts_leave_no_process_no_descriptor_and_no_memory(
    mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipe, "_GRACE", 0.01)
    targets = {
        way: Target(PipeChannel(["/bin/sh", "-c", SCRIPT, "peer", way], 0.02 if "STOP" in way else 10.0))
        for way in WAYS
    }
    told: Counter[str] = Counter(restart(targets, 10))
    before, size = descriptors(), memory()
    told.update(restart(targets, 1000))
    assert descriptors() == before
    assert memory() < size + 4 * 1024 * 1024
    assert no_zombie()
    assert gone(mark)
    assert told.total() == 1010
    for way, message in WAYS.items():
        most = [each for each in told if each.startswith(f"{way}: {message}")]
        assert sum(told[each] for each in most) > 50, (way, told)


def restart(targets: dict[str, Target], times: int) -> Iterator[str]:
    """What each of `times` processes broke of, after its way."""
    ways = list(targets)
    for number in range(times):
        way = ways[number % len(ways)]
        with pytest.raises(BrokenTargetError) as broken:
            ask(targets[way])
        targets[way].log()
        targets[way].stop()
        yield f"{way}: {broken.value}"


def ask(target: Target) -> None:
    target.start()
    target.request("engine.detect", {"wire": "break"})


@needs_proc
def test_what_a_target_started_ends_with_it(mark: str) -> None:
    target = Target(Peer(f"sleep 60 & (sleep 60 & sleep 60) & {GOOD}"))
    ask(target)
    deadline = time.monotonic() + 5
    while len(living(mark)) < 4 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(living(mark)) >= 4
    target.stop()
    assert gone(mark)


@needs_proc
@pytest.mark.parametrize("code", ["exec sleep 60", "yes", "yes >&2"])
def test_an_interrupt_leaves_nothing_and_does_not_wait(
    code: str, mark: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(self: process.Process) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipe, "_GRACE", 30.0)
    target = Target(Peer(code))
    target.start()
    before = time.monotonic()
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(process.Process, "gone", interrupt)
        target.request("engine.detect", {"wire": "break"})
    target.stop()
    assert time.monotonic() - before < 3
    assert no_zombie()
    assert gone(mark)


@needs_proc
def test_an_interrupt_while_it_is_closed_leaves_nothing(mark: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    channel = PipeChannel(["/bin/sleep", "60"])
    channel.open()
    before = descriptors()
    monkeypatch.setattr(PipeChannel, "_see_off", interrupt)
    with pytest.raises(KeyboardInterrupt):
        channel.close()
    assert len(before) - len(descriptors()) == 3
    assert no_zombie()
    assert gone(mark)


def test_a_process_that_may_not_be_killed_does_not_hold_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As one that changed its user; the suite gives it up."""

    def refuse(*_: object) -> None:
        raise PermissionError(errno.EPERM, "not permitted")

    monkeypatch.setattr(process, "_KILLING", 0.05)
    channel = PipeChannel(["/bin/sleep", "1"])
    channel.open()
    monkeypatch.setattr(os, "killpg", refuse)
    before = time.monotonic()
    survivor = channel._process
    channel.close(patient=False)
    assert time.monotonic() - before < 0.9
    assert survivor is not None
    survivor._popen.wait()


def test_ten_breaks_in_a_row_end_the_run_and_a_skipped_case_neither_counts_nor_resets() -> None:
    wires = ["fine", *["break"] * 9, "fine", *["break"] * 5, "missing", *["break"] * 5, "fine", "fine"]
    peer = Peer("exit 3")
    result = play(peer, wires)
    assert initials(result) == "P" + "E" * 9 + "P" + "E" * 5 + "S" + "E" * 5
    assert (result.stopped, result.unfinished) == ("the target broke 10 times in a row", 2)
    assert peer.opened == 1 + 9 + 9, "one for each case that found none running"


def script(folder: Path, text: str) -> Path:
    file = folder / "adapter"
    file.write_text(f"#!/bin/sh\n{text}", encoding="utf-8")
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda file: file.unlink(), "No such file or directory"),
        (lambda file: file.chmod(0o644), "Permission denied"),
        (lambda file: file.write_bytes(b"\x00\x01"), "Exec format error"),
    ],
    ids=["gone", "not executable", "no program"],
)
def test_a_command_that_cannot_be_started_any_more_loses_no_verdict(
    spoil: Callable[[Path], object], reason: str, tmp_path: Path
) -> None:
    file = script(tmp_path, SCRIPT)

    class Spoiled(PipeChannel):
        def close(self, *, patient: bool = True) -> None:
            ended = self._process is not None
            super().close(patient=patient)
            if ended:
                spoil(file)

    result = play(Spoiled([str(file), "exit 3"]), ["fine", "break", *["fine"] * 12])
    assert initials(result) == "PE" + "E" * 9
    assert result.verdicts[2].message == f"initialize: cannot start '{file}': {reason}"
    assert (result.stopped, result.unfinished) == ("the target broke 10 times in a row", 3)


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (None, 0o755, "No such file or directory; build it first, or give the path to it; "),
        ("#!/no/such/sh\n", 0o755, "No such file or directory; the file is there, but not the interpreter "),
        ("#!/bin/sh\n", 0o644, r"Permission denied; make it executable \(chmod \+x "),
        ("\x00\x01", 0o755, "Exec format error; a script has its interpreter in the first line "),
    ],
)
def test_a_command_that_never_could_be_started_ends_the_run(
    content: str | None, mode: int, reason: str, tmp_path: Path
) -> None:
    file = tmp_path / "adapter"
    if content is not None:
        file.write_text(content, encoding="utf-8")
        file.chmod(mode)
    with pytest.raises(CommandError, match=f"^cannot start '{file}': {reason}"):
        play(PipeChannel([str(file)]), ["fine"])


@needs_proc
def test_too_many_open_files_are_told() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    taken: list[int] = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(map(int, descriptors())) + 10, hard))
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.dup(1))
        os.close(taken.pop())
        with pytest.raises(CommandError, match=r"^cannot start '/bin/cat': Too many open files$"):
            PipeChannel(["/bin/cat"]).open()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for each in taken:
            os.close(each)
