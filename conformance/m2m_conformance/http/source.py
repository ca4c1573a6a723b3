"""What is played on a server: the area http, and the cases of other areas that the binding can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from m2m_conformance.case import SERVER, Case
from m2m_conformance.difference import Difference, show
from m2m_conformance.http.method import ENGINE
from m2m_conformance.judge import Play, judge
from m2m_conformance.outcome import Verdict
from m2m_conformance.reply import Reply
from m2m_conformance.source import Corpus
from m2m_conformance.target import Target

_CARRIED = frozenset({"engine", "choice", "m2m", "tokennative", "brotli", "cl100k", "o200k", "llama"})


class HttpCorpus(Corpus):
    """The vectors of `cases` that a server can be asked; any refusal will do, since HTTP has no kinds."""

    def __init__(self, cases: Sequence[Case]) -> None:
        super().__init__([case for case in cases if SERVER in case.needs or _is_carried(case)])

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one vector."""
        return judge(case, target, HttpPlay)


def _is_carried(case: Case) -> bool:
    """Whether the binding has all that it takes; it has no encodings to choose from, and no keys."""
    if case.needs - _CARRIED or case.without:
        return False
    return all(step.call in ENGINE and not step.params.keys() & {"key", "encoding"} for step in case.steps)


class HttpPlay(Play):
    """Steps in progress over HTTP."""

    def result(self, expect: dict[str, object], reply: Reply) -> Iterator[Difference]:
        """The value, or any refusal."""
        if reply.kind is None:
            yield from super().result(expect, reply)
        elif "error" not in expect:
            yield Difference("result", show(expect["value"]), f"refused ({reply.text})")
