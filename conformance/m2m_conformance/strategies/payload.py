"""What messages carry, one strategy for each shape."""

from __future__ import annotations

from hypothesis import strategies as st

from m2m_conformance.strategies.capability import capabilities, thresholds
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.option import profile_of
from m2m_conformance.strategies.text import sentences, words
from m2m_conformance.strategies.wire import wires
from m2m_ref.capability import U64_MAX
from m2m_ref.payload import (
    Close,
    CloseReason,
    Data,
    Empty,
    Payload,
    Rejection,
    RejectionCode,
    SecurityStatus,
)
from m2m_ref.profile import Profile, settings


def payloads(*, profile: Profile | str = "core") -> st.SearchStrategy[Payload]:
    """Any payload that the profile has, each shape as likely as the others."""
    shapes: list[st.SearchStrategy[Payload]] = [
        capabilities(profile=profile),
        rejections(profile=profile),
        data(profile=profile),
        empties(),
    ]
    if settings(profile_of(profile)).close_reasons:
        shapes.append(closes())
    return either(*shapes)


def rejections(*, profile: Profile | str = "core") -> st.SearchStrategy[Rejection]:
    """Every code of the profile, with any text. `SERVER_BUSY` is one in strict only."""
    foreign = {*settings(Profile.STRICT).rejection_codes} - {*settings(profile_of(profile)).rejection_codes}
    codes = [code for code in RejectionCode if code.value not in foreign]
    return st.builds(Rejection, st.sampled_from(codes), either(sentences(), words()))


def data(*, profile: Profile | str = "core") -> st.SearchStrategy[Data]:
    """Data that holds a sound wire (`wires`), labelled as what it is; the same in both profiles.

    The size is left out, that of the content, or another one from 0 to 2^64 - 1, which nobody looks at; the
    security status is left out, or there with and without its optional keys.
    """
    profile_of(profile)
    return wires().flatmap(
        lambda wire: st.builds(
            Data,
            st.just(wire.algorithm),
            st.just(wire.text),
            either(st.none(), st.just(len(wire.content.encode())), st.sampled_from([0, 2**53 + 1, U64_MAX])),
            either(st.none(), _statuses()),
        )
    )


def empties() -> st.SearchStrategy[Empty]:
    """The empty payload: there is only one."""
    return st.builds(Empty)


def closes() -> st.SearchStrategy[Close]:
    """The payload of a CLOSE with a reason, with and without a message. Only strict has it."""
    known = settings(Profile.STRICT).close_reasons
    reasons = [reason for reason in CloseReason if reason.value in known]
    return st.builds(Close, st.sampled_from(reasons), either(st.none(), words()))


def _statuses() -> st.SearchStrategy[SecurityStatus]:
    return st.builds(
        SecurityStatus,
        scanned=st.booleans(),
        safe=st.booleans(),
        threat_type=either(st.none(), words()),
        confidence=either(st.none(), thresholds()),
    )
