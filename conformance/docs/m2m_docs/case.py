"""The cases as pages: one for each file of vectors, with an anchor for each case, which shows its YAML."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from posixpath import basename
from xml.sax.saxutils import escape

from m2m_conformance.case import Case
from m2m_conformance.requirement import Requirement
from m2m_conformance.vector import VectorFile
from m2m_docs.page import Page, fenced, link, plain, requirement_link, table

_CASE = re.compile(r"^ {0,2}- name: ", flags=re.MULTILINE)


def case_pages(files: Sequence[VectorFile], requirements: Mapping[str, Requirement]) -> list[Page]:
    """An overview, and a page for each file."""
    return [_overview(files), *(_file(file, requirements) for file in files)]


def _overview(files: Sequence[VectorFile]) -> Page:
    page = "cases/index.md"
    by_area: dict[str, list[VectorFile]] = defaultdict(list)
    for file in files:
        by_area[file.area].append(file)
    total = sum(len(file.cases()) for file in files)
    parts = [
        f"# Cases\n\nThe {total:,} cases, by area and file. The id of a case is the name of its file and its "
        "own. [The format](../vectors/index.md) says what the YAML means. "
        "`m2m-conformance run --select ID -- CMD` plays one case."
    ]
    for area, those in by_area.items():
        parts += [
            f"## {area}",
            table(["file", "", "cases", "profile"], (_line(file, page) for file in those)),
        ]
    return Page(page, "\n\n".join(parts))


def _line(file: VectorFile, page: str) -> list[str]:
    cases = file.cases()
    profiles = sorted({case.profile for case in cases})
    about = plain(file.document["about"])
    return [
        link(basename(file.prefix), f"cases/{file.prefix}.md", page),
        about,
        str(len(cases)),
        ", ".join(profiles),
    ]


def _file(file: VectorFile, requirements: Mapping[str, Requirement]) -> Page:
    page = f"cases/{file.prefix}.md"
    head, bodies = _split(file)
    parts = [f"# {file.prefix}", plain(file.document["about"]), *_head(head)]
    for case, body in zip(file.cases(), bodies, strict=True):
        parts += _case(case, body, page, requirements)
    return Page(page, "\n\n".join(parts) + "\n")


def _head(head: str) -> Iterator[str]:
    """What the cases of a file share."""
    body = head.partition("\nabout:")[2].partition("\n")[2].removesuffix("cases:\n").rstrip()
    if body.strip():
        indented = fenced(body, "yaml").replace("\n", "\n    ").rstrip()
        yield f'??? note "Definitions, flags and set-up of this file"\n\n    {indented}'


def _case(case: Case, body: str, page: str, requirements: Mapping[str, Requirement]) -> Iterator[str]:
    anchor = basename(case.id)
    yield f"## {anchor} {{#{anchor}}}"
    yield plain(case.title)
    names = ", ".join(requirement_link(requirements[each], page) for each in case.requirements)
    profile = "both profiles" if case.profile == "both" else f"{case.profile} only"
    needs = f"needs {', '.join(sorted(case.needs))}"
    without = f"without {', '.join(sorted(case.without))}" if case.without else ""
    yield " · ".join(each for each in (f"**{case.level.name}**", profile, names, needs, without) if each)
    yield f"<pre data-search-exclude><code>{escape(body.rstrip())}</code></pre>"


def _split(file: VectorFile) -> tuple[str, list[str]]:
    """The text before the cases, and that of each case, as they stand in the file."""
    text = file.file.read_text(encoding="utf-8")
    head, mark, rest = text.partition("\ncases:\n")
    starts = [found.start() for found in _CASE.finditer(rest)]
    bodies = [rest[start:end] for start, end in zip(starts, [*starts[1:], len(rest)], strict=True)]
    return head + mark, [_dedented(body) for body in bodies]


def _dedented(body: str) -> str:
    indent = len(body) - len(body.lstrip(" "))
    return re.sub(f"^ {{{indent}}}", "", body, flags=re.MULTILINE) if indent else body
