"""Where what was made is put: whole, or not at all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

STDOUT = Path("-")


def destination(text: str) -> Path:
    """The file that `text` names on the command line; the names of stdout are all one, `STDOUT`."""
    return STDOUT if text in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1") else Path(text)


def write(file: Path, content: bytes) -> None:
    """Put `content` in `file`: a reader finds what was there before, or all of it. A link stays one.

    What is no regular file, such as a pipe, is written to as it is. Raises OSError.
    """
    if file == STDOUT:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    elif flows(file):
        append(file, content)
    else:
        _replace(file.resolve(), content)


def append(file: Path, content: bytes) -> None:
    """Put `content` behind what is in `file`. Raises OSError."""
    with named(file), file.open("ab") as stream:
        stream.write(content)


@contextmanager
def named(file: Path) -> Iterator[None]:
    """An OSError tells the name of `file`: not that of a draft, and not none, as where there is no room."""
    try:
        yield
    except OSError as error:
        if file == STDOUT:
            raise
        raise OSError(error.errno, error.strerror, str(file)) from error


def flows(file: Path) -> bool:
    """Whether what is written to `file` goes elsewhere: a pipe, a terminal, what a shell has opened."""
    if file.is_absolute() and file.parts[1:2] in (("dev",), ("proc",)):
        return True
    try:
        return not stat.S_ISREG(file.stat().st_mode)
    except FileNotFoundError:
        return False


def _replace(file: Path, content: bytes) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with named(file):
            draft.write_bytes(content)
            draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)
