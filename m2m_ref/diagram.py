"""The session model as Markdown for people: a state diagram and a table of every row.

spec/session.md and spec/session-strict.md are what `page` returns; a test holds them to date.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from m2m_ref.model import ALWAYS, Failure, Model, Reply, Row, Rule
from m2m_ref.profile import Profile, Settings, settings


def mermaid(model: Model) -> str:
    """The transitions that change the state, as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {model.initial}"]
    return "\n".join([*lines, *_arrows(model)]) + "\n"


def _arrows(model: Model) -> Iterator[str]:
    edges: dict[tuple[str, str], list[str]] = {}
    for row in model.rows:
        if row.target != row.state:
            events = edges.setdefault((row.state, row.target), [])
            events += [row.event] if row.event not in events else []
    for (source, target), events in edges.items():
        yield f"    {source} --> {target}: {', '.join(events)}"


def table(model: Model) -> str:
    """Every row: event, state, guard, what it moves, what comes back."""
    titles = ["event", "state", "when", "then", "counts", "clock", "effects", "result"]
    titles += ["rules"] if model.rules else []
    return _table(titles, (_cells(row)[: len(titles)] for row in model.rows))


def _table(titles: list[str], lines: Iterable[Sequence[str]]) -> str:
    head = f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|\n"
    escaped = ([cell.replace("|", "\\|") for cell in line] for line in lines)
    return head + "".join(f"| {' | '.join(line)} |\n" for line in escaped)


def _cells(row: Row) -> tuple[str, ...]:
    when = "" if row.when == ALWAYS else row.when.replace("_", " ")
    counts = ", ".join(name for name in ("sent", "received") if getattr(row, name))
    effects = ", ".join(effect.replace("_", " ") for effect in row.effects)
    target = row.target if row.target != row.state else "stays"
    return (
        row.event,
        row.state,
        when,
        target,
        counts,
        "touched" if row.touch else "",
        effects,
        _result(row),
        ", ".join(row.rules).replace("_", " "),
    )


def _result(row: Row) -> str:
    if row.failure:
        return _failure(row.failure)
    if row.reply:
        return _reply(row.reply)
    return row.returns or "nothing"


def _reply(reply: Reply) -> str:
    return f"{reply.message} {reply.code}" if reply.code else reply.message


def _failure(failure: Failure) -> str:
    if failure.kind is None:
        return "the codec's error"
    return f"error `{failure.kind}`: {failure.text}" if failure.text else f"error `{failure.kind}`"


def _terms(title: str, terms: dict[str, str]) -> str:
    items = "".join(f"- **{name.replace('_', ' ')}**: {text}\n" for name, text in terms.items())
    return f"## {title}\n\n{items}\n"


def _guards(model: Model) -> dict[str, str]:
    return {
        name: ", ".join(
            f"{'' if wanted else 'not '}{fact.replace('_', ' ')}" for fact, wanted in guard.items()
        )
        for name, guard in model.guards.items()
    }


def _rules(rules: Mapping[str, Rule]) -> str:
    lines = ((name.replace("_", " "), each.core, each.strict, each.source) for name, each in rules.items())
    return f"## Rules\n\n{_table(['rule', 'core', 'strict', 'source'], lines)}\n"


def _settings() -> str:
    core, strict = settings(Profile.CORE), settings(Profile.STRICT)
    names = (each.name for each in fields(Settings))
    lines = (
        (name.replace("_", " "), *(_value(getattr(each, name)) for each in (core, strict))) for name in names
    )
    return f"## Settings\n\n{_table(['setting', 'core', 'strict'], lines)}\n"


def _value(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:,}" if isinstance(value, int) else str(value or "none")


def _first(model: Model) -> str:
    """Which events come before others."""
    before: dict[str, list[str]] = {}
    for event in model.events.values():
        if event.first:
            before.setdefault(event.first, []).append(event.name)
    texts = {
        first: f"happens before {', '.join(events)}; its error is theirs" for first, events in before.items()
    }
    return _terms("Events that come first", texts) if texts else ""


def page(model: Model) -> str:
    """The whole page."""
    source, option = (
        ("`session.yaml`", "")
        if not model.rules
        else ("`session.yaml` and `strict.yaml`", " --profile strict")
    )
    return (
        f"# The session machine, profile `{model.profile}`\n\n"
        f"Generated from {source} by `m2m-conformance model{option}`; do not edit.\n\n"
        f"```mermaid\n{mermaid(model)}```\n\n"
        + (_rules(model.rules) + _settings() if model.rules else "")
        + _terms("States", dict(model.states))
        + _first(model)
        + _terms("Facts", dict(model.facts))
        + _terms("Guards", _guards(model))
        + _terms("Effects", dict(model.effects))
        + f"## Rows\n\n{table(model)}"
    )
