"""A target in a process of its own, over pipes.

One thread, one poll loop: while a request is being written the target's output is read too, so neither side
can block the other, however much either writes, and every wait ends at the time limit.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence

from m2m_conformance.channel.base import BrokenTargetError, CommandError

TIMEOUT = 10.0
"""Seconds a target has for one reply."""

MAX_LINE = 64 * 1024 * 1024
LOG_BYTES = 64 * 1024
_CHUNK = 256 * 1024
_GRACE = 1.0  # seconds for a target to exit by itself at end of input


class PipeChannel:
    """Runs `command` and talks to its stdin and stdout; `timeout` is in seconds, per request."""

    def __init__(self, command: Sequence[str], timeout: float = TIMEOUT) -> None:
        self.command = tuple(command)
        self._timeout = timeout
        self._patience = _GRACE
        self._process: subprocess.Popen[bytes] | None = None
        self._received = bytearray()
        self._log = bytearray()

    def open(self) -> None:
        """Start the process, with its own process group for what it starts. Raises CommandError."""
        self._received.clear()
        self._log.clear()
        self._patience = _GRACE
        try:
            self._process = subprocess.Popen(
                self.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                start_new_session=True,
            )
        except OSError as error:
            raise CommandError(f"cannot start {self.command[0]!r}: {error.strerror}") from error
        self._connect(self._process)

    def _connect(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin and process.stdout and process.stderr
        self._in, self._out, self._err = (
            pipe.fileno() for pipe in (process.stdin, process.stdout, process.stderr)
        )
        for descriptor in (self._in, self._out, self._err):
            os.set_blocking(descriptor, False)
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._poll.register(self._err, select.POLLIN)

    def exchange(self, line: bytes) -> bytes:
        """Send one line, wait for one. Raises BrokenTargetError."""
        try:
            self._refuse_unasked()
            self._converse(line)
            return self._take()
        except BrokenTargetError:
            self._patience = 0.0
            raise

    def _refuse_unasked(self) -> None:
        self._drain(self._out)
        if self._received:
            raise BrokenTargetError(f"a line nobody asked for: {_shown(self._received)}")

    def _converse(self, line: bytes) -> None:
        deadline = time.monotonic() + self._timeout
        unsent = self._write(memoryview(line))
        while b"\n" not in self._received:
            unsent = self._step(unsent, deadline)

    def _take(self) -> bytes:
        """The one line received."""
        answer, _, more = bytes(self._received).partition(b"\n")
        if more:
            raise BrokenTargetError(f"more than one line in answer: {_shown(answer)}, then {_shown(more)}")
        self._received.clear()
        return answer

    def _step(self, unsent: memoryview, deadline: float) -> memoryview:
        """Wait until something can be read or written, and do it."""
        for descriptor, _ in self._wait(deadline):
            if descriptor == self._in:
                unsent = self._write(unsent)
            elif not self._drain(descriptor):
                self._poll.unregister(descriptor)
                if descriptor == self._out:
                    raise BrokenTargetError(self._ending())
        if len(self._received) > MAX_LINE:
            raise BrokenTargetError(f"a reply line of over {MAX_LINE} bytes: {_shown(self._received)}")
        return unsent

    def _wait(self, deadline: float) -> list[tuple[int, int]]:
        left = deadline - time.monotonic()
        ready = self._poll.poll(max(0, left) * 1000) if left > 0 else []
        if not ready and time.monotonic() >= deadline:
            raise BrokenTargetError(f"no reply within the time limit of {self._timeout:g} s{self._half()}")
        return ready

    def _half(self) -> str:
        return f", only {_shown(self._received)}" if self._received else ""

    def _write(self, data: memoryview) -> memoryview:
        """Write what fits; ask poll for the rest. A closed pipe shows as the end of stdout."""
        try:
            data = data[os.write(self._in, data) :]
        except BlockingIOError:
            pass
        except OSError:
            data = data[len(data) :]
        if data:
            self._poll.register(self._in, select.POLLOUT)
        else:
            with contextlib.suppress(KeyError):
                self._poll.unregister(self._in)
        return data

    def _drain(self, descriptor: int) -> bool:
        """Read what is there; False at end of file."""
        target = self._received if descriptor == self._out else self._log
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return True
        target += chunk
        if target is self._log:
            del self._log[:-LOG_BYTES]
        return bool(chunk)

    def _ending(self) -> str:
        """What became of a process that closed its stdout."""
        assert self._process is not None
        try:
            status = self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            return f"the target closed its stdout but goes on running{self._half()}"
        if status < 0:
            return f"the target was ended by signal {signal.Signals(-status).name}{self._half()}"
        return f"the target exited with status {status}{self._half()}"

    def close(self) -> None:
        """Close stdin, give the process a moment to exit, then kill it and all it started."""
        process, self._process = self._process, None
        if process is None:
            return
        assert process.stdin and process.stdout and process.stderr
        with contextlib.suppress(OSError):
            process.stdin.close()
        self._read_rest()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(self._patience)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        self._read_rest()
        process.stdout.close()
        process.stderr.close()

    def _read_rest(self) -> None:
        with contextlib.suppress(OSError):
            while len(os.read(self._out, _CHUNK)):
                pass
        with contextlib.suppress(OSError):
            self._drain(self._err)

    def log(self) -> str:
        """The end of the target's stderr."""
        return self._log.decode(errors="replace")


def _shown(data: bytes | bytearray) -> str:
    text = bytes(data[:120]).decode(errors="replace").rstrip("\n")
    return repr(text) + (" …" if len(data) > 120 else "")
