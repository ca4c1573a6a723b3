"""The session model as Markdown for people: a state diagram and a table of every row.

spec/session.md is what `page` returns; a test holds it to date.
"""

from __future__ import annotations

from collections.abc import Iterator

from m2m_ref.model import ALWAYS, Failure, Model, Reply, Row


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
    titles = ("event", "state", "when", "then", "counts", "clock", "effects", "result")
    head = f"| {' | '.join(titles)} |\n{'|---' * len(titles)}|\n"
    return head + "".join(_line(row) for row in model.rows)


def _line(row: Row) -> str:
    when = "" if row.when == ALWAYS else row.when.replace("_", " ")
    counts = ", ".join(name for name in ("sent", "received") if getattr(row, name))
    effects = ", ".join(effect.replace("_", " ") for effect in row.effects)
    target = row.target if row.target != row.state else "stays"
    cells = (
        row.event,
        row.state,
        when,
        target,
        counts,
        "touched" if row.touch else "",
        effects,
        _result(row),
    )
    return f"| {' | '.join(cells)} |\n"


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


def page(model: Model) -> str:
    """The whole page."""
    return (
        f"# The session machine, profile `{model.profile}`\n\n"
        "Generated from `session.yaml` by `m2m-conformance model`; do not edit.\n\n"
        f"```mermaid\n{mermaid(model)}```\n\n"
        + _terms("States", dict(model.states))
        + _terms("Facts", dict(model.facts))
        + _terms("Guards", _guards(model))
        + _terms("Effects", dict(model.effects))
        + f"## Rows\n\n{table(model)}"
    )
