"""What is wrong with a command that cannot be started."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from m2m_conformance.channel import CommandError
from m2m_conformance.examine.check import FaultError


def not_started(error: CommandError, command: Sequence[str]) -> FaultError:
    """The fault that there is no program to examine."""
    cause = error.__cause__
    number = cause.errno if isinstance(cause, OSError) else None
    return FaultError(str(error), _remedy(number, command[0]), check="start")


def _remedy(number: int | None, name: str) -> str:
    """What to do about it, by the number of the system's error."""
    if number == errno.ENOENT:
        return _not_found(Path(name))
    if number == errno.EACCES and Path(name).is_dir():
        return "That is a folder: name the program in it"
    if number == errno.EACCES:
        return f"Make it executable (chmod +x {name}), or put its interpreter before it: -- python3 {name}"
    if number == errno.ENOEXEC:
        return f"A script has its interpreter in the first line, or before it: -- python3 {name}"
    return "See whether it can be started by hand"


def _not_found(file: Path) -> str:
    if not file.is_file():
        return "Build it first, or give the path to it; a name without / is looked for in PATH"
    if file.name == str(file):
        return f"A name without / is looked for in PATH: write ./{file}"
    return "The file is there, but not the interpreter that its first line (#!) names: name one that you have"
