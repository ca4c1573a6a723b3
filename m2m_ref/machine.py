"""Runs a model with `transitions`: the only module that imports it.

One machine per model, shared by every session and holding none of them. An event is triggered on an object
that has a `_state`; the row that fired is handed back.

The machine is built without a model of its own and without `to_<state>` transitions, which would go round
the table. No condition or callback is given by name, since `transitions` resolves names by dotted import.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, Protocol

from transitions import EventData, Machine

from m2m_ref.document import DocumentError
from m2m_ref.guard import FACTS, Situation
from m2m_ref.model import ALWAYS, Model, Row, profile_model
from m2m_ref.profile import Profile, settings

# At INFO, transitions logs every step, which triples the cost of one.
logging.getLogger("transitions").setLevel(logging.WARNING)


class SessionState(Enum):
    """The state of a session. The value is its name in texts and in the model."""

    INITIAL = "Initial"
    HELLO_SENT = "HelloSent"
    ESTABLISHED = "Established"
    CLOSING = "Closing"
    CLOSED = "Closed"


class Stateful(Protocol):
    """What the machine moves."""

    _state: SessionState


class SessionMachine:
    """The machine of one model. Raises DocumentError for facts or states that Python does not know."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.profile = Profile(model.profile)
        self.settings = settings(self.profile)
        self._refuse_unknown(model)
        self._machine = Machine(
            model=None,
            states=SessionState,
            initial=SessionState(model.initial),
            auto_transitions=False,
            send_event=True,
            model_attribute="_state",
        )
        for row in model.rows:
            self._add(row)

    @staticmethod
    def _refuse_unknown(model: Model) -> None:
        if unknown := model.facts.keys() - FACTS.keys():
            raise DocumentError(
                f"the {model.profile} model", "facts", f"no function for {', '.join(sorted(unknown))}"
            )
        if model.states.keys() != {state.value for state in SessionState}:
            raise DocumentError(f"the {model.profile} model", "states", "not the states of SessionState")

    def _add(self, row: Row) -> None:
        stays = row.target == row.state
        self._machine.add_transition(
            trigger=row.event,
            source=SessionState(row.state),
            dest=None if stays else SessionState(row.target),
            conditions=self._condition(row),
            after=self._recorder(row),
        )

    def _condition(self, row: Row) -> Callable[[EventData], bool] | None:
        if row.when == ALWAYS:
            return None
        guard = self.model.guards[row.when]
        return lambda event: bool(event.kwargs["situation"].holds(guard))

    @staticmethod
    def _recorder(row: Row) -> Callable[[EventData], None]:
        def record(event: EventData) -> None:
            event.kwargs["fired"].append(row)

        return record

    def fire(self, session: Stateful, event: str, situation: Situation) -> Row:
        """Move `session` by `event` and return the row that did it."""
        fired: list[Row] = []
        trigger: Any = self._machine.events[event].trigger
        trigger(session, situation=situation, fired=fired)
        (row,) = fired
        return row


@cache
def profile_machine(profile: Profile) -> SessionMachine:
    """The machine of a profile."""
    return SessionMachine(profile_model(profile))
