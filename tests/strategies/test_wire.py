"""Sound wires: both readers find their content, whoever wrote them."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import isnan
from types import ModuleType

import pytest

from m2m_conformance.strategies import Wire, wires
from m2m_conformance.strategies.anatomy import Frame
from m2m_conformance.strategies.breaker.armour import bad_base64
from m2m_ref import Algorithm, CodecEngine, Encoding, FrameKey, M2MError, Mode, Profile, inspect
from m2m_ref.codec.frame.table import table
from tests.oracle import secured, strict, token_text, wire
from tests.oracle.text import unpack
from tests.strategies.run import examples, pool, reached

COUNTS = {"m2m": 300, "tokennative": 200, "brotli": 150, "none": 100}
SPECIAL = re.compile(r"<\|(endoftext|endofprompt)\|>")  # in both vocabularies, with ids from 100,257 on
WIRES = {name: wires(algorithm=name) for name in COUNTS}
ORACLES = {Profile.CORE: wire, Profile.STRICT: strict}
SECRET = bytes(range(32))
KEYS = [FrameKey(mode, SECRET) for mode in Mode]


def drawn(algorithm: str) -> tuple[Wire, ...]:
    """As many examples as it takes to come upon all edges."""
    return pool(WIRES[algorithm], COUNTS[algorithm])


def written(found: Wire) -> str:
    """What our own writer makes of the content."""
    engine = CodecEngine(encoding=found.encoding or Encoding.CL100K_BASE)
    return engine.compress(found.content, found.algorithm).data


@pytest.mark.parametrize("profile", Profile)
def test_both_readers_find_the_content(profile: Profile) -> None:
    engine = CodecEngine(profile=profile)
    for each in (one for name in WIRES for one in drawn(name)[-100:]):
        assert engine.decompress(each.text) == each.content == ORACLES[profile].read(each.text)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_a_wire_is_of_the_algorithm_asked_for(algorithm: Algorithm) -> None:
    for each in examples(wires(algorithm=algorithm.value), 30):
        assert each.algorithm is algorithm
        assert wire.detect(each.text) == algorithm.value
        assert (each.encoding is None) == (algorithm is not Algorithm.TOKEN_NATIVE)


@pytest.mark.parametrize("key", KEYS, ids=[key.mode.value for key in KEYS])
@pytest.mark.parametrize("oracle", ORACLES.values())
def test_both_readers_open_a_secured_frame(key: FrameKey, oracle: ModuleType) -> None:
    given = {"mode": key.mode.value, "secret": key.secret.hex()}
    for each in examples(wires(key=key), 40):
        assert CodecEngine(key=key).decompress(each.text) == each.content
        assert secured.read(each.text, given, oracle) == each.content


@pytest.mark.parametrize("algorithm", [each for each in Algorithm if each is not Algorithm.NONE])
def test_wires_are_both_our_writers_and_others(algorithm: Algorithm) -> None:
    ours = [each.text == written(each) for each in drawn(algorithm.value)[-100:]]
    assert 15 < sum(ours) < 85


def ids(found: Wire) -> list[int]:
    """The token ids of TokenNative."""
    return token_text.ids_of(unpack(found.text.split("|")[2]))


def parts(found: Wire) -> Frame:
    return Frame.of(found.text)


def padded(frame: Frame) -> bool:
    return any(data.endswith(b"\x80\0") for name, data in frame.fields if name in ("hint", "prompt", "count"))


FRAMES: dict[str, Callable[[Wire], object]] = {
    "no cost": lambda found: parts(found).names == ("model", "count", "roles", "hint"),
    "extensions": lambda found: "extensions" in parts(found).names,
    "bit 25 alone": lambda found: (
        parts(found).flags & table().extensions and "extensions" not in parts(found).names
    ),
    "an opaque header": lambda found: parts(found).schema == 0xFE and parts(found).variable,
    "an empty header": lambda found: parts(found).header_len == 20,
    "an unknown schema": lambda found: parts(found).schema not in table().schema_names,
    "embeddings": lambda found: parts(found).schema == 4,
    "an error": lambda found: parts(found).schema == 0x10,
    "little, compressed": lambda found: len(found.content) < 90 and parts(found).flags & table().compressed,
    "much, not compressed": lambda found: (
        len(found.content) > 110 and not parts(found).flags & table().compressed
    ),
    "reserved bytes": lambda found: parts(found).reserved.strip(b"\0"),
    "bits without a meaning": lambda found: parts(found).flags & 0xFF0000,
    "a padded varint": lambda found: padded(parts(found)),
    "a cost that is none": lambda found: isnan(getattr(inspect(found.text).variable, "cost", None) or 0.0),
    "a hint beyond 32 bits": lambda found: getattr(inspect(found.text).variable, "content_hint", 0) >= 2**32,
    "a limit that no writer writes": lambda found: (
        (getattr(inspect(found.text).variable, "max_tokens", 0) or 0) > 2**32 - 1
    ),
}


@pytest.mark.parametrize("edge", FRAMES)
def test_frames_reach(edge: str) -> None:
    found = reached(drawn("m2m"), FRAMES[edge])
    assert wire.read(found.text) == found.content


OTHERS: dict[str, tuple[str, Callable[[Wire], object]]] = {
    "an empty content": ("none", lambda found: found.text == ""),
    "cl100k": ("tokennative", lambda found: found.text.startswith("#TK|C|")),
    "o200k": ("tokennative", lambda found: found.text.startswith("#TK|O|")),
    "another split": (
        "tokennative",
        lambda found: len(found.text) > len(written(found)) and found.content.isascii(),
    ),
    "a special token spelled out": (
        "tokennative",
        lambda found: SPECIAL.search(found.content) and max(ids(found)) < 100_256,
    ),
    "nothing in Brotli": ("brotli", lambda found: found.content == "" and found.text != written(found)),
    "a longer stream": ("brotli", lambda found: len(found.text) > len(written(found)) + 20),
}


@pytest.mark.parametrize("edge", OTHERS)
def test_other_wires_reach(edge: str) -> None:
    algorithm, condition = OTHERS[edge]
    found = reached(drawn(algorithm), condition)
    assert wire.read(found.text) == found.content


@pytest.mark.parametrize("algorithm", ["m2m", "tokennative", "none"])
def test_core_reads_some_that_strict_refuses(algorithm: str) -> None:
    found = next(
        filter(lambda each: refused(each.text), examples(wires(algorithm=algorithm, profile="core"), 30))
    )
    assert CodecEngine().decompress(found.text) == found.content == wire.read(found.text)
    assert not any(refused(each.text) for each in examples(wires(algorithm=algorithm, profile="strict"), 30))


def refused(text: str) -> bool:
    try:
        CodecEngine(profile=Profile.STRICT).decompress(text)
    except M2MError:
        return True
    return False


def test_what_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(ValueError, match="no algorithm 'gzip'; there are none, m2m, tokennative, brotli"):
        wires(algorithm="gzip")
    with pytest.raises(ValueError, match="only m2m is secured"):
        wires(algorithm="brotli", key=KEYS[0])


def test_bad_base64_is_another_text() -> None:
    for text in ("", "QUJD", "QUI=", "+/+/QQ=="):
        assert all(each != text and why for each, why in examples(bad_base64(text), 60))
