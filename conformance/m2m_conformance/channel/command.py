"""The error of a command that cannot be started."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

from m2m_conformance.status import NotDoneError


class CommandError(NotDoneError):
    """What is to be judged cannot be had at all. `what` is wrong, `remedy` mends it; the text has both."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what}; {remedy}" if remedy else what)
        self.what = what
        self.remedy = remedy


_COMPILING = frozenset(
    ("go run", "cargo run", "dotnet run", "swift run", "zig run", "cabal run", "stack run")
)


def start_remedy(command: Sequence[str]) -> str:
    """What helps a `command` that takes too long to start because it compiles first; empty if it does not."""
    words = [Path(command[0]).name, *(word for word in command[1:] if word[:1] not in ("-", "+"))]
    begun = " ".join(words[:2])
    return f"`{begun}` compiles first: build it, then name the program, -- ./my-adapter" * (
        begun in _COMPILING
    )


def not_started(command: Sequence[str], error: OSError, folder: Path | None = None) -> CommandError:
    """The error for a `command` that the system did not start, in `folder` if that is given."""
    name = command[0]
    remedy = _remedy(error.errno, name, Path(folder or "", name))
    return CommandError(f"cannot start {name!r}: {error.strerror}", remedy)


def _remedy(number: int | None, name: str, file: Path) -> str:
    if number == errno.ENOENT:
        return _not_found(name, file)
    if number == errno.EACCES and file.is_dir():
        return "that is a folder: name the program in it"
    if number == errno.EACCES:
        return f"make it executable (chmod +x {name}), or put its interpreter before it: -- python3 {name}"
    if number == errno.ENOEXEC:
        return f"a script has its interpreter in the first line (#!), or before it: -- python3 {name}"
    return ""


def _not_found(name: str, file: Path) -> str:
    if not file.is_file():
        return "build it first, or give the path to it; a name without / is looked for in PATH"
    if "/" not in name:
        return f"a name without / is looked for in PATH: write ./{name}"
    return "the file is there, but not the interpreter that its first line (#!) names"
