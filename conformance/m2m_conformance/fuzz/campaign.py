"""Runs Hypothesis for a number of conversations or for a time, and keeps one failure for each fault."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky
from hypothesis.stateful import run_state_machine_as_test

from m2m_conformance import interrupt
from m2m_conformance.fuzz.database import SharedDatabase
from m2m_conformance.fuzz.exchange import Failure, FaultError, replay
from m2m_conformance.fuzz.machine import Conversation, Told
from m2m_conformance.fuzz.shrink import shrink
from m2m_conformance.target import Target
from m2m_ref.model import profile_model

_CHUNK = 50  # conversations after which the time is looked at
MOST_FAULTS = 100
"""Faults after which a campaign ends: there is enough to do."""


@dataclass(frozen=True)
class Budget:
    """How long to go on: for so many conversations, or for so many seconds; each of so many rules."""

    examples: int | None = 200
    seconds: float | None = None
    rules: int = 30


class Campaign:
    """Conversations with `target`, which is started for it. `examples` and `steps` count what was played.

    `interrupted`: a KeyboardInterrupt ended it.
    """

    def __init__(self, target: Target, budget: Budget, seed: int, database: ExampleDatabase | None) -> None:
        self._target = target
        self._budget = budget
        self._seed = seed
        self._database = database
        self._told = Told(target, set())
        self.examples = 0
        self.interrupted = False

    @property
    def steps(self) -> int:
        """The calls made."""
        return self._told.steps

    def failures(self, observer: Callable[[Campaign], None] = lambda _: None) -> Iterator[Failure]:
        """One for each fault, as short as it gets. Raises BrokenTargetError and CommandError."""
        self._target.start()
        self._share()
        try:
            deadline = time.monotonic() + (self._budget.seconds or float("inf"))
            while not self._interrupted() and self._goes_on(deadline):
                if failure := self._next():
                    self._told.known.add(failure.fault)
                    yield failure
                observer(self)
        finally:
            self._target.stop()

    def _share(self) -> None:
        """Take the target's part of the database, now that its name is known."""
        if self._database is not None and not isinstance(self._database, SharedDatabase):
            self._database = SharedDatabase(self._database, self._target, lambda: self._told.passing)

    def _goes_on(self, deadline: float) -> bool:
        many = self._budget.examples is not None and self.examples >= self._budget.examples
        return not many and time.monotonic() < deadline and len(self._told.known) < MOST_FAULTS

    def _interrupted(self) -> bool:
        self.interrupted |= interrupt.came()
        return self.interrupted

    def _next(self) -> Failure | None:
        """The next failure; of an interrupt as long as it is by now."""
        self._told.failure = None
        try:
            return self._chunk()
        except (KeyboardInterrupt, Exception) as error:  # the second is what Hypothesis may have made of it
            if isinstance(error, Exception) and not interrupt.came():
                raise
            self.interrupted = True
            self._target.restart()  # it may be in the middle of an answer
            return self._told.failure

    def _chunk(self) -> Failure | None:
        """Some conversations, until one fails in a new way."""
        left = _CHUNK if self._budget.examples is None else min(_CHUNK, self._budget.examples - self.examples)
        made = 0
        told = self._told

        class Talk(Conversation):
            def __init__(self) -> None:
                nonlocal made
                made += 1
                super().__init__()

        Talk.told = told
        Talk._hypothesis_internal_use_seed = hash((self._seed, self.examples))
        try:
            with suppress(FaultError, Flaky):
                run_state_machine_as_test(Talk, settings=self._settings(left))
        finally:
            self.examples += max(1, min(made, left))
        return self._shrunk(told.failure) if told.failure else None

    def _shrunk(self, failure: Failure) -> Failure:
        target = self._target
        return shrink(failure, partial(replay, target, profile_model(target.profile)))

    def _settings(self, examples: int) -> settings:
        return settings(
            max_examples=examples,
            stateful_step_count=self._budget.rules,
            database=self._database,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
            verbosity=Verbosity.quiet,
            report_multiple_bugs=False,
        )
