"""The machine runs the table: every pair of state and event, and the traps of transitions stay shut."""

from __future__ import annotations

import gc
import sys
import weakref
from collections.abc import Iterator
from typing import Any

import pytest

from m2m_ref import (
    Algorithm,
    Capabilities,
    CodecEngine,
    CompressionCaps,
    Message,
    RejectionCode,
    SessionState,
)
from m2m_ref.error import KINDS, M2MError
from m2m_ref.guard import Situation
from m2m_ref.machine import profile_machine
from m2m_ref.model import Row, profile_model
from m2m_ref.profile import Profile, settings

MODEL = profile_model(Profile.CORE)


class Body:
    """The least a machine can move."""

    def __init__(self, state: str) -> None:
        self._state = SessionState(state)


class BrokenCodec(CodecEngine):
    def compress(self, content: str, algorithm: Algorithm) -> Any:
        raise KINDS["compression"]("no")

    def decompress(self, wire: str) -> str:
        raise KINDS["decompression"]("no")


def situation(guard: dict[str, bool]) -> Situation:
    """A situation in which the facts are as `guard` says, made of real messages and codecs."""
    theirs = Capabilities(
        version="3.0" if guard.get("compatible", True) else "4.0",
        compression=CompressionCaps(
            algorithms=[Algorithm.NONE if guard.get("common_algorithm", True) else Algorithm.BROTLI]
        ),
    )
    return Situation(
        state="",
        id="own",
        settings=settings(Profile.CORE),
        local=Capabilities(compression=CompressionCaps(algorithms=[Algorithm.NONE])),
        algorithm=Algorithm.NONE,
        codec=CodecEngine() if guard.get("encodes", guard.get("decodes", True)) else BrokenCodec(),
        idle=301.0 if guard.get("expired") else 300.0,
        timeout=300.0,
        message=_message(guard, theirs),
        content="{}",
    )


def _message(guard: dict[str, bool], theirs: Capabilities) -> Message:
    session_id = "s" if guard.get("has_session_id", True) else None
    if guard.get("has_data"):
        return Message.data("s", Algorithm.NONE, "{}")
    if guard.get("has_rejection"):
        return Message.reject(RejectionCode.UNKNOWN, "why")
    if guard.get("has_capabilities"):
        return Message.from_object({**Message.hello(theirs).to_object(), "session_id": session_id})
    return Message.ping("s")


@pytest.mark.parametrize("row", MODEL.rows, ids=lambda row: row.id)
def test_each_row_fires_in_its_case_and_moves_to_its_target(row: Row) -> None:
    body = Body(row.state)
    guard = dict(MODEL.guards.get(row.when, {}))
    assert profile_machine(Profile.CORE).fire(body, row.event, situation(guard)) == row
    assert body._state.value == row.target


def test_the_table_cannot_be_gone_round() -> None:
    machine = profile_machine(Profile.CORE)._machine
    assert set(machine.events) == set(MODEL.events), "no to_<state> transitions"
    assert not [name for name in dir(Body("Initial")) if name.startswith(("to_", "is_", "trigger"))]


def test_a_machine_keeps_no_session_alive_and_puts_nothing_on_it() -> None:
    body = Body("Initial")
    before = set(vars(body))
    profile_machine(Profile.CORE).fire(body, "close", situation({}))
    assert set(vars(body)) == before
    gone = weakref.ref(body)
    del body
    gc.collect()
    assert gone() is None
    assert profile_machine(Profile.CORE)._machine.models == []


def test_a_fact_is_asked_once_and_no_further_than_needed() -> None:
    asked = situation({"has_capabilities": False})
    assert not asked.holds({"has_capabilities": True, "compatible": True})
    assert asked.known == {"has_capabilities": False}


def test_the_codec_is_tried_once_for_both_guards_of_compress() -> None:
    tries: list[str] = []

    class Counting(CodecEngine):
        def compress(self, content: str, algorithm: Algorithm) -> Any:
            tries.append(content)
            return super().compress(content, algorithm)

    asked = situation({})
    asked.codec = Counting()
    profile_machine(Profile.CORE).fire(Body("Established"), "compress", asked)
    assert tries == ["{}"]


def test_an_error_of_the_codec_that_is_not_of_the_protocol_is_not_swallowed() -> None:
    class Crashing(CodecEngine):
        def compress(self, content: str, algorithm: Algorithm) -> Any:
            raise ZeroDivisionError

    asked = situation({})
    asked.codec = Crashing()
    body = Body("Established")
    with pytest.raises(ZeroDivisionError):
        profile_machine(Profile.CORE).fire(body, "compress", asked)
    assert body._state is SessionState.ESTABLISHED


def test_every_kind_has_one_error_class() -> None:
    assert all(issubclass(error, M2MError) for error in KINDS.values())
    assert len(KINDS) == len(M2MError.__subclasses__()) == 14


def kinds_in_model() -> Iterator[str]:
    for row in MODEL.rows:
        if row.failure and row.failure.kind:
            yield row.failure.kind


def test_the_model_uses_only_known_kinds() -> None:
    assert set(kinds_in_model()) <= KINDS.keys()


def test_transitions_is_quiet() -> None:
    import logging

    assert "transitions" in sys.modules
    assert not logging.getLogger("transitions.core").isEnabledFor(logging.INFO)
