"""Carries out `m2m-conformance completion`; shtab makes the scripts of what argparse knows."""

from __future__ import annotations

import argparse

import shtab

from m2m_conformance.mutate.option import KINDS

_NAMES = {"FILE": shtab.FILE, "REPORT": shtab.FILE, "DIR": shtab.DIRECTORY, "DIR|URL": shtab.DIRECTORY}
"""What an argument is, by its name in the help."""

_CHOICES = {"KIND": KINDS}
"""What an argument can be, where its parser does not say."""

_FALLBACK = "complete -o bashdefault -o default -F _shtab_m2m_conformance m2m-conformance"
"""Where there is nothing to say, as behind --, bash completes the names of files, as it always does."""


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for a shell, which is one of `SHELLS`. Its last line has a line end."""
    _mark(parser)
    made: str = shtab.complete(parser, shell)
    return "\n".join([made.rstrip("\n"), *[_FALLBACK] * (shell == "bash"), ""])


def _mark(parser: argparse.ArgumentParser) -> None:
    """Say of each argument, and of those of all commands, what it is, where shtab looks for it."""
    for action in parser._actions:
        name = action.metavar if isinstance(action.metavar, str) else ""
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                _mark(each)
        elif name in _CHOICES:
            action.choices = _CHOICES[name]
        elif name in _NAMES:
            action.complete = _NAMES[name]  # type: ignore[attr-defined]
