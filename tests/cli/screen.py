"""A command at a real terminal."""

from __future__ import annotations

import os
import pty
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from tests.cli.process import CLI

_MARKS = re.compile("\x1b\\[[0-9;]*m")
_QUIET = {
    "NO_COLOR": "",
    "FORCE_COLOR": "",
    "CI": "",
    "TERM": "xterm-256color",
    "COLUMNS": "80",
    "LINES": "24",
}


@dataclass(frozen=True)
class Screen:
    """What came to the terminal, byte for byte, and the exit status."""

    text: str
    status: int

    @property
    def coloured(self) -> bool:
        return _MARKS.search(self.text) is not None

    @property
    def moving(self) -> bool:
        """Whether a line was written over."""
        return "\r\x1b[K" in self.text

    @property
    def plain(self) -> str:
        """What is left to be read: without colours, and without what was written over."""
        lines = (line.rpartition("\r\x1b[K")[2] for line in _MARKS.sub("", self.text).split("\n"))
        return "\n".join(line.rstrip("\r") for line in lines)


def screen(*words: str, env: Mapping[str, str] | None = None) -> Screen:
    """Run it with stdin, stdout and stderr at a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*CLI, *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, **_QUIET, **(env or {})},
    )
    os.close(theirs)
    data = b""
    while chunk := _read(ours):
        data += chunk
    os.close(ours)
    return Screen(data.decode(), process.wait(timeout=60))


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # which is how Linux tells that nobody has the other end any more
        return b""
