"""The reference in a fork of this process, with something in it replaced: it starts in milliseconds."""

from __future__ import annotations

import gc
import os
import resource
import select
import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, FunctionType
from typing import NoReturn, Protocol

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import serve
from m2m_conformance.channel import BrokenTargetError

_MEMORY = 4 << 30
"""Bytes more than it has: a mutant may never stop growing."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Swap:
    """Functions, and the code they are to run."""

    functions: tuple[FunctionType, ...]
    code: CodeType

    def do(self) -> None:
        """From here on, in this process."""
        for function in self.functions:
            function.__code__ = self.code


class Doing(Protocol):
    """What is to be done to the fork first."""

    def do(self) -> None:
        """Do it, in this process."""


class Loaded:
    """The functions of a package that are loaded."""

    def __init__(self, package: Path) -> None:
        self._package = package
        self._functions: dict[tuple[str, str], list[FunctionType]] = defaultdict(list)
        here = f"{package}/"
        for each in gc.get_objects():
            if isinstance(each, FunctionType) and each.__code__.co_filename.startswith(here):
                self._functions[each.__code__.co_filename, each.__qualname__].append(each)

    def swap(self, path: str, name: str, code: str) -> Swap | None:
        """Puts the function `name`, as the text `code` has it, in the place of what is loaded of a file.

        None where that cannot be: it is not there, stands in another function, or has other free variables.
        """
        file = str(self._package / path)
        found = self._functions[file, name]
        codes = [each for each in _codes(compile(code, file, "exec")) if each.co_qualname == name]
        if not found or len(codes) != 1:
            return None
        if any(each.__code__.co_freevars != codes[0].co_freevars for each in found):
            return None
        return Swap(tuple(found), codes[0])


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


class ForkChannel:
    """To the reference's adapter in a fork, after a change; `timeout` is in seconds, per request."""

    command: tuple[str, ...] = ()

    def __init__(self, change: Doing, timeout: float) -> None:
        self._change = change
        self._timeout = timeout
        self._process = 0

    def open(self) -> None:
        """Fork."""
        self.close()
        (child_in, self._in), (self._out, child_out) = os.pipe(), os.pipe()
        self._process = os.fork()
        if not self._process:
            os.close(self._in)
            os.close(self._out)
            self._serve(child_in, child_out)
        os.close(child_in)
        os.close(child_out)
        os.set_blocking(self._in, False)

    def _serve(self, stdin: int, stdout: int) -> NoReturn:
        status = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            _limit()
            self._change.do()
            with os.fdopen(stdin, "rb") as requests, os.fdopen(stdout, "wb") as replies:
                serve(ReferenceAdapter().answer, requests, replies)
            status = 0
        finally:
            os._exit(status)

    def exchange(self, line: bytes) -> bytes:
        """Send one line, wait for one. Raises BrokenTargetError."""
        deadline = time.monotonic() + self._timeout
        unsent, reply = memoryview(line), bytearray()
        while not reply.endswith(b"\n"):
            writing = [self._in] if unsent else []
            left = deadline - time.monotonic()
            readable, writable, _ = select.select([self._out], writing, [], max(left, 0))
            if not readable and not writable:
                raise BrokenTargetError(f"no reply within the time limit of {self._timeout:g} s")
            if readable:
                reply += self._read()
            elif writable:
                unsent = unsent[self._write(unsent) :]
        return bytes(reply)

    def _read(self) -> bytes:
        if chunk := os.read(self._out, _CHUNK):
            return chunk
        raise BrokenTargetError("the target exited")

    def _write(self, unsent: memoryview) -> int:
        try:
            return os.write(self._in, unsent)
        except BrokenPipeError as error:
            raise BrokenTargetError("the target exited") from error

    def close(self, *, patient: bool = True) -> None:
        """Kill it."""
        if self._process:
            os.kill(self._process, signal.SIGKILL)
            os.waitpid(self._process, 0)
            os.close(self._in)
            os.close(self._out)
            self._process = 0

    def log(self) -> str:
        """It has none."""
        return ""


def _limit() -> None:
    pages = int(Path("/proc/self/statm").read_text().split()[0]) if Path("/proc/self/statm").exists() else 0
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + _MEMORY,) * 2)
