"""Under what a run was made: when, with which options, on what."""

from __future__ import annotations

import argparse
import platform
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

from m2m_conformance.text import encodable

_OPTIONS = (
    "profile",
    "url",
    "timeout",
    "select",
    "exclude",
    "advisory",
    "fail_fast",
    "vectors",
    "shard",
    "baseline",
)
_SEQUENCES = ("suite", "extra_states", "alphabet", "walks", "steps", "seed")
_PACKAGES = (
    "transitions",
    "tiktoken",
    "brotli",
    "hypothesis",
    "orjson",
    "jsonschema-rs",
    "cryptography",
    "httptools",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """`started` is the time in UTC, to the second, as ISO 8601 has it; `options` are those that were given,
    as words; `packages` are versions.
    """

    started: str
    options: Mapping[str, str]
    python: str
    system: str
    packages: Mapping[str, str]

    def whole(self) -> Setting:
        """That of the run of which a shard was played."""
        options = {name: value for name, value in self.options.items() if name != "shard"}
        return replace(self, options=options)

    @classmethod
    def of(cls, options: argparse.Namespace) -> Setting:
        """That of a run which begins now."""
        return cls(
            started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            options=_words(options),
            python=platform.python_version(),
            system=f"{platform.system()} {platform.machine()}",
            packages={name: found for name in _PACKAGES if (found := _version(name))},
        )


def _words(options: argparse.Namespace) -> dict[str, str]:
    given = vars(options)
    names = _OPTIONS + (_SEQUENCES if given.get("suite") or given.get("walks") else ())
    values = {name: given.get(name) for name in names}
    return {
        name.replace("_", "-"): _word(value)
        for name, value in values.items()
        if value not in (None, False, [], "")
    }


def _word(value: object) -> str:
    if isinstance(value, list):
        return encodable(" ".join(map(str, value)))
    if isinstance(value, tuple):
        return "/".join(map(str, value))
    return "yes" if value is True else encodable(str(value))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
