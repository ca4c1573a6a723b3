"""A started command: its three pipes, what became of it, and its end with all it started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from m2m_conformance.channel.command import not_started

_KILLING = 1.0  # seconds; only a process that is not ours to kill needs longer
_NAMES = {each.value: each.name for each in signal.Signals}


class Process:
    """Runs `command` in a process group of its own, in `folder` if that is given. Its pipes do not block.

    Raises CommandError.
    """

    def __init__(self, command: Sequence[str], folder: Path | None = None) -> None:
        try:
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
                cwd=folder,
            )
        except OSError as error:
            raise not_started(command, error, folder) from error
        pipes = (self._popen.stdin, self._popen.stdout, self._popen.stderr)
        self._pipes = [pipe for pipe in pipes if pipe is not None]
        self.stdin, self.stdout, self.stderr = (pipe.fileno() for pipe in self._pipes)
        for pipe in self._pipes:
            os.set_blocking(pipe.fileno(), False)

    def gone(self) -> bool:
        """Whether it has ended. What it started may go on, and hold its pipes open."""
        return self._popen.poll() is not None

    def ending(self) -> str:
        """How a process that is gone ended."""
        status = self._popen.returncode
        if status < 0:
            return f"was ended by signal {_NAMES.get(-status, -status)}"  # real-time signals have no name
        inner = _NAMES.get(status - 128)
        return f"exited with status {status}" + (f" (in a shell: {inner})" if inner else "")

    def close_input(self) -> None:
        """Let it see the end of its input."""
        self._pipes[0].close()

    def end(self) -> None:
        """Kill it and its process group, which leaves no zombie and no descriptor. Never raises."""
        kill_group(self._popen.pid)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._popen.wait(_KILLING)
        for pipe in self._pipes:
            pipe.close()


def kill_group(leader: int) -> None:
    """Kill the process group of `leader`, whatever of it is left. Never raises."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)
