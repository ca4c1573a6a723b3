"""The session machine of a profile as a page: picture, states by events, every row with its requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from m2m_conformance.requirement import Requirement
from m2m_docs.page import Page, requirement_link, table
from m2m_docs.picture import picture
from m2m_ref.diagram import page as written
from m2m_ref.model import Model, Row


def model_page(model: Model, requirements: Mapping[str, Requirement]) -> Page:
    """The page of a model."""
    path = f"model/{model.profile}.md"
    text = written(model)
    mermaid = text[text.index("```mermaid") : text.index("```\n", text.index("```mermaid") + 3) + 4]
    head, rows, body = text.partition("## Rows\n")
    head = head.replace(mermaid, f"{picture(model)}\n\n{_matrix(model)}")
    return Page(path, head + rows + _numbered(body, model, requirements, path))


def _matrix(model: Model) -> str:
    """What every event does in every state, in short."""
    about = (
        "## States by events\n\n"
        "What comes of each event in each state: the state after it, if that is another one, and the answer "
        "or, in italics, the error. Where a cell has several, facts decide; the [rows](#rows) have them.\n\n"
    )
    lines = (
        [f"`{event}`", *("<br>".join(_cell(model.rows_of(event, state))) for state in model.states)]
        for event in model.events
        if any(row.event == event for row in model.rows)
    )
    return about + table(["event", *model.states], lines)


def _cell(rows: Iterable[Row]) -> Iterator[str]:
    told: set[str] = set()
    for row in rows:
        moves = f"→ **{row.target}** " if row.target != row.state else ""
        text = f"{moves}{_outcome(row)}"
        if text not in told:
            told.add(text)
            yield f"[{text}](#{row.id})"


def _outcome(row: Row) -> str:
    if row.failure:
        return f"*{row.failure.kind or 'error of the codec'}*"
    if row.reply:
        return f"{row.reply.message} {row.reply.code}" if row.reply.code else row.reply.message
    return row.returns or "nothing"


def _numbered(body: str, model: Model, requirements: Mapping[str, Requirement], page: str) -> str:
    """The table of rows, each with an anchor and the sentences about it."""
    titles, _dashes, *lines = body.strip().splitlines()
    cells = (
        [
            f'<a id="{row.id}"></a>{line.strip("| ").split(" | ")[0]}',
            *_rest(line),
            _sentences(row, model, requirements, page),
        ]
        for row, line in zip(model.rows, lines, strict=True)
    )
    return "\n" + table([*(each.strip() for each in titles.strip("|").split("|")), "requirements"], cells)


def _rest(line: str) -> list[str]:
    return [each.strip() for each in line.removeprefix("|").removesuffix("|").split(" | ")][1:]


def _sentences(row: Row, model: Model, requirements: Mapping[str, Requirement], page: str) -> str:
    found = (
        requirement_link(each, page)
        for each in requirements.values()
        if each.profile in ("both", model.profile)
        and any(fnmatchcase(row.id, pattern) for pattern in each.rows)
    )
    return " ".join(found)
