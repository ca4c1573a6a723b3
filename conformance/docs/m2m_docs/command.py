"""The command line as pages: one for each command, from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from textwrap import dedent
from xml.sax.saxutils import escape

from m2m_conformance.usage import Parser
from m2m_docs.page import Page, fenced, plain, table


def command_pages(top: Parser) -> list[Page]:
    """An overview, and a page for each command."""
    return [_overview(top), *(_command(name, parser) for name, parser in _commands(top).items())]


def _commands(parser: argparse.ArgumentParser) -> dict[str, Parser]:
    """The commands of a parser, by name."""
    found: dict[str, Parser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            found |= action.choices
    return found


def _overview(top: Parser) -> Page:
    parts = ["# Command line", plain(top.description or "")]
    for title, commands in top.groups.items():
        lines = (
            [f"[`{name}`]({name}.md)", plain(each.summary)] for each in commands if (name := _last(each))
        )
        parts += [f"## {_capital(title)}", table(["command", "what it does"], lines)]
    return Page("command/index.md", "\n\n".join([*parts, *_body(top, 2)]) + "\n")


def _last(parser: Parser) -> str:
    return parser.prog.split()[-1]


def _command(name: str, parser: Parser) -> Page:
    parts = [f"# {name}", *_about(parser), *_body(parser, 2)]
    for inner, each in _commands(parser).items():
        parts += [f"## {name} {inner}", *_about(each), *_body(each, 3)]
    return Page(f"command/{name}.md", "\n\n".join(parts) + "\n")


def _about(parser: Parser) -> Iterator[str]:
    yield plain(parser.description or _capital(parser.summary))
    yield fenced(parser.format_usage().removeprefix("usage: "), "text")


def _body(parser: Parser, level: int) -> Iterator[str]:
    """Its options, group by group, then what its help ends with."""
    mark = "#" * level
    for group in parser._action_groups:
        actions = [each for each in group._group_actions if _told(each)]
        if actions:
            yield f"{mark} {_capital(group.title or 'options')}"
            yield plain(group.description or "")
            lines = ([_name(each, parser), plain(_help(each, parser))] for each in actions)
            yield table([_kind(actions), "what it does"], lines)
    if parser.examples:
        yield f"{mark} Examples"
        yield fenced("\n".join(f"# {does}\n{words}" for does, words in parser.examples), "sh")
    for title, text in _sections(parser.notes):
        yield f"{mark} {title}" if title else ""
        yield fenced(text, "text")
    if parser.status:
        yield f"{mark} Exit status"
        yield table(
            ["status", "when"], ([str(number), plain(text)] for number, text in parser.status.items())
        )


def _told(action: argparse.Action) -> bool:
    hidden = action.help == argparse.SUPPRESS
    return not hidden and not isinstance(action, (argparse._SubParsersAction, argparse._HelpAction))


def _kind(actions: list[argparse.Action]) -> str:
    return "option" if actions[0].option_strings else "argument"


def _name(action: argparse.Action, parser: Parser) -> str:
    """Its names and value, behind an anchor: the words of the command and the last name."""
    value = _value(action)
    names = action.option_strings or [value]
    shown = f" {value}" if action.option_strings and value else ""
    codes = (f"<code>{escape(each + shown).replace('|', '&#124;')}</code>" for each in names)
    anchor = "-".join([*parser.prog.split()[1:], names[-1].lstrip("-")])
    return f'<a id="{escape(anchor)}"></a>{", ".join(codes)}'


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar is not None:
        return action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    if action.choices is not None:
        return "|".join(map(str, action.choices))
    return action.dest.upper() if action.option_strings else action.dest


def _help(action: argparse.Action, parser: Parser) -> str:
    """Its help with its values put in, as argparse does."""
    return " ".join(((action.help or "") % {**vars(action), "prog": parser.prog}).split())


def _sections(notes: str) -> Iterator[tuple[str, str]]:
    """The parts of notes, each behind a line at the margin that ends with a colon."""
    title, lines = "", list[str]()
    for line in [*notes.splitlines(), ":"]:
        if line.endswith(":") and not line.startswith(" "):
            if text := dedent("\n".join(lines)).strip("\n"):
                yield title, text
            title, lines = _capital(line.removesuffix(":")), []
        else:
            lines.append(line)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
