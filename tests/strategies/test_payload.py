"""Capabilities and payloads reach their edges, and are read as what they are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from m2m_conformance.strategies import capabilities, closes, data, empties, payloads, rejections
from m2m_ref import (
    Algorithm,
    Capabilities,
    Close,
    CodecEngine,
    Data,
    Empty,
    Profile,
    Rejection,
    RejectionCode,
)
from m2m_ref.capability import U64_MAX, float32
from m2m_ref.payload import CloseReason, read_payload
from tests.oracle.price import f32
from tests.strategies.run import examples, pool, reached

PEERS, CARRIED = capabilities(), data()

CAPABILITIES: dict[str, Callable[[Capabilities], object]] = {
    "compatible": lambda found: found.version != "3.0" and found.is_compatible(Capabilities()),
    "not compatible": lambda found: not found.is_compatible(Capabilities()),
    "no algorithms": lambda found: found.compression.algorithms == (),
    "all algorithms": lambda found: set(found.compression.algorithms) == set(Algorithm),
    "an algorithm twice": lambda found: (
        len(set(found.compression.algorithms)) < len(found.compression.algorithms)
    ),
    "no encodings": lambda found: found.compression.encodings == (),
    "an encoding twice": lambda found: (
        len(set(found.compression.encodings)) < len(found.compression.encodings)
    ),
    "a preferred encoding that is not listed": lambda found: (
        found.compression.preferred_encoding not in found.compression.encodings
    ),
    "no limit": lambda found: found.compression.max_payload == 0,
    "a small limit": lambda found: 0 < found.compression.max_payload < 100,
    "the largest limit": lambda found: found.compression.max_payload == U64_MAX,
    "extensions": lambda found: found.extensions,
    "a model": lambda found: found.security.model_version,
    "a threshold above 1": lambda found: found.security.block_threshold > 1,
    "no id": lambda found: found.agent_id == "",
}


@pytest.mark.parametrize("edge", CAPABILITIES)
def test_capabilities_reach(edge: str) -> None:
    reached(pool(PEERS), CAPABILITIES[edge])


def test_thresholds_are_the_same_in_32_bits() -> None:
    thresholds = {each.security.block_threshold for each in pool(PEERS)}
    assert len(thresholds) > 10
    assert all(f32(each) == each == float32(each) for each in thresholds)


def test_capabilities_are_written_and_read_the_same() -> None:
    for each in pool(PEERS):
        assert read_payload(msgspec.to_builtins(each)) == each


@pytest.mark.parametrize("profile", Profile)
def test_payloads_are_read_as_what_they_are(profile: Profile) -> None:
    found = examples(payloads(profile=profile), 100)
    for each in found:
        assert read_payload(msgspec.to_builtins(each), profile) == each
    shapes = {Capabilities, Rejection, Data, Empty} | ({Close} if profile is Profile.STRICT else set())
    assert {type(each) for each in found} == shapes


def test_each_rejection_code_is_the_profiles() -> None:
    core, strict = ({each.code for each in examples(rejections(profile=p), 100)} for p in ("core", "strict"))
    assert strict == set(RejectionCode)
    assert strict - core == {RejectionCode.SERVER_BUSY}


def test_each_close_reason_comes_with_and_without_a_message() -> None:
    found = examples(closes(), 150)
    assert {each.reason for each in found if each.message is None} == set(CloseReason)
    assert {each.reason for each in found if each.message} == set(CloseReason)


DATA: dict[str, Callable[[Data], Any]] = {
    "none": lambda found: found.algorithm is Algorithm.NONE,
    "m2m": lambda found: found.algorithm is Algorithm.M2M and found.content.startswith("#M2M|1|"),
    "no size": lambda found: found.original_size is None,
    "the largest size": lambda found: found.original_size == U64_MAX,
    "no status": lambda found: found.security_status is None,
    "a status": lambda found: found.security_status and found.security_status.threat_type is None,
    "a whole status": lambda found: found.security_status and found.security_status.confidence is not None,
}


@pytest.mark.parametrize("edge", DATA)
def test_data_reaches(edge: str) -> None:
    reached(pool(CARRIED, 250), DATA[edge])


def test_data_is_labelled_as_what_it_is() -> None:
    for each in pool(CARRIED, 250)[-100:]:
        engine = CodecEngine(profile=Profile.STRICT)
        content = engine.decompress(each.content)
        assert engine.compress("{}", each.algorithm).data[:4] == each.content[:4] or each.content == content


def test_there_is_one_empty_payload() -> None:
    assert examples(empties(), 5) == [Empty()]
