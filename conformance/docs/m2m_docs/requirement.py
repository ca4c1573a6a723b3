"""The requirements as pages: one for each area, with an anchor for each sentence, its cases and rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from m2m_conformance.case import Case
from m2m_conformance.requirement import Requirement
from m2m_conformance.text import count
from m2m_docs.page import Page, case_link, link, plain, table
from m2m_ref.model import Model

_SHOWN = 8
"""As many cases are shown; more can be unfolded."""


def requirement_pages(
    requirements: Mapping[str, Requirement], cases: Sequence[Case], models: Sequence[Model]
) -> list[Page]:
    """An overview, and a page for each area in the order of the file."""
    by_area: dict[str, list[Requirement]] = defaultdict(list)
    for each in requirements.values():
        by_area[each.area].append(each)
    cases_of: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        for name in case.requirements:
            cases_of[name].append(case)
    pages = [_area(area, sentences, cases_of, models) for area, sentences in by_area.items()]
    return [_overview(by_area, cases_of), *pages]


def _overview(by_area: Mapping[str, Sequence[Requirement]], cases_of: Mapping[str, Sequence[Case]]) -> Page:
    page = "requirements/index.md"
    lines = (
        [
            link(area, f"requirements/{area}.md", page),
            f"{sentences[0].id} … {sentences[-1].id}",
            str(len(sentences)),
            *(str(sum(each.profile == name for each in sentences)) for name in ("core", "strict")),
            str(len({case.id for each in sentences for case in cases_of[each.id]})),
        ]
        for area, sentences in by_area.items()
    )
    total = sum(map(len, by_area.values()))
    about = (
        f"The {total} checkable sentences of the protocol, from `spec/requirements.yaml`. Every case names "
        "those that it checks, and a failure shows them. Who breaks a MUST fails; who breaks a SHOULD or a "
        "MAY is warned. A sentence holds in both profiles, or in one only.\n\n"
    )
    titles = ["area", "ids", "sentences", "core only", "strict only", "cases"]
    return Page(page, f"# Requirements\n\n{about}{table(titles, lines)}")


def _area(
    area: str,
    sentences: Sequence[Requirement],
    cases_of: Mapping[str, Sequence[Case]],
    models: Sequence[Model],
) -> Page:
    page = f"requirements/{area}.md"
    parts = ("\n\n".join(_sentence(each, cases_of[each.id], models, page)) for each in sentences)
    return Page(page, f"# Requirements: {area}\n\n" + "\n\n".join(parts) + "\n")


def _sentence(each: Requirement, cases: Sequence[Case], models: Sequence[Model], page: str) -> Iterator[str]:
    yield f"## {each.id} {{#{each.id}}}"
    profile = "both profiles" if each.profile == "both" else f"{each.profile} only"
    yield f"**{each.level.name}** · {profile} · {plain(each.source)}"
    yield plain(each.text)
    if each.closes:
        yield f"What it closes: {plain(each.closes)}"
    if each.untested:
        yield f"No case: {plain(each.untested)}"
    if rows := list(_rows(each, models, page)):
        yield f"Rows: {', '.join(rows)}"
    if cases:
        yield _cases(cases, page)


def _rows(each: Requirement, models: Sequence[Model], page: str) -> Iterator[str]:
    """Links to the rows of the model that the sentence is about."""
    for model in models:
        if each.profile not in ("both", model.profile):
            continue
        for row in model.rows:
            if any(fnmatchcase(row.id, pattern) for pattern in each.rows):
                name = row.id if each.profile != "both" else f"{row.id} ({model.profile})"
                yield link(f"`{name}`", f"model/{model.profile}.md#{row.id}", page)


def _cases(cases: Sequence[Case], page: str) -> str:
    links = ", ".join(case_link(case.id, page) for case in cases)
    if len(cases) <= _SHOWN:
        return f"Cases: {links}"
    return f'??? note "{count(len(cases), "case")}"\n\n    {links}'
