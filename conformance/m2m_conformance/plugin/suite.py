"""The cases that are asked for, and how each is judged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from m2m_conformance.baseline import Baseline, load_baseline
from m2m_conformance.case import Case, meant, of_profile, select
from m2m_conformance.outcome import Verdict
from m2m_conformance.plugin.place import PLACE, is_below
from m2m_conformance.plugin.setting import Kind, Setting
from m2m_conformance.plugin.target import target_of
from m2m_conformance.requirement import load_requirements
from m2m_conformance.source import Corpus, for_adapter
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases

if TYPE_CHECKING:
    from m2m_conformance.plugin.sequence import Sequences


class Suite:
    """What `setting` asks for: `every` case there is, and the `cases` of them that are selected.

    Raises DocumentError for a bad vector or baseline file, NotDoneError for a target that cannot be started,
    OSError, and pytest.UsageError where no case is selected.
    """

    def __init__(self, setting: Setting, names: Sequence[str] = ()) -> None:
        self.setting = setting
        self.requirements = load_requirements()
        self._corpus = self._vectors()
        self.sequences = self._sequences() if setting.suite else None
        self.every = [*self._corpus.cases, *(self.sequences.cases if self.sequences else ())]
        self._derived = {case.id for case in self.sequences.cases} if self.sequences else set()
        self.cases = self._selected(names)
        self.baseline = self._baseline()

    def _vectors(self) -> Corpus:
        loaded = load_cases(self.setting.folder, self.requirements)
        judged = of_profile(loaded, self.setting.profile, advisory=False)
        if self.setting.who.kind is not Kind.SERVER:
            return for_adapter(judged)
        from m2m_conformance.http.source import HttpCorpus  # here, as below, since most runs do without

        return HttpCorpus(judged)

    def _sequences(self) -> Sequences:
        """Those that fit the features of the target, which a process is asked for."""
        from m2m_conformance.automaton.alphabet import FEATURES
        from m2m_conformance.plugin.sequence import Sequences
        from m2m_conformance.sequence.source import features_of

        given = self.setting.who.kind is Kind.FIXTURE  # by a fixture, which is not to be run yet
        features = FEATURES if given else features_of(target_of(self.setting))
        return Sequences(self.setting.profile, self.requirements, features)

    def _selected(self, names: Sequence[str]) -> list[Case]:
        for name in filter(None, names):
            if not any(is_below(case.id, [name]) for case in self.every):
                raise pytest.UsageError(f"not found: {PLACE}::{name} (no case has this id, or one below it)")
        found = select(self.every, self.setting.select, self.setting.exclude)
        found = [case for case in found if not names or is_below(case.id, names)]
        if not found:
            near = meant(self.every, self.setting.select)
            hint = f"did you mean {near!r}?" if near else "m2m-conformance run --list shows their ids"
            raise pytest.UsageError(f"none of the {len(self.every)} cases of M2M is selected; {hint}")
        return found

    def _baseline(self) -> Baseline | None:
        if self.setting.baseline is None:
            return None
        return load_baseline(self.setting.baseline, [case.id for case in self.every])

    def is_derived(self, case: Case) -> bool:
        """Whether it is a sequence, not a vector."""
        return case.id in self._derived

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one case. Never raises for what a target does."""
        if self.sequences and self.is_derived(case):
            return self.sequences.judge(case, target)
        return self._corpus.judge(case, target)
