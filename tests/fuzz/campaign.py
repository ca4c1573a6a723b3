"""Runs of fuzzing processes: each reader for so long, several at a time, and what came of them as a table."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.target import BASE

GRACE = 180
"""Seconds beyond its time until a process is ended. Loading takes some."""
STARTS = 20
"""How often a reader's process is started again after a crash."""

_FINDS = ("*.bin", "crash-*", "timeout-*", "oom-*", "leak-*", "ended-*")
_EXECUTIONS = re.compile(r"^(?:stat::number_of_executed_units: |#)(\d+)", re.MULTILINE)
_PEAK = re.compile(r"^stat::peak_rss_mb: +(\d+)| rss: (\d+)Mb", re.MULTILINE)
_BASE = re.compile(rf"^{BASE}: (\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one reader. Sizes in MiB; `finds` are files."""

    reader: str
    executions: int
    seconds: float
    base: int
    peak: int
    finds: tuple[Path, ...]

    @property
    def rate(self) -> int:
        """Executions in a second."""
        return round(self.executions / self.seconds) if self.seconds else 0


def run(reader: str, seconds: int, folder: Path) -> Result:
    """Fuzz `reader` for so long, in as many processes as it takes. `folder` gets log, corpus and finds."""
    folder.mkdir(parents=True, exist_ok=True)
    start, logs = time.monotonic(), list[str]()
    while len(logs) < STARTS and (left := round(seconds - (time.monotonic() - start))) > 0:
        logs.append(_process(reader, left, folder, len(logs) + 1))
    return Result(
        reader=reader,
        executions=sum(map(_executions, logs)),
        seconds=time.monotonic() - start,
        base=max((int(found) for log in logs for found in _BASE.findall(log)), default=0),
        peak=max((_number(found) for log in logs for found in _PEAK.findall(log)), default=0),
        finds=tuple(sorted(file for glob in _FINDS for file in folder.glob(glob))),
    )


def run_all(readers: Iterable[str], seconds: int, jobs: int, folder: Path) -> Iterator[Result]:
    """Fuzz each reader, `jobs` at a time. A result is given as soon as it is there."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(run, reader, seconds, folder / reader) for reader in readers]
        for done in as_completed(waiting):
            yield done.result()


def table(results: Iterable[Result]) -> str:
    """The results as a Markdown table."""
    rows = [
        "| reader | executions | per second | base MiB | peak MiB | finds |",
        "|---|---|---|---|---|---|",
    ]
    rows += [
        f"| {each.reader} | {each.executions:,} | {each.rate:,} | {each.base} | {each.peak} "
        f"| {len(each.finds)} |"
        for each in sorted(results, key=lambda each: each.reader)
    ]
    return "\n".join(rows) + "\n"


def _process(reader: str, seconds: int, folder: Path, number: int) -> str:
    """One process, and what it wrote. That it ended other than by itself is kept as a find."""
    command = [sys.executable, "-m", "tests.fuzz", reader, "--inside"]
    command += ["--seconds", str(seconds), "--log", str(folder)]
    log = folder / f"log-{number}.txt"
    with log.open("wb") as out:
        try:
            done = subprocess.run(command, stdout=out, stderr=out, timeout=seconds + GRACE, check=False)
            code: int | None = done.returncode
        except subprocess.TimeoutExpired:
            code = None
    written = log.read_text("utf-8", "replace")
    if code != 0:
        (folder / f"ended-{number}").write_text(f"exit status {code}\n{written[-4000:]}")
    return written


def _executions(log: str) -> int:
    return max(map(int, _EXECUTIONS.findall(log)), default=0)


def _number(found: tuple[str, str]) -> int:
    return int(found[0] or found[1])
