"""Over the whole corpus, and what becomes of it when it is damaged: the verdict is that of the readers."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_conformance.explain import Explanation, Weight, explain
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases
from m2m_ref.algorithm import Encoding
from m2m_ref.codec import frame
from m2m_ref.codec.frame import Mode
from m2m_ref.codec.tokenizer import available
from m2m_ref.error import M2MError
from tests.explain.agreement import Explain, hold, hold_spans, hold_verdict
from tests.fuzz import corpus, edit, layer
from tests.fuzz.frame import KEYS, sealed_as
from tests.fuzz.reader import READERS
from tests.fuzz.verdict import decoded

EXAMPLES = settings(
    max_examples=300, deadline=None, database=None, derandomize=True, report_multiple_bugs=False
)
AREAS = ["brotli", "engine", "frame", "limit", "security", "token"]

by_area = pytest.mark.parametrize("area", AREAS)


class Read(NamedTuple):
    """A step that reads a literal wire: the case's id and label and profile, and the step."""

    name: str
    profile: str
    binary: bool
    params: dict[str, Any]
    expect: dict[str, Any]

    @property
    def wire(self) -> str:
        return str(self.params["wire"])

    @property
    def kinds(self) -> set[str]:
        """The errors that will do."""
        error = self.expect.get("error", [])
        return {error} if isinstance(error, str) else set(error)


@cache
def reads() -> tuple[Read, ...]:
    missing = set() if available(Encoding.LLAMA_BPE) else {"llama"}
    cases = load_cases(vectors_path(), load_requirements())
    return tuple(
        Read(f"{case.id}, {step.label}", case.profile, step.call.endswith("binary"), step.params, step.expect)
        for case in cases
        if not missing & case.needs and not case.without - missing
        for step in case.steps
        if step.call in ("engine.decompress", "engine.decompress_binary") and step.fill is None
    )


def of(area: str) -> list[Read]:
    return [each for each in reads() if each.name.startswith(f"{area}/")]


def test_there_are_many_such_wires() -> None:
    assert len(reads()) > 250
    assert len([each for each in reads() if each.kinds]) > 100
    assert all(map(of, AREAS))


@by_area
def test_every_wire_of_the_vectors_has_faults_if_and_only_if_it_is_refused(area: str) -> None:
    """By what the vector says, not by the reference; strict cases count strict findings as well."""
    for each in of(area):
        found = explain(each.wire, binary=each.binary)
        refused = bool(found.faults or (each.profile == "strict" and found.of(Weight.STRICT)))
        if "key" in each.params:
            assert "value" not in each.expect or not refused, each.name
        elif each.kinds & {"crypto", "tokenizer"}:
            assert found.of(Weight.UNCHECKED) or refused, each.name
        elif not ("value" in each.expect and each.kinds):
            assert refused == bool(each.kinds), f"{each.name}: {found.verdict}"


@by_area
def test_every_wire_of_the_vectors_is_explained_in_full(area: str) -> None:
    for each in of(area):
        try:
            hold(each.wire, binary=each.binary)
        except AssertionError as error:
            pytest.fail(f"{each.name}: {error}")


def test_every_secured_wire_says_what_was_not_checked() -> None:
    secured = [each for each in reads() if "key" in each.params and "value" in each.expect]
    assert len(secured) > 10
    for each in secured:
        assert explain(each.wire).of(Weight.UNCHECKED), each.name


# Damaged wires. Each in the form it has, outside or inside its layers.


def damage(name: str, check: Callable[[bytes], None]) -> None:
    reader, words = READERS[name], corpus.words()

    @EXAMPLES
    @given(st.sampled_from(list(reader.corpus())), st.randoms(use_true_random=False))
    def holds(data: bytes, random: Random) -> None:
        check(layer.mutate(data, reader.layers, random, lambda inner: edit.edit(inner, random, words)))

    holds()


def as_text(data: bytes) -> None:
    hold(decoded(data))


def as_frame(data: bytes) -> None:
    hold(frame.PREFIX + base64.b64encode(data).decode())


