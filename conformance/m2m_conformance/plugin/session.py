"""The plugin at work: the hooks of a run that was asked for cases."""

from __future__ import annotations

from collections.abc import Generator, Sequence

import pytest

from m2m_conformance import __version__
from m2m_conformance.plugin import fixture
from m2m_conformance.plugin.hearing import Hearing
from m2m_conformance.plugin.item import Conformance, ConformanceCase
from m2m_conformance.plugin.place import PLACE
from m2m_conformance.plugin.setting import Kind, setting_of
from m2m_conformance.plugin.suite import Suite
from m2m_conformance.plugin.tally import Tally, note
from m2m_conformance.status import NotDoneError
from m2m_ref.document import DocumentError


class ConformanceSession:
    """Adds the cases to what pytest collects; `names` are those that its arguments name, none for all.

    With xdist there is one in each worker, which plays cases, and one in the controller, which adds up.
    """

    def __init__(self, config: pytest.Config, names: Sequence[str]) -> None:
        self._config = config
        self._names = names
        self._setting = setting_of(config)
        self._whole = not names
        if self._setting.who.kind is Kind.FIXTURE:
            config.pluginmanager.register(fixture, "m2m-fixture")
        config.addinivalue_line("markers", f"{PLACE}: a case of the conformance suite of M2M")

    def pytest_report_header(self) -> str:
        """Who is judged, by what."""
        setting = self._setting
        more = [f"profile {setting.profile.value}", *(["suite wp"] if setting.suite else [])]
        return f"m2m: m2m-conformance {__version__}, {', '.join(more)}, target: {setting.who.name}"

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        """Read the cases. Raises pytest.UsageError."""
        try:
            self._suite = Suite(self._setting, self._names)
        except (DocumentError, NotDoneError, OSError) as error:
            raise pytest.UsageError(str(error)) from error
        self._hearing = Hearing(self._suite)
        self._tally = Tally(self._suite, brief=self._config.getoption("tbstyle") == "line")

    @pytest.hookimpl(wrapper=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        """The cases come after all else that stands at the top."""
        report = yield
        if isinstance(collector, pytest.Session):
            report.result.append(Conformance.of(collector, self._suite, self._hearing))
        return report

    def pytest_deselected(self, items: Sequence[pytest.Item]) -> None:
        """A run of some of the cases says less than one of all."""
        self._whole &= not any(isinstance(each, ConformanceCase) for each in items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """What pytest does not know of a case."""
        report = yield
        if isinstance(item, ConformanceCase) and call.when == "call":
            note(report, call, item, whole=self._whole)
        return report

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up."""
        if not self._is_worker:
            self._tally.add(report)

    @property
    def _is_worker(self) -> bool:
        """Whether this is a worker of xdist."""
        return hasattr(self._config, "workerinput")

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """End the target. A run that nothing else fails may fail as a whole."""
        self._hearing.stop()
        if session.exitstatus == pytest.ExitCode.OK and self._tally.faults:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Who was judged, and what pytest's own summary has no place for."""
        lines, faults = self._tally.lines, self._tally.faults
        if lines:
            terminalreporter.write_sep("=", PLACE)
        for line in lines:
            terminalreporter.write_line(line)
        for line in faults:
            terminalreporter.write_line(line, red=True)
