"""The tables of spec/frame.yaml, in the shape the reader and the writer use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from m2m_ref.document import read_document
from m2m_ref.resource import spec_path

Path = tuple[str | int, ...]
"""Where a value is in JSON: keys, and numbers for places in lists."""


@dataclass(frozen=True, slots=True)
class Flag:
    """One bit of the flags word, as a mask, and when it is set: the rule, the paths and texts it looks at."""

    mask: int
    when: str
    paths: tuple[Path, ...]
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Condition:
    """One sign of a schema: all of the keys `has`, or an id that starts with `id_starts`."""

    has: frozenset[str]
    id_starts: str


@dataclass(frozen=True, slots=True)
class Price:
    """Cents per 1,000 tokens of the models that start with one of `models`."""

    models: tuple[str, ...]
    input: float
    output: float


@dataclass(frozen=True, slots=True)
class Table:
    """All tables. Lengths in bytes."""

    schema_bytes: Mapping[str, int]
    layouts: Mapping[int, str]
    schema_names: Mapping[int, str]
    security_names: Mapping[int, str]
    detect: tuple[tuple[str, Condition], ...]
    default_schema: str
    security: Mapping[str, int]
    compressed: int
    extensions: int
    flags: Mapping[str, Mapping[str, Flag]]
    roles: Mapping[str, int]
    default_role: int
    finish_reasons: Mapping[str, int]
    other_finish_reason: int
    compress_from: int
    quality: int
    window: int
    text_limit: int
    header_limit: int
    max_tokens_limit: int
    bytes_per_token: int
    completion_tokens: int
    prices: tuple[Price, ...]
    max_tokens: Flag

    def layout_of(self, schema: str) -> str:
        """The layout of the variable header of a schema. Raises ValueError if there is no such schema."""
        if schema not in self.schema_bytes:
            raise ValueError(f"no schema {schema!r}; there are {', '.join(self.schema_bytes)}")
        return self.layouts[self.schema_bytes[schema]]


@cache
def table() -> Table:
    """The tables, read at the first use. Raises DocumentError if spec/frame.yaml breaks its schema."""
    return _table(read_document(spec_path("frame.yaml"), "frame.schema.json"))


def _table(source: dict[str, Any]) -> Table:
    flags, limits = source["flags"], source["limits"]
    flags_of = {layout: _flags(flags[layout]) for layout in ("request", "response")}
    return Table(
        schema_bytes={name: row["byte"] for name, row in source["schemas"].items()},
        layouts={row["byte"]: row["layout"] for row in source["schemas"].values()},
        schema_names={row["byte"]: name for name, row in source["schemas"].items()},
        security_names={byte: name for name, byte in source["security"].items()},
        detect=tuple((row["schema"], _condition(each)) for row in source["detect"] for each in row["any"]),
        default_schema=source["default_schema"],
        security=source["security"],
        compressed=1 << flags["common"]["compressed"]["bit"],
        extensions=1 << flags["common"]["extensions"]["bit"],
        flags=flags_of,
        roles=source["roles"],
        default_role=source["roles"][source["default_role"]],
        finish_reasons=source["finish_reasons"],
        other_finish_reason=source["other_finish_reason"],
        compress_from=source["compression"]["from_bytes"],
        quality=source["compression"]["quality"],
        window=source["compression"]["window"],
        text_limit=limits["text_bytes"],
        header_limit=limits["header_bytes"],
        max_tokens_limit=limits["max_tokens"],
        bytes_per_token=source["estimate"]["bytes_per_token"],
        completion_tokens=source["estimate"]["completion_tokens"],
        prices=(*map(_price, source["prices"]), _price(source["default_price"])),
        max_tokens=flags_of["request"]["max_tokens"],
    )


def _flags(rows: dict[str, Any]) -> dict[str, Flag]:
    return {name: _flag(row) for name, row in rows.items()}


def _flag(row: dict[str, Any]) -> Flag:
    return Flag(
        mask=1 << row["bit"],
        when=row["when"],
        paths=tuple(map(_path, row.get("of", ()))),
        values=frozenset(row.get("value", ())),
    )


def _path(text: str) -> Path:
    return tuple(int(step) if step.isdigit() else step for step in text.split("."))


def _condition(row: dict[str, Any]) -> Condition:
    return Condition(frozenset(row.get("has", ())), row.get("id_starts", ""))


def _price(row: dict[str, Any]) -> Price:
    # The default has no prefixes of its own: every model starts with the empty one.
    return Price(tuple(row.get("models", [""])), row["input"], row["output"])
