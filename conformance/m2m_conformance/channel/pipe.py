"""A target in a process of its own, over pipes.

One thread, one poll loop: while a request is being written the target's output is read too, so neither side
can block the other, however much either writes, and every wait ends at the time limit. The loop looks after
the process as well as after its pipes, which something that the process started may hold open.
"""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from m2m_conformance.channel import excerpt
from m2m_conformance.channel.base import (
    BrokenTargetError,
    EndedTargetError,
    FaultyAdapterError,
    SilentTargetError,
    UnaskedError,
)
from m2m_conformance.channel.command import CommandError, start_remedy
from m2m_conformance.channel.process import Process

TIMEOUT = 10.0
"""Seconds a target has for one reply."""

MAX_LINE = 64 * 1024 * 1024
LOG_BYTES = 64 * 1024
_CHUNK = 256 * 1024
_GRACE = 1.0  # seconds for a target to exit by itself, at end of input or once it has closed a pipe
_TICK = 0.002  # seconds between two looks at the process while its pipes are silent


@dataclass(frozen=True, slots=True)
class Farewell:
    """What a target did when its input ended: how it ended, which is empty if it did not, after how many
    seconds, and what it still wrote to stdout.
    """

    ending: str
    seconds: float
    left: bytes


class PipeChannel:
    """Runs `command` and talks to its stdin and stdout; `timeout`: seconds, per request; it may change.

    `folder` is where it runs, if that is not where we are.
    """

    def __init__(
        self, command: Sequence[str], timeout: float = TIMEOUT, *, folder: Path | None = None
    ) -> None:
        self.command = tuple(command)
        self.timeout = timeout
        self._folder = folder
        self._process: Process | None = None
        self._started = False
        self._answered = False
        self._received = bytearray()
        self._log = bytearray()

    def open(self) -> None:
        """Start the process. Raises CommandError, but BrokenTargetError once it could be started before."""
        self.close(patient=False)
        self._received.clear()
        self._log.clear()
        self._answered = False
        try:
            self._process = process = Process(self.command, self._folder)
        except CommandError as error:
            if self._started:  # it has gone meanwhile: no reason to lose what was found so far
                raise BrokenTargetError(error.what) from error
            raise
        self._started = True
        self._in, self._out, self._err = process.stdin, process.stdout, process.stderr
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._poll.register(self._err, select.POLLIN)

    def exchange(self, line: bytes) -> bytes:
        """Send one line, wait for one. Raises BrokenTargetError."""
        assert self._process is not None, "open the channel first"
        self._refuse_unasked()
        self._converse(self._process, line)
        return self._take()

    def rest(self, seconds: float) -> None:
        """Wait. Raises BrokenTargetError if the target writes something meanwhile, or ends."""
        assert self._process is not None, "open the channel first"
        self._see_off(self._process, seconds)
        whole = self._drain(self._out)
        self._refuse_unasked()
        if self._process.gone() or not whole:
            raise EndedTargetError(self._closed(self._process, "stdout"))

    def unread(self) -> bytes:
        """What has come on stdout and was not taken as a reply."""
        return bytes(self._received)

    def _refuse_unasked(self) -> None:
        self._drain(self._out)
        if self._received:
            raise UnaskedError(f"a line nobody asked for: {excerpt.line(self._received)}")

    def _converse(self, process: Process, line: bytes) -> None:
        deadline = time.monotonic() + self.timeout
        self._unsent = memoryview(line)
        self._complete = False
        self._send(process)
        while not self._complete:
            self._step(process, deadline)

    def _take(self) -> bytes:
        """The one line received."""
        answer, _, more = bytes(self._received).partition(b"\n")
        if len(answer) > MAX_LINE:
            raise FaultyAdapterError(f"a reply line of over {MAX_LINE} bytes: {excerpt.line(answer[:100])} …")
        if more and answer.lstrip().startswith(b"{"):
            raise UnaskedError(
                f"more than one line in answer: {excerpt.line(answer)}, then {excerpt.line(_first(more))}"
            )
        self._answered = True
        self._received.clear()  # what is no reply is told of by itself, whether more came as fast or not
        return answer

    def _step(self, process: Process, deadline: float) -> None:
        """Wait a moment for something that can be read or written, and do it."""
        left = deadline - time.monotonic()
        if left <= 0:
            what = f"no reply within the time limit of {self.timeout:g} s{self._half()}"
            raise SilentTargetError(what, "" if self._answered else start_remedy(self.command))
        gone = process.gone()
        ready = [each for each, _ in self._poll.poll(0 if gone else min(left, _TICK) * 1000)]
        for descriptor in ready:
            self._turn(process, descriptor)
        if gone and self._out not in ready:  # and all it wrote has been read
            raise EndedTargetError(f"the target {process.ending()}{self._half()}")

    def _turn(self, process: Process, descriptor: int) -> None:
        if descriptor == self._in:
            self._send(process)
        elif not self._drain(descriptor):
            self._ignore(descriptor)
            if descriptor == self._out:
                raise EndedTargetError(self._closed(process, "stdout") + self._half())

    def _half(self) -> str:
        return f", only {excerpt.line(self._received)}" if self._received else ""

    def _send(self, process: Process) -> None:
        """Write what fits; ask poll for the rest."""
        try:
            self._unsent = self._unsent[os.write(self._in, self._unsent) :]
        except BlockingIOError:
            pass
        except BrokenPipeError as error:
            raise EndedTargetError(self._closed(process, "stdin") + self._half()) from error
        if self._unsent:
            self._poll.register(self._in, select.POLLOUT)
        else:
            self._ignore(self._in)

    def _ignore(self, descriptor: int) -> None:
        with contextlib.suppress(KeyError):
            self._poll.unregister(descriptor)

    def _drain(self, descriptor: int) -> bool:
        """Read what is there; False at end of file. Keeps one byte more of a line than it may have."""
        try:
            chunk = os.read(descriptor, _CHUNK)
        except BlockingIOError:
            return True
        if descriptor == self._out:
            self._received += chunk
            self._complete = b"\n" in chunk or len(self._received) > MAX_LINE
            del self._received[MAX_LINE + 1 :]
        else:
            self._log += chunk
            del self._log[:-LOG_BYTES]
        return bool(chunk)

    def _closed(self, process: Process, pipe: str) -> str:
        """What became of a process that closed a pipe."""
        self._see_off(process, min(_GRACE, self.timeout))
        if process.gone():
            return f"the target {process.ending()}"
        return f"the target closed its {pipe} but goes on running"

    def _see_off(self, process: Process, patience: float) -> None:
        """Wait until it is gone, for `patience` seconds at most; read on, lest it waits for a reader."""
        self._ignore(self._in)
        deadline = time.monotonic() + patience
        while not process.gone() and (left := deadline - time.monotonic()) > 0:
            for descriptor, _ in self._poll.poll(min(left, _TICK) * 1000):
                if not self._drain(descriptor):
                    self._ignore(descriptor)

    def finish(self, patience: float) -> Farewell:
        """Let the target see the end of its input, tell what it did in `patience` seconds, and end it."""
        assert self._process is not None, "open the channel first"
        process, began = self._process, time.monotonic()
        self._received.clear()
        process.close_input()
        self._see_off(process, patience)
        seconds = time.monotonic() - began
        self._drain(self._out)  # what it wrote last
        ending = process.ending() if process.gone() else ""
        self.close(patient=False)
        return Farewell(ending, seconds, self.unread())

    def close(self, *, patient: bool = True) -> None:
        """Kill the process and all it started; if `patient`, after the end of its input and a moment."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            if patient:
                process.close_input()
                self._see_off(process, _GRACE)
            self._drain(self._err)
        finally:
            process.end()

    def log(self) -> str:
        """The end of the target's stderr."""
        if self._process is not None:
            self._drain(self._err)
        return self._log.decode(errors="replace")


def _first(lines: bytes) -> bytes:
    """The first line of several; how many have come by now is chance."""
    return lines.partition(b"\n")[0]
