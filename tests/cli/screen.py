"""A command at a real terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import subprocess
import termios
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from tests.cli.process import CLI

_PATIENCE = 300.0  # seconds, on a machine that has much to do
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
    with Typing(*words, env=env) as typing:
        return typing.end()


class Typing:
    """A command that runs at a terminal which is its own, so that what is typed there can interrupt it."""

    def __init__(self, *words: str, env: Mapping[str, str] | None = None) -> None:
        self._terminal, theirs = pty.openpty()
        self.process = subprocess.Popen(
            [*CLI, *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **_QUIET, **(env or {})},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - here is no thread
        )
        os.close(theirs)
        self._data = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._terminal)
        self.process.kill()
        self.process.wait()

    def until(self, pattern: str, seconds: float = _PATIENCE) -> None:
        """Wait until it has shown what matches `pattern`."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self._data.decode(errors="ignore")):
            if not self._more(deadline):
                raise AssertionError(f"{pattern!r} was not shown: {self._data[-2000:].decode()}")

    def press(self, key: str) -> None:
        """Type a key, such as `\\x03` for Ctrl-C."""
        os.write(self._terminal, key.encode())

    def end(self) -> Screen:
        """Wait until it has ended."""
        deadline = time.monotonic() + _PATIENCE
        while self._more(deadline):
            pass
        return Screen(self._data.decode(), self.process.wait(max(0, deadline - time.monotonic())))

    def _more(self, deadline: float) -> bool:
        """Read what comes next; false if nothing does any more, or not in time."""
        if not select.select([self._terminal], [], [], max(0, deadline - time.monotonic()))[0]:
            return False
        try:
            chunk = os.read(self._terminal, 1 << 16)
        except OSError:  # which is how Linux tells that nobody has the other end any more
            chunk = b""
        self._data += chunk
        return bool(chunk)
