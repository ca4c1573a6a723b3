"""Every wire in the vectors, confirmed by the oracle (tests/oracle), which shares nothing with m2m_ref.

Files named strict-* are confirmed by its strict half, the others by that for core.
"""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from m2m_conformance.requirement import load_requirements
from m2m_conformance.vector import load_cases
from tests.oracle import choice, frame, header, key, look, token_text, wire
from tests.oracle.call import done
from tests.oracle.case import AREAS, CASES, FILES, ROOT, confirm, oracle_of, resolve
from tests.oracle.error import WireError
from tests.oracle.price import cost
from tests.oracle.text import pack, unpack


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_oracle_confirms_every_step_of(file: Path) -> None:
    prefix = f"{file.parent.name}/{file.stem}/"
    confirmed = 0
    for name, (define, steps) in CASES.items():
        if name.startswith(prefix):
            try:
                confirmed += confirm(define, steps, oracle_of(name))
            except (AssertionError, WireError) as error:
                pytest.fail(f"{name}: {error!r}")
    calls = re.findall(r"^ +- call: [a-z]+[.]", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert confirmed == len(calls) > 0


def test_the_vectors_are_there() -> None:
    """An empty or a moved folder must not look like success."""
    assert {file.parent.name for file in FILES} == set(AREAS)
    assert len(CASES) >= 1000


def altered(name: str, alter: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    define, steps = deepcopy(CASES[name])
    first = steps[0]
    first["with"], first["expect"] = resolve(first["with"], define), resolve(first["expect"], define)
    alter(first)
    return define, steps


EXACT = [
    name
    for name, (define, steps) in CASES.items()
    if name.startswith("frame/") and steps[0]["call"] == "engine.compress"
    if isinstance(resolve(steps[0]["expect"], define).get("value"), dict)
    if isinstance(resolve(steps[0]["expect"], define)["value"]["wire"], str)
]


@pytest.mark.parametrize("name", EXACT[::12])
def test_a_wrong_byte_anywhere_in_a_frame_is_seen(name: str) -> None:
    whole = resolve(CASES[name][1][0]["expect"], CASES[name][0])["value"]["wire"]
    data = unpack(whole[7:])
    assert confirm(*altered(name, lambda step: None)) > 0
    for at in range(len(data)):
        bent = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

        def bend(step: dict[str, Any], text: str = frame.PREFIX + pack(bent)) -> None:
            step["expect"]["value"]["wire"] = text

        with pytest.raises(AssertionError):
            confirm(*altered(name, bend))


@pytest.mark.parametrize("name", ["frame/role/user-assistant", "frame/role/four", "frame/role/five"])
def test_two_swapped_roles_are_seen(name: str) -> None:
    def swap(step: dict[str, Any]) -> None:
        one, other = '{"role":"user"}', '{"role":"assistant"}'
        text = step["with"]["content"].replace(one, "@", 1).replace(other, one, 1).replace("@", other, 1)
        assert text != step["with"]["content"]
        step["with"]["content"] = text

    with pytest.raises(AssertionError):
        confirm(*altered(name, swap))


REFUSED = [
    name
    for name, (_, steps) in CASES.items()
    if steps[0]["call"] == "engine.decompress" and "error" in steps[0]["expect"]
]


@pytest.mark.parametrize("area", ["frame", "token", "brotli", "security", "limit"])
def test_a_sound_wire_among_the_malformed_is_seen(area: str) -> None:
    def mend(step: dict[str, Any]) -> None:
        step["with"] = {"wire": frame.build('{"model":"o1","messages":[]}')}

    names = [name for name in REFUSED if name.startswith(area)]
    assert names
    for name in names:
        with pytest.raises(AssertionError, match="does not refuse"):
            confirm(*altered(name, mend), oracle_of(name))


@pytest.mark.parametrize(
    "name", ["frame/read/request", "token/read/japanese-o", "brotli/read/by-hand", "engine/none/read-empty"]
)
def test_another_content_is_seen(name: str) -> None:
    def change(step: dict[str, Any]) -> None:
        step["expect"]["value"] += " "

    with pytest.raises(AssertionError):
        confirm(*altered(name, change))


STRICTER = [
    name for name in REFUSED if name.split("/")[1] in ("strict-payload", "strict-id", "strict-legacy")
]


@pytest.mark.parametrize("name", STRICTER)
def test_what_only_strict_refuses_is_sound_in_core(name: str) -> None:
    """So nothing else is wrong with it; but for no id at all, and an L without its vocabulary."""
    define, (step, *_) = CASES[name]
    if name in ("token/strict-id/empty", "token/strict-id/l-and-more"):
        with pytest.raises(WireError):
            done(step["call"], resolve(step["with"], define), wire)
    else:
        done(step["call"], resolve(step["with"], define), wire)


SOUND = {
    "engine.compress": {"content": "[]", "algorithm": "m2m", "key": {"mode": "hmac", "secret": "42" * 16}},
    "engine.compress_binary": {"content": "Hello", "algorithm": "tokennative"},
    "engine.decompress_binary": {"wire": "ALJN"},
    "frame.inspect": {"wire": frame.build("[]")},
    "key.derive": {"master": "42" * 16, "path": "m2m/v1/test-org"},
    "key.exchange": {"private": "42" * 32, "public": "09" + "00" * 31},
}


@pytest.mark.parametrize(
    ("call", "file"),
    [
        ("engine.compress", "security/secured"),
        ("engine.compress_binary", "engine/binary"),
        ("engine.decompress_binary", "engine/binary"),
        ("frame.inspect", "frame/inspect"),
        ("key.derive", "security/key"),
        ("key.exchange", "security/key"),
    ],
)
def test_sound_parameters_among_those_that_are_refused_are_seen(call: str, file: str) -> None:
    def mend(step: dict[str, Any]) -> None:
        step["with"] = SOUND[call]

    names = [name for name in refused(call) if name.startswith(file)]
    assert names
    for name in names:
        with pytest.raises(AssertionError, match="does not refuse"):
            confirm(*altered(name, mend))


def refused(call: str) -> list[str]:
    return [
        name for name, (_, (step, *_)) in CASES.items() if step["call"] == call and "error" in step["expect"]
    ]


SEALED = [
    name for name in CASES if re.fullmatch("security/secured/(hmac|aead)-(request|response|opaque)", name)
]


@pytest.mark.parametrize("name", SEALED)
def test_a_changed_bit_anywhere_in_a_secured_frame_is_seen(name: str) -> None:
    """So the tampered frames of the vectors were sound before; bytes of header_len first."""
    data = unpack(resolve(CASES[name][1][0]["with"], CASES[name][0])["wire"][7:])
    for at in range(len(data)):
        bent = data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]

        def bend(step: dict[str, Any], text: str = frame.PREFIX + pack(bent)) -> None:
            step["with"]["wire"] = text

        with pytest.raises(WireError):
            confirm(*altered(name, bend))


@pytest.mark.parametrize("file", ["engine/choice", "engine/strict-choice", "engine/best"])
def test_another_choice_is_seen(file: str) -> None:
    names = [name for name in CASES if name.startswith(f"{file}/")]
    for name in names:
        for other in ("none", "m2m", "tokennative", "brotli"):

            def change(step: dict[str, Any], other: str = other) -> None:
                step["expect"]["value"] = {"algorithm": other}

            right = CASES[name][1][0]["expect"]["value"]["algorithm"]
            if other != right:
                with pytest.raises(AssertionError):
                    confirm(*altered(name, change))
    assert names


LOOKED = [
    name for name in CASES if name.startswith("frame/inspect/") and name not in refused("frame.inspect")
]

# What hangs on a length that is not base64 is left open.
OPEN = {"frame/inspect/base64-right-behind-headers": {"payload_length", "crc32", "truncated"}}


def test_every_field_of_a_header_is_asked_for_and_a_wrong_one_is_seen() -> None:
    for name in LOOKED:
        define, (step, *_) = CASES[name]
        fields = resolve(step["expect"], define)["value"]
        seen = set(look.look(resolve(step["with"], define)["wire"]))
        assert set(fields) == seen - OPEN.get(name, set())
        for field, value in fields.items():

            def change(step: dict[str, Any], field: str = field, value: Any = value) -> None:
                step["expect"]["value"][field] = 17 if value is None else [value]

            with pytest.raises(AssertionError):
                confirm(*altered(name, change))
    assert len(LOOKED) > 50


@pytest.mark.parametrize("name", ["published", "session", "master-100", "exchange", "exchange-rfc-2"])
def test_another_key_is_seen(name: str) -> None:
    def change(step: dict[str, Any]) -> None:
        value = step["expect"]["value"]
        step["expect"]["value"] = value[:-1] + ("1" if value[-1] == "0" else "0")

    with pytest.raises(AssertionError):
        confirm(*altered(f"security/key/{name}", change))


WRITTEN = [
    (name, at)
    for name, (_, steps) in CASES.items()
    for at, step in enumerate(steps)
    if step["call"].startswith("engine.compress") and "value" in step["expect"]
]


def test_every_wire_that_is_written_is_compared_whole_or_decoded() -> None:
    loose = []
    for name, at in WRITTEN:
        wanted = CASES[name][1][at]["expect"]["value"].get("wire", "missing")
        whole = (isinstance(wanted, str) and wanted != "missing") or "$concat" in wanted
        loose += [name] if not whole and "$decodes" not in wanted else []
    assert loose == ["limit/content/brotli-16-mib-and-one"]  # which nobody need read back
    assert len(WRITTEN) > 600


DECODED = [
    name for name, at in WRITTEN if at == 0 and "$decodes" in CASES[name][1][0]["expect"]["value"]["wire"]
]


@pytest.mark.parametrize("name", DECODED[::9])
def test_a_wire_that_need_not_decode_to_its_content_is_seen(name: str) -> None:
    def loosen(step: dict[str, Any]) -> None:
        del step["expect"]["value"]["wire"]["$decodes"]

    def change(step: dict[str, Any]) -> None:
        step["expect"]["value"]["wire"]["$decodes"] = "another"

    for alter in (loosen, change):
        with pytest.raises((AssertionError, WireError)):
            confirm(*altered(name, alter), oracle_of(name))


def test_a_case_with_a_key_needs_the_feature_of_its_mode() -> None:
    for case in load_cases(ROOT, load_requirements()):
        modes = {step.params["key"]["mode"] for step in case.steps if "key" in step.params}
        assert modes <= case.needs, case.id


def test_every_malformed_wire_is_another_one() -> None:
    given = [json.dumps(resolve(CASES[name][1][0]["with"], CASES[name][0])) for name in REFUSED]
    assert len(set(given)) == len(given)


# The oracle itself, against bytes and numbers worked out by hand.


def test_oracle_writes_the_header_worked_out_by_hand() -> None:
    content = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}],"max_tokens":300}'
    by_hand = "2400 01 00 40000000 000000000000000000000000 06 6770742d346f 01 01 05 ac02"
    assert header.header_of(content)[:-4] == bytes.fromhex(by_hand)


