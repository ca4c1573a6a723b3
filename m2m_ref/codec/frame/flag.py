"""The flags word that content earns (header.rs, detect_request_flags and detect_response_flags)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.survey import Survey
from m2m_ref.codec.frame.table import Flag, table

Rule = Callable[[object, Survey, Flag], bool]


def word(value: object, survey: Survey, layout: str) -> int:
    """The bits that content JSON sets under the `request` or `response` layout, as one number."""
    keys, others = _sorted(layout)
    bits = 0
    if isinstance(value, dict):
        for key in value:
            bits |= keys.get(key, 0)
    for flag in others:
        if RULES[flag.when](value, survey, flag):
            bits |= flag.mask
    return bits


@cache
def _sorted(layout: str) -> tuple[Mapping[str, int], tuple[Flag, ...]]:
    """The flags that a key of the content sets, by key; and the others."""
    keys: dict[str, int] = {}
    others = []
    for flag in table().flags[layout].values():
        if flag.when == "present" and all(len(path) == 1 for path in flag.paths):
            for (key,) in flag.paths:
                keys[str(key)] = keys.get(str(key), 0) | flag.mask
        else:
            others.append(flag)
    return keys, tuple(others)


def _any_value(test: Callable[[object], bool]) -> Rule:
    def rule(value: object, survey: Survey, flag: Flag) -> bool:
        for path in flag.paths:  # noqa: SIM110 - `any` of a generator takes three times as long
            if test(content.at(value, path)):
                return True
        return False

    return rule


def _equals(value: object, survey: Survey, flag: Flag) -> bool:
    return any(content.text(value, *path) in flag.values for path in flag.paths)


def _role(value: object, survey: Survey, flag: Flag) -> bool:
    return not flag.values.isdisjoint(survey.roles)


def _part(value: object, survey: Survey, flag: Flag) -> bool:
    return not flag.values.isdisjoint(survey.part_types)


RULES: dict[str, Rule] = {
    "present": _any_value(lambda found: found is not content.ABSENT),
    "true": _any_value(lambda found: found is True),
    "text": _any_value(lambda found: isinstance(found, str)),
    "unsigned": _any_value(lambda found: content.unsigned(found) is not None),
    "positive": _any_value(lambda found: bool(content.unsigned(found))),
    "equals": _equals,
    "role": _role,
    "part": _part,
}
"""The rules that `when` names in spec/frame.yaml."""
