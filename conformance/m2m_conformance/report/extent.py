"""How much of what there is to judge by a run was about."""

from __future__ import annotations

from collections.abc import Iterator

from m2m_conformance.outcome import Run

_ALL_BUT = {"select": "a selection", "exclude": "a selection", "vectors": "other vectors"}


def parts(run: Run) -> list[str]:
    """Why it is not all: a shard, a selection, other vectors, cases that were not reached. Empty if it is."""
    return list(dict.fromkeys(_parts(run)))


def _parts(run: Run) -> Iterator[str]:
    if run.shard:
        yield str(run.shard)
    for option in run.setting.options if run.setting else ():
        if option in _ALL_BUT:
            yield _ALL_BUT[option]
    if run.unfinished:
        yield f"{run.unfinished} not run"


def subject(run: Run) -> str:
    """By what it was judged, in two or three words: `M2M core`, `M2M strict server`."""
    options = run.setting.options if run.setting else {}
    role = "server" if "url" in options else "client" if run.target.language == "a client" else ""
    kind = "sequences" if run.found is not None else role
    return " ".join(word for word in ("M2M", run.profile.value, kind) if word)
