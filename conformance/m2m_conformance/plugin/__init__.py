"""The pytest plugin: cases as pytest items, beside a project's own tests (`pytest --m2m-target CMD`).

It is loaded in every pytest of an environment that has m2m-conformance. So this module, `option` and `place`
import only pytest and the standard library; nothing else is imported, and nothing done, before an option asks
for a target.

An item is one case, so -k, -x, --lf, --durations, xdist and JUnit know every case. All 2,954 of the core
profile take 1.37 times as long as with `m2m-conformance run`, of which 0.2 are pytest itself: less than a
millisecond for a case. With an item for each vector file and a subtest (pytest 9) for each case it is 1.3 to
1.5, and nothing selects a subtest, or plays just those that failed (`python -m bench.plugin`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from m2m_conformance.plugin.option import add_options, asked
from m2m_conformance.plugin.place import HINT, arguments

if TYPE_CHECKING:
    import pytest


class ConformanceWarning(UserWarning):
    """A SHOULD is not kept. Filters apply to it as to any warning: where they make it an error, it fails."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Begin, if anybody asked for it. Raises pytest.UsageError."""
    if not asked(config):
        return
    named = arguments(config)
    if named is None:
        config.pluginmanager.register(_Absent(), "m2m-absent")
        return
    from m2m_conformance.plugin.session import ConformanceSession

    config.pluginmanager.register(ConformanceSession(config, named), "m2m-session")


class _Absent:
    """Says that the ini file has a target, but that this run is not about it."""

    def pytest_report_header(self) -> str:
        return HINT
