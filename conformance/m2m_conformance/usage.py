"""How every command presents itself: what it does, examples, exit status; and what it says of wrong words."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from m2m_conformance.status import INTERRUPTED, NotDoneError

NAME = "m2m-conformance"
WIDTH = 80
"""Columns of a help text."""

Example: TypeAlias = tuple[str, str]
"""What it does, and the words of the command line as one types them in a shell."""


class Parser(argparse.ArgumentParser):
    """The parser of one command. Its help has more than argparse's, its errors are one sentence."""

    summary: str = ""
    examples: Sequence[Example] = ()
    status: Mapping[int, str] = {}
    notes: str = ""
    groups: Mapping[str, Sequence[Parser]] = {}
    """Of a command of commands: what is listed in its help, below which words."""

    def format_help(self) -> str:
        """The help text. It is put together here, since hardly any start of the program shows it."""
        formatter = self._get_formatter()
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups)
        formatter.add_text(_filled(self.description or ""))
        for title, parsers in self.groups.items():
            formatter.add_text(_block(title, map(_line, parsers)))
        for group in self._action_groups:
            formatter.start_section(group.title)
            formatter.add_text(group.description)
            formatter.add_arguments(each for each in group._group_actions if not _is_commands(each))
            formatter.end_section()
        for text in self._end():
            formatter.add_text(text)
        return formatter.format_help()

    def _end(self) -> Iterator[str]:
        if self.examples:
            yield _block("examples", (_example(*each) for each in self.examples))
        yield self.notes.rstrip()
        if self.status:
            yield _block("exit status", (_status(*each) for each in self.status.items()))

    def chosen(self, options: argparse.Namespace) -> Parser:
        """The parser of the command that `options` are of."""
        for action in filter(_is_commands, self._actions):
            parsers: Mapping[str, Parser] = dict(action.choices or {})
            return parsers[getattr(options, action.dest)].chosen(options)
        return self

    def error(self, message: str) -> NoReturn:
        """Raise NotDoneError: `message` is what argparse has to say of wrong words."""
        more = "" if ";" in message else f"; {self.prog} --help says more"  # else it says what to do
        raise NotDoneError(message.removeprefix("argument ") + more)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if _is_commands(action) and value not in (known := list(action.choices or ())):
            near = nearest(str(value), known)
            hint = f"did you mean {self.prog} {near}?" if near else f"{self.prog} --help lists the commands"
            raise NotDoneError(f"there is no command {value!r}; {hint}")
        super()._check_value(action, value)


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"


def add_command(  # noqa: PLR0913 - all but the first two by keyword
    commands: Commands,
    name: str,
    *,
    summary: str,
    description: str,
    examples: Sequence[Example],
    status: Mapping[int, str] | None = None,
    notes: str = "",
    usage: str | None = None,
) -> Parser:
    """A command. `summary` is its line in a list, `notes` come between examples and exit status as they are.

    `status` says when it ends with 0, 1 and 2; it is told where there is more than 0 for done and 2 for not.
    """
    command = commands.add_parser(
        name,
        help=summary,
        description=description,
        usage=usage,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.summary, command.examples, command.notes = summary, examples, notes
    command.status = status or {}
    return command


def add_profile(command: argparse.ArgumentParser, text: str) -> None:
    """Add the option that says by whose rules; `text` is its help."""
    command.add_argument(
        "--profile", choices=("core", "strict"), default="core", help=f"{text} (default core)"
    )


def with_interrupt(status: Mapping[int, str], left: str = "") -> Mapping[int, str]:
    """`status` of a command that takes long, which a signal may end; `left` says what is there even so."""
    return {**status, INTERRUPTED: f"it was interrupted (Ctrl-C, SIGTERM, SIGHUP){'; ' * bool(left)}{left}"}


def nearest(word: str, known: Iterable[str]) -> str:
    """What of `known` was probably meant by `word`; empty for nothing."""
    from difflib import get_close_matches  # here, since only mistakes need it

    return next(iter(get_close_matches(word, list(known), 1, 0.6)), "")


def _is_commands(action: argparse.Action) -> bool:
    return isinstance(action, argparse._SubParsersAction)


def _line(parser: Parser) -> str:
    return f"  {parser.prog.split()[-1]:14}{parser.summary}"


def _example(does: str, words: str) -> str:
    return f"  # {does}\n  {words}" if does else f"  {words}"


def _block(title: str, lines: Iterable[str]) -> str:
    return "\n".join([f"{title}:", *lines])


def _status(number: int, meaning: str) -> str:
    return _filled(meaning, f"  {number:<3}  ", " " * 7)


def _filled(text: str, first: str = "", other: str = "") -> str:
    import textwrap  # here, since only help needs it

    return textwrap.fill(
        text, WIDTH - 1, initial_indent=first, subsequent_indent=other, break_on_hyphens=False
    )
