"""The reference's server as a process of its own, for whoever needs one for a while."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec

from m2m_conformance.channel import CommandError

_GRACE = 10.0  # seconds


@dataclass(frozen=True)
class Child:
    """A server that runs: its process, and the line that it began with, which ends with its URL."""

    process: subprocess.Popen[str]
    line: str

    @property
    def url(self) -> str:
        """Where it is."""
        return self.line.split()[-1]


def installed() -> bool:
    """Whether the extra `http` is there, which it needs."""
    return all(find_spec(name) for name in ("starlette", "uvicorn"))


@contextmanager
def serving(*options: str) -> Iterator[Child]:
    """`m2m-conformance serve` with these options, on a free port while the block runs.

    Raises CommandError if it does not begin.
    """
    words = [sys.executable, "-m", "m2m_conformance", "serve", "--port", "0", *options]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        if not line:
            raise CommandError(f"the reference's server did not begin: it ended with {process.wait()}")
        yield Child(process, line)
    finally:
        _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.communicate(timeout=_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
