"""Cases as things that pytest collects and runs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from m2m_conformance.case import Case
from m2m_conformance.outcome import Outcome, Verdict
from m2m_conformance.plugin import ConformanceWarning
from m2m_conformance.plugin.hearing import Hearing, UnplayedError
from m2m_conformance.plugin.place import PLACE
from m2m_conformance.plugin.setting import Kind
from m2m_conformance.plugin.suite import Suite
from m2m_conformance.plugin.told import stale, told, warning

if TYPE_CHECKING:
    from _pytest._code.code import TerminalRepr


class NotConformantError(Exception):
    """A case did not pass. The text is what is told of it, `message` the same in one line."""

    def __init__(self, message: str, text: str) -> None:
        super().__init__(text)
        self.message = message


class Conformance(pytest.Collector):
    """The cases of a suite, as if they stood in a file `m2m`."""

    suite: Suite
    hearing: Hearing

    @classmethod
    def of(cls, session: pytest.Session, suite: Suite, hearing: Hearing) -> Conformance:
        """The one of a session."""
        made: Conformance = cls.from_parent(session, name=PLACE, nodeid=PLACE, path=session.config.rootpath)
        made.suite, made.hearing = suite, hearing
        made.add_marker(PLACE)
        return made

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each case."""
        kind = FixtureCase if self.suite.setting.who.kind is Kind.FIXTURE else ProcessCase
        return (kind.of(self, case) for case in self.suite.cases)


class ConformanceCase(pytest.Item):
    """One case. `verdict` is there once it was played."""

    parent: Conformance
    case: Case
    verdict: Verdict | None = None

    @classmethod
    def of(cls, parent: Conformance, case: Case, **more: Any) -> ConformanceCase:
        """That of a case, which `-k` selects by its id and by its requirements."""
        made: ConformanceCase = cls.from_parent(parent, name=case.id, **more)
        made.case = case
        made.extra_keyword_matches.update(case.requirements)
        return made

    def play(self, given: object = None) -> None:
        """Play the case and say how it ended, in the ways that pytest has for it; `given`: by a fixture.

        Raises NotConformantError, UnplayedError, and what pytest's skip and xfail raise.
        """
        verdict = self.verdict = self.parent.hearing.judge(self.case, given)
        if verdict.outcome is Outcome.PASSED:
            self._refuse_stale()
        elif verdict.outcome is Outcome.SKIPPED:
            pytest.skip(verdict.message)
        else:
            self._excuse(verdict)
            self._tell(verdict)

    def _refuse_stale(self) -> None:
        """A baseline must not list what passes."""
        baseline = self.parent.suite.baseline
        if baseline and (entries := baseline.about(self.case.id)):
            text = stale(entries, baseline.file)
            raise NotConformantError(text.partition("\n")[0], text)

    def _excuse(self, verdict: Verdict) -> None:
        """What the baseline lists is an xfail, but with --runxfail, where pytest's does nothing."""
        baseline = self.parent.suite.baseline
        if baseline and (entry := baseline.entry(verdict)):
            pytest.xfail(entry.reason or verdict.message)

    def _tell(self, verdict: Verdict) -> None:
        suite = self.parent.suite
        try:
            if verdict.outcome is Outcome.WARNED:
                text = ConformanceWarning(warning(verdict, suite))
                warnings.warn_explicit(text, category=None, filename=PLACE, lineno=1)
                return
        except ConformanceWarning:  # a filter makes it an error
            pass
        raise NotConformantError(
            verdict.message, told(verdict, suite, self.config.invocation_params.dir)
        ) from None

    def reportinfo(self) -> tuple[str, None, str]:
        """Where it stands, and what it is about."""
        return str(self.path / PLACE), None, f"{self.case.id}  {self.case.title}"

    def repr_failure(
        self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None
    ) -> str | TerminalRepr:
        """What is told of the case; a traceback for what else went wrong."""
        if isinstance(excinfo.value, NotConformantError | UnplayedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo)  # that of pytest.Function takes no style


class ProcessCase(ConformanceCase):
    """A case for a target that pytest has nothing to do with. No fixture is used, autouse or not."""

    def runtest(self) -> None:
        """Play it."""
        self.play()


def _asked_for(m2m_target: object) -> None:
    """What a case for a fixture is to pytest: a test function that uses it."""


class FixtureCase(ConformanceCase, pytest.Function):
    """A case for what the fixture m2m_target gives. Other fixtures are used as for any test function."""

    @classmethod
    def of(cls, parent: Conformance, case: Case, **more: Any) -> ConformanceCase:
        """That of a case."""
        return super().of(parent, case, callobj=_asked_for, **more)

    def runtest(self) -> None:
        """Play it."""
        self.play(self.funcargs["m2m_target"])
