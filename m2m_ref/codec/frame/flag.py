"""The flags word that content earns (header.rs, detect_request_flags and detect_response_flags)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.table import Flag, Path, table

Rule = Callable[[dict[str, Any]], bool]


class Rules(NamedTuple):
    """The flags of a layout, sorted by what sets their bits, so that content is gone through once.

    A key of the content, whatever its value; the role of a message; the type of a content part; or a rule.
    """

    keys: Mapping[str, int]
    roles: Mapping[str, int]
    parts: Mapping[str, int]
    others: tuple[tuple[int, Rule], ...]

    def word(self, value: dict[str, Any]) -> int:
        """The bits that the content itself sets, its messages aside."""
        bits = 0
        for key in value:
            if key in self.keys:
                bits |= self.keys[key]
        for mask, rule in self.others:
            if rule(value):
                bits |= mask
        return bits


@cache
def rules(layout: str) -> Rules:
    """The rules of the `request` or the `response` layout."""
    flags = table().flags[layout].values()
    present = [
        flag for flag in flags if flag.when == "present" and all(len(path) == 1 for path in flag.paths)
    ]
    others = tuple(
        (flag.mask, RULES[flag.when](flag)) for flag in flags if flag.when in RULES and flag not in present
    )
    return Rules(
        keys=_masks((flag.mask, [str(path[0]) for path in flag.paths]) for flag in present),
        roles=_masks((flag.mask, flag.values) for flag in flags if flag.when == "role"),
        parts=_masks((flag.mask, flag.values) for flag in flags if flag.when == "part"),
        others=others,
    )


def _masks(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for mask, names in rows:
        for name in names:
            masks[name] = masks.get(name, 0) | mask
    return masks


def _any_value(test: Callable[[object], bool]) -> Callable[[Flag], Rule]:
    """Rules that hold if the value at any of the flag's paths passes the test."""
    return lambda flag: _any_of([_at(path, test) for path in flag.paths])


def _any_of(found: list[Rule]) -> Rule:
    def rule(value: dict[str, Any]) -> bool:
        for each in found:  # noqa: SIM110 - `any` of a generator takes three times as long
            if each(value):
                return True
        return False

    return found[0] if len(found) == 1 else rule


def _at(path: Path, test: Callable[[object], bool]) -> Rule:
    if len(path) == 1:
        key = str(path[0])
        return lambda value: test(value.get(key, content.ABSENT))
    return lambda value: test(content.at(value, path))


def _equals(flag: Flag) -> Rule:
    return _any_value(lambda found: type(found) is str and found in flag.values)(flag)


RULES: dict[str, Callable[[Flag], Rule]] = {
    "present": _any_value(lambda found: found is not content.ABSENT),
    "true": _any_value(lambda found: found is True),
    "text": _any_value(lambda found: type(found) is str),
    "unsigned": _any_value(lambda found: content.unsigned(found) is not None),
    "positive": _any_value(lambda found: bool(content.unsigned(found))),
    "equals": _equals,
}
"""How a rule is made of a flag's row, by its `when`. `role` and `part` are looked up in masks instead."""
