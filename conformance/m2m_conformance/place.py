"""Files and folders that the command line names: what is wrong with one is said before anything is done."""

from __future__ import annotations

import os
from argparse import ArgumentTypeError
from pathlib import Path

from m2m_conformance.output import STDOUT, destination, flows


def report(text: str) -> Path:
    """A file that is to be written. Raises ArgumentTypeError if it cannot be."""
    if not text:
        raise ArgumentTypeError("give the name of a file")
    file = destination(text)
    if wrong := unwritable(file):
        raise ArgumentTypeError(wrong)
    return file


def unwritable(file: Path) -> str:
    """Why `file` cannot be written, and what to do, in a sentence; empty if it can be."""
    if file.is_dir():
        return f"{file} is a folder; give the name of a file"
    if not file.parent.is_dir():
        return f"there is no folder {file.parent}; make it first"
    return "" if file == STDOUT or flows(file) else _closed(file)


def _closed(file: Path) -> str:
    """Whether the system lets us write is seen by trying, beside the file."""
    trial = file.resolve().with_name(f".{file.name}.{os.getpid()}")
    try:
        trial.touch()
    except OSError as error:
        return f"{file} cannot be written: {error.strerror}"
    trial.unlink(missing_ok=True)
    return ""


def folder(text: str) -> Path:
    """A folder that is to be written to, and made if need be. Raises ArgumentTypeError if it cannot be."""
    path = Path(text)
    there = next(each for each in (path, *path.absolute().parents) if each.exists())
    if not there.is_dir():
        raise ArgumentTypeError(f"{there} is not a folder; give the name of one, or of none that is there")
    if not os.access(there, os.W_OK | os.X_OK):
        raise ArgumentTypeError(f"nothing can be written to {there}: Permission denied")
    return path
