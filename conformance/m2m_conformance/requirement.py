"""The requirements: the checkable sentences of the protocol (spec/requirements.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from m2m_ref.document import DocumentError, read_document
from m2m_ref.resource import spec_path


class Level(IntEnum):
    """How binding a requirement is, weakest first."""

    MAY = 1
    SHOULD = 2
    MUST = 3


@dataclass(frozen=True, slots=True)
class Requirement:
    """One sentence; `rows` are patterns of the model rows it is about.

    `closes` is what could be done to one who does not keep a safety rule, `untested` why no case checks it.
    """

    id: str
    level: Level
    area: str
    profile: str
    source: str
    text: str
    rows: tuple[str, ...] = ()
    closes: str = ""
    untested: str = ""


def load_requirements() -> dict[str, Requirement]:
    """Every requirement by id. Raises DocumentError if the file is wrong or an id stands twice."""
    file = spec_path("requirements.yaml")
    found: dict[str, Requirement] = {}
    for entry in read_document(file, "requirements.schema.json")["requirements"]:
        if entry["id"] in found:
            raise DocumentError(file, entry["id"], "stands twice")
        given = {**entry, "level": Level[entry["level"]], "rows": tuple(entry.get("rows", ()))}
        found[entry["id"]] = Requirement(**given)
    return found