@pytest.mark.parametrize(
    ("model", "prompt", "completion", "expected"),
    [
        ("gpt-4o", 0, 400, "6f12833b"),  # 0.4 * 1.0 / 100 = 0.004 = 0x3b83126f
        ("gpt-4-turbo", 100_000, 0, "0000803f"),  # 100 * 1.0 / 100 = 1
        ("GPT-4", 0, 25_000, "0000c03f"),  # 25 * 6 / 100 = 1.5
        ("o3-mini-high", 0, 0, "00000000"),
        ("claude-3-haiku", 4_000_000, 0, "0000803f"),  # 4000 * 0.025 / 100 = 1
    ],
)
def test_oracle_works_out_the_cost(model: str, prompt: int, completion: int, expected: str) -> None:
    assert cost(model, prompt, completion).hex() == expected


def test_oracle_writes_tokens_worked_out_by_hand() -> None:
    """Hello is 9906 = 77 * 128 + 50: b2 4d; <|endoftext|> is 100257 = 6 * 16384 + 15 * 128 + 33: a1 8f 06."""
    assert token_text.build("Hello<|endoftext|>") == "#TK|C|" + pack(bytes.fromhex("b24da18f06"))


def test_oracle_derives_as_the_rfc_does() -> None:
    """RFC 5869, A.3, has no salt and no info; its first 32 bytes are the first block."""
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"
    assert key.hkdf(b"\x0b" * 22, b"").hex() == expected


def test_oracle_exchanges_as_the_rfc_does() -> None:
    """RFC 7748, 5.2, the first vector, and one round of the iteration."""
    scalar = "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"
    point = "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"
    expected = "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"
    assert key.x25519(bytes.fromhex(scalar), bytes.fromhex(point)).hex() == expected
    nine = b"\x09" + bytes(31)
    assert key.x25519(nine, nine).hex() == "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"


def test_oracle_counts_windows_by_hand() -> None:
    """abcabcabc: abca bcab cabc abca bcab cabc, three of six are repetitions; abcdabc: one of four."""
    assert choice.is_repetitive("abcabcabc")
    assert not choice.is_repetitive("abcdabc")
