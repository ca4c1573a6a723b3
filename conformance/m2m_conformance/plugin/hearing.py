"""The target of a run of pytest, judged by one case after the other, as pytest comes to them."""

from __future__ import annotations

from m2m_conformance.case import Case
from m2m_conformance.outcome import Stop, Verdict
from m2m_conformance.plugin.setting import Kind
from m2m_conformance.plugin.suite import Suite
from m2m_conformance.plugin.target import target_of
from m2m_conformance.series import Series
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import TargetInfo


class UnplayedError(Exception):
    """There is no use in playing a case. The text says why."""


class Hearing:
    """One target, which is started by the first case, and given up when it breaks ten times in a row.

    One in this process is not given up, since there it takes no time.
    """

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._given: object = None
        self._series: Series | None = None
        self._hopeless = ""
        self.info: TargetInfo | None = None

    def judge(self, case: Case, given: object = None) -> Verdict:
        """The verdict on a case; `given` is what a fixture gave, if the target comes from one.

        Raises UnplayedError if the target was given up, or cannot be started.
        """
        if self._hopeless:
            raise UnplayedError(self._hopeless)
        try:
            series = self._begun(given)
            verdict = series.judge(case)
        except NotDoneError as error:
            self._hopeless = str(error)
            raise UnplayedError(self._hopeless) from error
        if series.hopeless and self._suite.setting.who.kind is not Kind.FIXTURE:
            self._hopeless = f"not played, since {Stop.BREAKS}"
        return verdict

    def _begun(self, given: object) -> Series:
        """The series on what is given now: a fixture of a narrow scope gives another target each time."""
        if self._series is None or given is not self._given:
            self.stop()
            target = target_of(self._suite.setting, given)
            self._given = given

            def introduced() -> None:
                self.info = target.info

            self._series = Series(target, judge=self._suite.judge, introduced=introduced)
        return self._series

    def stop(self) -> None:
        """End the target."""
        if self._series is not None:
            self._series.stop()