def as_binary(data: bytes) -> None:
    hold(base64.b64encode(data).decode(), binary=True)


@pytest.mark.parametrize(
    ("name", "check"),
    [
        ("text-core", as_text),
        ("m2m-core", lambda data: hold(frame.PREFIX + decoded(data))),
        ("tokennative-core", lambda data: hold("#TK|" + decoded(data))),
        ("brotli-core", lambda data: hold("#M2M[v3.0]|DATA:" + decoded(data))),
        ("frame-core", as_frame),
        ("binary-core", as_binary),
        ("tokennative-binary", as_binary),
    ],
)
def test_damaged_wires_are_explained_in_full(name: str, check: Callable[[bytes], None]) -> None:
    damage(name, check)


@pytest.mark.parametrize("mode", Mode)
def test_what_is_under_a_seal_is_judged_as_with_the_key(mode: Mode) -> None:
    """With HMAC all but the tag itself; with AEAD at least nothing that is read is called broken."""

    def check(data: bytes) -> None:
        sealed = sealed_as(data, KEYS[mode])
        wire = frame.PREFIX + base64.b64encode(sealed).decode()
        found = explain(wire)
        hold_spans(found, wire, False)
        try:
            content = frame.read(sealed, key=KEYS[mode])
            content.decode()
        except (M2MError, UnicodeDecodeError):
            assert found.faults or mode is Mode.AEAD
        else:
            assert not found.faults, found.verdict
            assert found.content == (None if mode is Mode.AEAD else content)

    damage("frame-core", check)


@EXAMPLES
@given(
    st.text(max_size=60)
    | st.builds(
        "".join,
        st.lists(st.sampled_from("#M2MTK|1[v3.0]DATA:ACL=\n-_/")),
    )
)
def test_any_text_is_explained(text: str) -> None:
    for wire in (text, *(prefix + text for prefix in ("#M2M|1|", "#TK|", "#TK|C|", "#M2M[v3.0]|DATA:"))):
        hold(wire)


@EXAMPLES
@given(st.text(st.characters(), max_size=20))
def test_texts_that_are_no_unicode_are_explained(text: str) -> None:
    hold(text + "\ud800")
    hold("#TK|" + text + "\udfff")


# Each of these checks sees what it is there for.


def without_faults(wire: str, *, binary: bool = False) -> Explanation:
    found = explain(wire, binary=binary)
    return replace(found, findings=tuple(each for each in found.findings if each not in found.faults))


def without_a_span(wire: str, *, binary: bool = False) -> Explanation:
    found = explain(wire, binary=binary)
    return replace(found, spans=found.spans[:-2] + found.spans[-1:])


def with_a_span_twice(wire: str, *, binary: bool = False) -> Explanation:
    found = explain(wire, binary=binary)
    return replace(found, spans=(*found.spans, found.spans[-1]))


def with_other_content(wire: str, *, binary: bool = False) -> Explanation:
    return replace(explain(wire, binary=binary), content=b"x")


SOUND = frame.PREFIX + base64.b64encode(frame.write(b'{"model":"o1","messages":[]}')).decode()
BENT = frame.PREFIX + base64.b64encode(frame.write(b'{"model":"o1","messages":[]}')[:-1] + b"]").decode()


@pytest.mark.parametrize(
    ("wire", "by"),
    [
        (BENT, without_faults),
        (SOUND, without_a_span),
        (SOUND, with_a_span_twice),
        (SOUND, with_other_content),
        (SOUND, lambda wire, *, binary=False: replace(explain(BENT), spans=explain(wire).spans)),
    ],
)
def test_a_wrong_explanation_is_seen(wire: str, by: Explain) -> None:
    hold(wire)
    with pytest.raises(AssertionError):
        hold(wire, by=by)


def test_damage_that_is_not_seen_would_be_found() -> None:
    def check(data: bytes) -> None:
        wire = frame.PREFIX + base64.b64encode(data).decode()
        hold_verdict(without_faults(wire), wire, False)

    with pytest.raises(AssertionError, match="refuses"):
        damage("frame-core", check)
