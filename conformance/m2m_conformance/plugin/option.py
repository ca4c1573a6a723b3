"""The options of the plugin: each is `--m2m-NAME` on the command line and `m2m_NAME` in the ini file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest


class Option:
    """One option. `several`: it may be repeated, and is a list in the ini file."""

    def __init__(self, name: str, metavar: str, text: str, *, several: bool = False) -> None:
        self.name = name
        self.metavar = metavar
        self.help = text
        self.several = several

    @property
    def flag(self) -> str:
        """What it is called on the command line."""
        return f"--m2m-{self.name}"

    @property
    def key(self) -> str:
        """What it is called in the ini file."""
        return f"m2m_{self.name}"


OPTIONS = {
    each.name: each
    for each in (
        Option(
            "target",
            "CMD",
            "judge the implementation of M2M whose adapter CMD starts; `reference` is the built-in one, "
            "`fixture` what the project's fixture m2m_target gives",
        ),
        Option("url", "URL", "judge the server of M2M that runs at http://HOST:PORT"),
        Option("profile", "PROFILE", "the rules to judge by: core (default) or strict"),
        Option("select", "GLOB", "only cases with such an id; may be repeated", several=True),
        Option("exclude", "GLOB", "no cases with such an id; may be repeated", several=True),
        Option("suite", "SUITE", "also the sequences that follow from the model: wp"),
        Option("baseline", "FILE", "known failures, which are xfail; an entry that does not hold fails"),
        Option("vectors", "DIR", "the vectors to use instead of the built-in ones"),
        Option("timeout", "SECONDS", "time limit of one request to a process or a server (default 10)"),
    )
}


def add_options(parser: pytest.Parser) -> None:
    """Add them all."""
    group = parser.getgroup("m2m", "conformance to M2M")
    for each in OPTIONS.values():
        action = "append" if each.several else "store"
        group.addoption(each.flag, action=action, default=None, metavar=each.metavar, help=each.help)
        kind, default = ("args", []) if each.several else ("string", "")
        parser.addini(each.key, each.help, kind, default)  # type: ignore[arg-type]


def asked(config: pytest.Config) -> bool:
    """Whether a target is named anywhere."""
    return any(_is_given(config, OPTIONS[name]) for name in ("target", "url"))


def _is_given(config: pytest.Config, option: Option) -> bool:
    return config.getoption(option.key) is not None or bool(config.getini(option.key))
