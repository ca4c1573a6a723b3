"""The command line as pages: one for each command, from the parser itself."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from xml.sax.saxutils import escape

from m2m_docs.page import Page, fenced, plain, table


def command_pages(top: argparse.ArgumentParser) -> list[Page]:
    """An overview, and a page for each command."""
    commands = _commands(top)
    return [_overview(top), *(_command(name, parser, text) for name, (parser, text) in commands.items())]


def _commands(parser: argparse.ArgumentParser) -> dict[str, tuple[argparse.ArgumentParser, str]]:
    """The commands of a parser by name, each with its help."""
    found: dict[str, tuple[argparse.ArgumentParser, str]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {each.dest: each.help or "" for each in action._choices_actions}
            found |= {name: (each, helps.get(name, "")) for name, each in action.choices.items()}
    return found


def _overview(top: argparse.ArgumentParser) -> Page:
    lines = (
        [f"[`{name}`]({name}.md)", plain(_full(text, parser))]
        for name, (parser, text) in _commands(top).items()
    )
    parts = ["# Command line", plain(top.description or ""), table(["command", ""], lines), *_body(top, 2)]
    return Page("command/index.md", "\n\n".join(parts) + "\n")


def _command(name: str, parser: argparse.ArgumentParser, text: str) -> Page:
    parts = [f"# {name}", *_about(parser, text), *_body(parser, 2)]
    for inner, (each, help_) in _commands(parser).items():
        parts += [f"## {name} {inner}", *_about(each, help_), *_body(each, 3)]
    return Page(f"command/{name}.md", "\n\n".join(parts) + "\n")


def _about(parser: argparse.ArgumentParser, text: str) -> Iterator[str]:
    yield plain(parser.description or f"{text[:1].upper()}{text[1:]}.")
    yield fenced(parser.format_usage().removeprefix("usage: "), "text")


def _body(parser: argparse.ArgumentParser, level: int) -> Iterator[str]:
    """Its options, group by group, then what its help ends with."""
    for group in parser._action_groups:
        actions = [each for each in group._group_actions if _told(each)]
        if actions:
            yield f"{'#' * level} {(group.title or 'options').capitalize()}"
            if group.description:
                yield plain(group.description)
            yield table(
                ["", ""], ([_name(each), plain(_full(each.help or "", parser, each))] for each in actions)
            )
    for title, text in _sections(parser.epilog or ""):
        if title:
            yield f"{'#' * level} {title.capitalize()}"
        yield fenced(text, "text")


def _told(action: argparse.Action) -> bool:
    hidden = action.help == argparse.SUPPRESS
    return not hidden and not isinstance(action, (argparse._SubParsersAction, argparse._HelpAction))


def _name(action: argparse.Action) -> str:
    value = _value(action)
    names = action.option_strings or [value]
    shown = f" {value}" if action.option_strings and value else ""
    return ", ".join(f"<code>{escape(each + shown).replace('|', '&#124;')}</code>" for each in names)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if action.metavar is not None:
        name = action.metavar if isinstance(action.metavar, str) else " ".join(action.metavar)
    elif action.choices is not None:
        name = "|".join(map(str, action.choices))
    else:
        name = action.dest.upper() if action.option_strings else action.dest
    return name


def _full(text: str, parser: argparse.ArgumentParser, action: argparse.Action | None = None) -> str:
    """A help with its values put in, as argparse does."""
    values = {**(vars(action) if action else {}), "prog": parser.prog}
    return " ".join((text % values).split())


def _sections(epilog: str) -> Iterator[tuple[str, str]]:
    """The parts of an epilog, each behind a line at its margin that ends with a colon."""
    title, lines = "", list[str]()
    for line in epilog.splitlines():
        if line.endswith(":") and not line.startswith(" "):
            if any(lines):
                yield title, _block(lines)
            title, lines = line.removesuffix(":"), []
        else:
            lines.append(line)
    if any(lines):
        yield title, _block(lines)


def _block(lines: list[str]) -> str:
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines).strip("\n")
