"""What is seen of one step: all that an adapter can show (spec/adapter.md, Snapshot)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from m2m_conformance.derive.stimulus import Scene
from m2m_conformance.difference import Difference, show

Snapshot = Mapping[str, Any]

COUNTERS = ("messages_sent", "messages_received", "bytes_compressed", "bytes_saved")
NOTHING = "nothing"
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Observation:
    """What a call handed back, the session after it, and by how much each counter grew.

    `result` is `nothing`, `content`, `clone`, a type of message, of a REJECT with its code, or `error` and
    the kind; with what is wrong with it, if something is. Where ids and agreements are seen relatively, `id`
    is `kept` or `taken`, `algorithm` and `encoding` are `kept` or `agreed`. `clone` is what is seen of one.
    """

    result: str
    state: str
    id: str
    algorithm: str | None
    encoding: str | None
    expired: bool
    messages_sent: int
    messages_received: int
    bytes_compressed: int
    bytes_saved: int
    clone: str = ""

    def __str__(self) -> str:
        grown = (f"{name}+{getattr(self, name)}" for name in COUNTERS if getattr(self, name))
        named = dict.fromkeys(each for each in (self.algorithm, self.encoding) if each not in (None, KEPT))
        session = f"id {self.id}" if self.id not in ("", KEPT) else ""
        words = (session, "/".join(map(str, named)), "expired" * self.expired, *grown, self.clone)
        return ", ".join([f"{self.result} → {self.state}", *(word for word in words if word)])


def observe(result: str, scene: Scene, before: Snapshot, after: Snapshot, *, relative: bool) -> Observation:
    """The observation of a step that led from one snapshot to the other.

    `scene` is what the step was made for; `before` has zeros for counters where a clone took over.
    """
    seen = {name: after[name] for name in ("id", "algorithm", "encoding")}
    if relative:
        seen = _related(seen, scene, before)
    grown = {name: after[name] - before[name] for name in COUNTERS}
    return Observation(result, after["state"], expired=after["expired"], **seen, **grown)


def seen_of_clone(original: Snapshot, clone: Snapshot) -> str:
    """`fresh` for a clone like the session, with counters and clocks of its own; else what is not so."""
    fresh = {**original, "expired": False, **dict.fromkeys(COUNTERS, 0)}
    odd = (f"{name} {show(clone[name])}" for name, value in fresh.items() if clone[name] != value)
    return f"clone: {', '.join(odd) or 'fresh'}"


def _related(seen: Snapshot, scene: Scene, before: Snapshot) -> dict[str, Any]:
    """What became of id and agreement. A scene's offer is never the one that was agreed on before."""
    both = (seen["algorithm"], seen["encoding"])
    kept = (before["algorithm"], before["encoding"])
    agreement = _word(both, kept, scene.own.agreed(scene.other), "agreed")
    return {
        "id": _word(seen["id"], before["id"], scene.theirs, "taken"),
        "algorithm": agreement,
        "encoding": agreement,
    }


def _word(seen: object, kept: object, new: object, word: str) -> str:
    if seen == kept:
        return KEPT
    return word if seen == new else show(seen)


def differences(expected: Observation, got: Observation) -> Iterator[Difference]:
    """Where what was seen is not what the model foresees."""
    for field in fields(Observation):
        wanted, found = getattr(expected, field.name), getattr(got, field.name)
        if wanted != found:
            path = field.name if field.name in ("result", "clone") else f"session.{field.name}"
            grown = "+" if field.name in COUNTERS else ""
            yield Difference(path, f"{grown}{_text(wanted)}", f"{grown}{_text(found)}")


def _text(value: object) -> str:
    return value if isinstance(value, str) else show(value)
