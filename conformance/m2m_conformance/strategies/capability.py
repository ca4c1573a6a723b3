"""Capabilities, as a peer tells them in HELLO and ACCEPT."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.option import profile_of
from m2m_conformance.strategies.text import words
from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.capability import PROTOCOL_VERSION, U64_MAX, Capabilities, CompressionCaps, SecurityCaps
from m2m_ref.profile import Profile

VERSIONS = (
    PROTOCOL_VERSION,
    "3",
    "3.",
    "3.9",
    "3.0.1",
    "4.0",
    "2.9",
    "30.0",
    "03.0",
    " 3.0",
    "",
    ".5",
    "\uff13.0",
)
"""The first five are compatible with the protocol's; the others are not."""

_PAYLOADS = (0, 1, 64, 100, 1024, 2**31, 2**53 + 1, U64_MAX)
_THRESHOLDS = (0.0, 1.0, -1.0, 2.5, 1024.0)


def capabilities(*, profile: Profile | str = "core") -> st.SearchStrategy[Capabilities]:
    """What a peer says of itself, the same in both profiles.

    Versions that are compatible with 3.0 and not; lists of none to four algorithms and encodings, with and
    without repetition; a payload limit of 0, small or huge; extensions; security with a threshold that is
    exactly a 32-bit float. Every value can be written and read again. Never an id that is made up by itself:
    all of it is drawn.
    """
    profile_of(profile)
    return st.builds(
        Capabilities,
        version=either(st.just(PROTOCOL_VERSION), st.sampled_from(VERSIONS)),
        agent_id=agent_ids(),
        agent_type=either(st.sampled_from(["travel-planner", "m2m-ref"]), words()),
        compression=_compressions(),
        security=_securities(),
        extensions=st.dictionaries(words(), words(), max_size=3),
    )


@cache
def agent_ids() -> st.SearchStrategy[str]:
    """UUIDs of version 4, as writers make them, and other texts, which readers take too."""
    return either(st.uuids(version=4).map(str), st.sampled_from(["agent-1", ""]), words())


@cache
def thresholds() -> st.SearchStrategy[float]:
    """Numbers that are exact in 32 bits, so that no reader rounds them: 64ths, and some outside 0 to 1."""
    return either(st.integers(0, 64).map(lambda part: part / 64), st.sampled_from(_THRESHOLDS))


def _compressions() -> st.SearchStrategy[CompressionCaps]:
    return st.builds(
        CompressionCaps,
        algorithms=either(
            *(st.lists(st.sampled_from(Algorithm), max_size=4, unique=u) for u in (True, False))
        ),
        max_payload=either(st.sampled_from(_PAYLOADS), st.integers(0, 4096)),
        streaming=st.booleans(),
        ml_routing=st.booleans(),
        encodings=either(*(st.lists(st.sampled_from(Encoding), max_size=4, unique=u) for u in (True, False))),
        preferred_encoding=st.sampled_from(Encoding),
    )


def _securities() -> st.SearchStrategy[SecurityCaps]:
    return st.builds(
        SecurityCaps,
        threat_detection=st.booleans(),
        model_version=either(st.none(), words()),
        blocking_mode=st.booleans(),
        block_threshold=thresholds(),
    )
