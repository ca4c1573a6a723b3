"""Every wire in the vectors, confirmed by the oracle (tests/oracle), which shares nothing with m2m_ref."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.oracle import frame, header, token_text, wire
from tests.oracle.error import WireError
from tests.oracle.price import cost
from tests.oracle.text import pack, unpack

ROOT = Path(__file__).parent.parent / "vectors"
AREAS = ("engine", "frame", "token", "brotli", "security", "limit")
FILES = [file for area in AREAS for file in sorted((ROOT / area).glob("*.yaml"))]
PREFIX_OF = {"none": "", "m2m": "#M2M|1|", "tokennative": "#TK|", "brotli": "#M2M[v3.0]|DATA:"}


def resolve(value: Any, names: dict[str, Any]) -> Any:
    """`value` with $name and $name.key in place, as far as the wire vectors use them."""
    if isinstance(value, dict) and "$concat" in value:
        pairs = (part if isinstance(part, list) else (1, part) for part in value["$concat"])
        return "".join(count * resolve(text, names) for count, text in pairs)
    if isinstance(value, dict):
        return {key: resolve(item, names) for key, item in value.items()}
    if isinstance(value, str) and value.startswith("$"):
        name, _, key = value[1:].partition(".")
        return names[name][key] if key else resolve(names[name], names)
    return value


def read_cases() -> Iterator[tuple[str, dict[str, Any], list[dict[str, Any]]]]:
    for file in FILES:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        for case in document["cases"]:
            yield f"{file.parent.name}/{file.stem}/{case['name']}", document.get("define", {}), case["steps"]


CASES = {name: (define, steps) for name, define, steps in read_cases()}


def matches(pattern: Any, value: Any) -> bool:
    """The few patterns that wire vectors use; anything else is an error of this test."""
    if not isinstance(pattern, dict):
        return type(pattern) is type(value) and bool(pattern == value)
    ((word, wanted),) = pattern.items()
    if word == "$starts":
        return bool(value.startswith(wanted))
    assert word == "$below", word
    return bool(value < wanted)


def written(given: dict[str, Any]) -> dict[str, Any]:
    """What compress has to return, by the oracle."""
    content, algorithm = given["content"], given["algorithm"]
    text = wire.build(content, algorithm, given.get("encoding", "Cl100kBase"))
    return {
        "wire": text,
        "algorithm": algorithm,
        "original_bytes": len(content.encode()),
        "compressed_bytes": len(text.encode()),
    }


def is_settled(given: dict[str, Any]) -> bool:
    """Whether the wire of this content is one exact text, and does not hang on a Brotli encoder."""
    if given["algorithm"] == "m2m":
        return len(given["content"].encode()) < 100
    return bool(given["algorithm"] != "brotli")


def confirm_written(given: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    truth = written(given)
    for key, pattern in value.items():
        assert matches(pattern, truth[key]), f"{key}: {pattern} is not {truth[key]}"
    for key in ("wire", "compressed_bytes"):
        assert is_settled(given) or isinstance(value.get(key, {}), dict), f"{key} hangs on the encoder"
    wanted = value.get("wire", "")
    start = wanted["$starts"] if isinstance(wanted, dict) else ""
    assert start in ("", PREFIX_OF[given["algorithm"]], truth["wire"][:6]) or start == frame.known_start(
        given["content"]
    ), "the start is neither a prefix nor all of the header"
    return truth


def confirm_step(step: dict[str, Any], names: dict[str, Any]) -> None:
    """One step against the oracle; AssertionError where they differ."""
    given, expect = resolve(step["with"], names), resolve(step["expect"], names)
    if step["call"] == "engine.detect":
        assert wire.detect(given["wire"]) == expect["value"]
    elif "error" in expect and "value" not in expect:
        with pytest.raises(WireError):
            written(given) if step["call"] == "engine.compress" else wire.read(given["wire"])
    elif step["call"] == "engine.compress":
        result = confirm_written(given, expect["value"])
        names.update({step["save"]: result} if "save" in step else {})
    else:
        assert step["call"] == "engine.decompress", step["call"]
        assert matches(expect["value"], wire.read(given["wire"]))


def confirm(define: dict[str, Any], steps: list[dict[str, Any]]) -> int:
    """How many steps the oracle confirmed: all of them, or it raises."""
    names = dict(define)
    for step in steps:
        confirm_step(step, names)
    return len(steps)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_oracle_confirms_every_step_of(file: Path) -> None:
    prefix = f"{file.parent.name}/{file.stem}/"
    confirmed = 0
    for name, (define, steps) in CASES.items():
        if name.startswith(prefix):
            try:
                confirmed += confirm(define, steps)
            except (AssertionError, WireError, pytest.fail.Exception) as error:
                pytest.fail(f"{name}: {error!r}")
    calls = re.findall(r"^ +- call: engine\.", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert confirmed == len(calls) > 0


def test_the_vectors_are_there() -> None:
    """An empty or a moved folder must not look like success."""
    assert {file.parent.name for file in FILES} == set(AREAS)
    assert len(CASES) >= 550


def altered(name: str, alter: Any) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    define, steps = deepcopy(CASES[name])
    names = {key: value for key, value in define.items() if isinstance(value, str)}
    first = steps[0]
    first["with"], first["expect"] = resolve(first["with"], names), resolve(first["expect"], names)
    alter(first)
    return define, steps


EXACT = [
    name
    for name, (define, steps) in CASES.items()
    if name.startswith("frame/") and isinstance(resolve(steps[0]["expect"], define).get("value"), dict)
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
        step["with"]["wire"] = frame.build('{"model":"o1","messages":[]}')

    names = [name for name in REFUSED if name.startswith(area)]
    assert names
    for name in names:
        with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
            confirm(*altered(name, mend))


@pytest.mark.parametrize(
    "name", ["frame/read/request", "token/read/japanese-o", "brotli/read/by-hand", "engine/none/read-empty"]
)
def test_another_content_is_seen(name: str) -> None:
    def change(step: dict[str, Any]) -> None:
        step["expect"]["value"] += " "

    with pytest.raises(AssertionError):
        confirm(*altered(name, change))


def test_every_malformed_wire_is_another_one() -> None:
    wires = [resolve(CASES[name][1][0]["with"], CASES[name][0])["wire"] for name in REFUSED]
    assert len(set(wires)) == len(wires)


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
