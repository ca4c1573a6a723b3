"""The flags word that content earns (header.rs, detect_request_flags and detect_response_flags)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from m2m_ref.codec.frame import content
from m2m_ref.codec.frame.table import Flag


def word(value: object, flags: Iterable[Flag]) -> int:
    """The bits of `flags` that content JSON sets, as one number."""
    return sum(flag.mask for flag in flags if RULES[flag.when](value, flag))


def _any_value(test: Callable[[object], bool]) -> Callable[[object, Flag], bool]:
    return lambda value, flag: any(test(content.at(value, path)) for path in flag.paths)


def _equals(value: object, flag: Flag) -> bool:
    return any(content.text(value, *path) in flag.values for path in flag.paths)


def _role(value: object, flag: Flag) -> bool:
    return any(content.text(message, "role") in flag.values for message in content.messages(value))


def _part(value: object, flag: Flag) -> bool:
    parts = (part for message in content.messages(value) for part in content.parts(message))
    return any(content.text(part, "type") in flag.values for part in parts)


RULES: dict[str, Callable[[object, Flag], bool]] = {
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
