"""The flags word that content earns (header.rs, detect_request_flags and detect_response_flags)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.table import Flag, Path, table

Test = Callable[[object], bool]


class Rules(NamedTuple):
    """The flags of a layout, sorted by what sets their bits, so that content is gone through once.

    `keys` gives, for a key of the content, the bits it sets whatever its value, and tests of the value with
    the bits that each sets. `roles` and `parts` give the bits that the role of a message or the type of a
    content part sets.
    """

    keys: Mapping[str, tuple[int, Sequence[tuple[int, Test]]]]
    roles: Mapping[str, int]
    parts: Mapping[str, int]

    def word(self, value: dict[str, Any]) -> int:
        """The bits that the content itself sets, its messages aside."""
        keys, bits = self.keys, 0
        for key, found in value.items():
            if key in keys:
                always, tests = keys[key]
                bits |= always
                for mask, test in tests:
                    if test(found):
                        bits |= mask
        return bits


@cache
def rules(layout: str) -> Rules:
    """The rules of the `request` or the `response` layout."""
    flags = table().flags[layout].values()
    present = [flag for flag in flags if flag.when == "present"]
    always = _masks((flag.mask, [str(path[0]) for path in flag.paths if len(path) == 1]) for flag in present)
    tests = _tests(flag for flag in flags if flag.when in TESTS)
    return Rules(
        keys={key: (always.get(key, 0), tests.get(key, ())) for key in {*always, *tests}},
        roles=_masks((flag.mask, flag.values) for flag in flags if flag.when == "role"),
        parts=_masks((flag.mask, flag.values) for flag in flags if flag.when == "part"),
    )


def _masks(rows: Iterable[tuple[int, Iterable[str]]]) -> dict[str, int]:
    masks: dict[str, int] = {}
    for mask, names in rows:
        for name in names:
            masks[name] = masks.get(name, 0) | mask
    return masks


def _tests(flags: Iterable[Flag]) -> dict[str, list[tuple[int, Test]]]:
    tests: dict[str, list[tuple[int, Test]]] = {}
    for flag in flags:
        for first, *rest in flag.paths:
            if rest or flag.when != "present":
                tests.setdefault(str(first), []).append((flag.mask, _at(tuple(rest), TESTS[flag.when](flag))))
    return tests


def _at(path: Path, test: Test) -> Test:
    """The test of what is at `path` inside a value."""
    return (lambda value: test(content.at(value, path))) if path else test


def _always(test: Test) -> Callable[[Flag], Test]:
    return lambda _: test


TESTS: dict[str, Callable[[Flag], Test]] = {
    "present": _always(lambda found: found is not content.ABSENT),
    "true": _always(lambda found: found is True),
    "text": _always(lambda found: type(found) is str),
    "unsigned": _always(lambda found: type(found) is int and found >= 0),
    "positive": _always(lambda found: type(found) is int and found > 0),
    "equals": lambda flag: lambda found: type(found) is str and found in flag.values,
}
"""How the test of a value is made of a flag's row, by its `when`. `role` and `part` are in masks instead."""
