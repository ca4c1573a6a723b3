"""Broken wires: refused by both readers, in the way that their flag says, and in no other."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given, settings

from m2m_conformance.strategies import BrokenWire, broken_flags, broken_wires
from m2m_conformance.strategies.breaker.table import BREAKERS
from m2m_ref import Algorithm, CodecEngine, FrameKey, M2MError, Mode, Profile
from tests.oracle import frame, secured, strict, wire
from tests.oracle.broken import Broken
from tests.oracle.case import CASES
from tests.oracle.case import FLAGS as FLAGS_OF
from tests.oracle.error import WireError
from tests.oracle.mend import is_mended
from tests.strategies.run import examples

ORACLES = {Profile.CORE: wire, Profile.STRICT: strict}
KEYS = [FrameKey(mode, bytes(range(32))) for mode in Mode]
FLAGS = [
    (algorithm, profile, flag)
    for algorithm in Algorithm
    for profile in Profile
    if (algorithm, profile) != (Algorithm.NONE, Profile.CORE)
    for flag in broken_flags(algorithm=algorithm, profile=profile)
]
SEALED = [(key, flag) for key in KEYS for flag in broken_flags(key=key)]
UNMENDABLE = {"truncated", "bad_brotli", "tampered", "no_key", "relabelled"}
"""What the mender puts right only if it knows the sound wire, or its key."""


def kind_of(text: str, engine: CodecEngine) -> str:
    """The error the reference ends with, or the empty text if it reads it."""
    try:
        engine.decompress(text)
    except M2MError as error:
        return error.kind
    return ""


def is_read(text: str, oracle: ModuleType, key: FrameKey | None) -> bool:
    """Whether the oracle reads it."""
    try:
        if key is None:
            oracle.read(text)
        else:
            secured.read(text, {"mode": key.mode.value, "secret": key.secret.hex()}, oracle)
    except WireError:
        return False
    return True


def hold(each: BrokenWire, engine: CodecEngine) -> None:
    """Both readers refuse the wire, and take its sound neighbour."""
    oracle = ORACLES[engine.profile]
    assert kind_of(each.text, engine) == each.kind, each
    assert not is_read(each.text, oracle, engine.key), each
    assert engine.decompress(each.sound.text) == each.sound.content
    assert is_read(each.sound.text, oracle, engine.key)


@pytest.mark.parametrize(
    ("algorithm", "profile", "flag"), FLAGS, ids=lambda each: getattr(each, "value", each)
)
def test_both_readers_refuse_it_and_take_its_neighbour(
    algorithm: Algorithm, profile: Profile, flag: str
) -> None:
    strategy = broken_wires(algorithm=algorithm, profile=profile, flags=[flag])
    for each in examples(strategy, 8):
        assert each.flag == flag
        assert each.why
        hold(each, CodecEngine(profile=profile))


@pytest.mark.parametrize(
    ("key", "flag"), SEALED, ids=lambda each: each.mode.value if isinstance(each, FrameKey) else each
)
def test_both_readers_with_a_key_refuse_it(key: FrameKey, flag: str) -> None:
    for each in examples(broken_wires(key=key, flags=[flag]), 8):
        hold(each, CodecEngine(key=key))
        assert each.kinds[0] == "crypto"


@pytest.mark.parametrize(
    ("algorithm", "profile", "flag"),
    [each for each in FLAGS if each[2] not in UNMENDABLE],
    ids=lambda each: getattr(each, "value", each),
)
def test_it_is_broken_in_this_way_only(algorithm: Algorithm, profile: Profile, flag: str) -> None:
    # A lost bar is mended with an id that strict would refuse.
    lax = profile is Profile.CORE or flag == "missing_data"
    name = "any/core/wire" if lax else "any/strict-any/wire"
    for each in examples(broken_wires(algorithm=algorithm, profile=profile, flags=[flag]), 3):
        if "message count" in each.why or (flag == "missing_id" and each.text.startswith("#TK||")):
            continue  # the mender takes no other count than 0, and no other id than C
        assert is_mended(Broken(name, "engine.decompress", {"wire": each.text}, (flag,)), flag), each


def test_all_flags_come_up_by_themselves() -> None:
    found = {each.flag for each in examples(broken_wires(profile="strict"), 400)}
    assert found == set(broken_flags(profile="strict"))


def test_every_breaker_is_in_one_of_the_tables() -> None:
    tables = {each for _, _, each in FLAGS} | {each for _, each in SEALED}
    assert tables == {each.flag for each in BREAKERS}


def vector_flags() -> dict[str, str]:
    """All flags of cases in which a text is read and refused, and a case."""
    found: dict[str, str] = {}
    for name, (_, steps) in CASES.items():
        if any(step["call"] == "engine.decompress" and "value" not in step["expect"] for step in steps):
            found |= dict.fromkeys(FLAGS_OF[name], name)
    return found


def test_the_flags_are_those_of_the_vectors() -> None:
    ours, theirs = {each.flag for each in BREAKERS}, vector_flags()
    assert ours - theirs.keys() == set()
    # What is left needs 16 MiB, a key that is none, another vocabulary, or is about what is handed out.
    others = {"bomb", "short_secret", "no_vocabulary", "part"}
    assert {flag: case for flag, case in theirs.items() if flag not in ours | others} == {}


@settings(max_examples=50, deadline=None, database=None)
@given(broken_wires(profile="strict"))
def test_they_serve_as_hypothesis_has_it(each: BrokenWire) -> None:
    hold(each, CodecEngine(profile=Profile.STRICT))


def test_only_security_leaves_the_kind_open() -> None:
    for each in examples(broken_wires(), 100):
        assert each.kinds == ((each.kind, "decompression") if each.kind == "crypto" else (each.kind,))


def test_a_reader_that_does_not_check_the_checksum_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    found = examples(broken_wires(algorithm="m2m", flags=["bad_crc"]), 20)
    monkeypatch.setattr("zlib.crc32", lambda data: AnyNumber())
    assert all(is_read(each.text, wire, None) for each in found)


class AnyNumber(int):
    """Equal to every number."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False


def test_a_reader_that_passes_over_left_bytes_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frame, "check_variable", lambda data, schema, flags: None)
    for flag in ("header_underrun", "header_overrun", "count_mismatch", "overlong_varint", "cut_varint"):
        found = examples(broken_wires(algorithm="m2m", flags=[flag]), 12)
        assert any(is_read(each.text, wire, None) for each in found), flag


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing in none can be broken in the core profile"):
        broken_wires(algorithm="none")
    with pytest.raises(ValueError, match="no flag 'legacy' here; there are bad_base64, "):
        broken_wires(flags=["legacy"])
    with pytest.raises(ValueError, match="no profile 'lax'"):
        broken_flags(profile="lax")
