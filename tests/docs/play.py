"""Plays the blocks of a page in a scratch folder, as a reader would; says what is not as the page says."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tests.docs.block import Block, blocks

ROOT = Path(__file__).parents[2]
_LIMIT = 120.0
"""Seconds for one block."""
_PORT = "3000"
"""What stands for a free port in commands and what they print."""


class PageError(AssertionError):
    """A page says what is not so; names the line of the block."""


@dataclass
class Scratch:
    """A folder in which the blocks of one page are played, one after the other."""

    folder: Path
    output: str = ""
    port: str = field(default_factory=lambda: str(_free_port()))
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.provide("python conformance/adapters/python_stdlib/adapter.py")

    def provide(self, command: str) -> None:
        """Let `./my-adapter` start what stands in this repository."""
        script = f'#!/bin/sh\ncd {shlex.quote(str(ROOT))} && exec {command} "$@"\n'
        file = self.folder / "my-adapter"
        file.write_text(script, encoding="utf-8")
        file.chmod(0o755)

    def play(self, block: Block) -> None:
        """Raises PageError if the block is not as it says."""
        if "provide" in block.words:
            self.provide(block.words["provide"])
        if block.title:
            self._write(block)
        elif block.language == "sh":
            self._run(block, ["bash", "-euo", "pipefail", "-c", block.text.replace(_PORT, self.port)])
        elif block.language == "python":
            self._run(block, [sys.executable, "-c", block.text])
        elif block.language == "text" and (block.follows or "output" in block.words):
            self._compare(block)

    def end(self) -> None:
        """End what runs in the background."""
        for process in self.running:
            _end(process)
            process.wait()
            if process.stdout:
                process.stdout.close()

    def _write(self, block: Block) -> None:
        """A file, or a part of one that goes above the first line that begins as the comment says."""
        file, text = self.folder / block.title, block.text
        if "above" in block.words:
            lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
            at = [number for number, line in enumerate(lines) if line.startswith(block.words["above"])]
            if len(at) != 1:
                raise PageError(f"line {block.line}: {len(at)} lines of {block.title} begin like that")
            text = "".join([*lines[: at[0]], block.text, *lines[at[0] :]])
        file.write_text(text, encoding="utf-8")

    def _run(self, block: Block, command: list[str]) -> None:
        process = subprocess.Popen(
            command,
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        background = "background" in block.words
        self.running += [process] if background else []
        self.output = self._masked(_printed(process, background))
        wanted = None if background else int(block.words.get("exit", "0"))
        if process.poll() != wanted:
            ended = f"ends with {process.returncode}, not {wanted}"
            raise PageError(f"line {block.line} {ended}, and prints\n{self.output}")

    def _masked(self, text: str) -> str:
        return text.replace(self.port, _PORT).replace(f"{self.folder}/", "").replace(str(self.folder), ".")

    def _compare(self, block: Block) -> None:
        if not fits(block.text, self.output):
            raise PageError(
                f"line {block.line}: the page shows\n{block.text}\nand what came is\n{self.output}"
            )


def _end(process: subprocess.Popen[str]) -> None:
    """Kill it and what it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _printed(process: subprocess.Popen[str], background: bool) -> str:
    """All that it prints until it ends; in the background, the first line."""
    assert process.stdout is not None
    watch = threading.Timer(_LIMIT, _end, [process])
    watch.start()
    try:
        return process.stdout.readline() if background else process.communicate()[0]
    finally:
        watch.cancel()


def fits(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed; its lines `…` stand for any lines."""
    parts = [re.escape(part) for part in re.split("^…\n", _lasting(shown), flags=re.MULTILINE)]
    return re.fullmatch("(?:.*\n)*?".join(parts), _lasting(printed)) is not None


def _lasting(text: str) -> str:
    """Without what is different each time: how long things took, and the ids of requests."""
    text = re.sub(r"\d+(\.\d+)? ?s\b", "0 s", text)  # pytest has no space there
    text = re.sub(r'(?<="id":)\d+', "0", text)
    return "".join(f"{line.rstrip()}\n" for line in text.strip("\n").splitlines())


def play(page: str, folder: Path) -> None:
    """Plays a page. Raises PageError at its first block that is not as it says."""
    scratch = Scratch(folder)
    try:
        for block in blocks(page):
            scratch.play(block)
    finally:
        scratch.end()


def _environment() -> dict[str, str]:
    """The reader's: the commands of this environment, no colours."""
    own = Path(sys.executable).parent
    return {**os.environ, "PATH": f"{own}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "100"}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
