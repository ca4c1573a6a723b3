"""The cases of the wire vectors, each step held against the oracle."""

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from . import strict, wire
from .call import done, is_exact, is_length_exact, sure_start
from .error import WireError
from .text import LIMIT

ROOT = Path(__file__).parents[2] / "vectors"
AREAS = ("engine", "frame", "token", "brotli", "security", "limit")
FILES = [file for area in AREAS for file in sorted((ROOT / area).glob("*.yaml"))]
PREFIX_OF = {"none": "", "m2m": "#M2M|1|", "tokennative": "#TK|", "brotli": "#M2M[v3.0]|DATA:"}

DOCUMENTS = {
    f"{file.parent.name}/{file.stem}": yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for file in FILES
}

Names = dict[str, Any]
Step = dict[str, Any]


def resolve(value: Any, names: Names) -> Any:
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


def read_cases() -> Iterator[tuple[str, Names, list[Step]]]:
    """Id, definitions and steps of every case."""
    for prefix, document in DOCUMENTS.items():
        for case in document["cases"]:
            yield f"{prefix}/{case['name']}", document.get("define", {}), case["steps"]


def oracle_of(name: str) -> ModuleType:
    """The oracle for a case: strict for those of files that are strict."""
    return strict if name.split("/")[1].startswith("strict-") else wire


def matches(pattern: Any, value: Any) -> bool:
    """The few patterns that wire vectors use; any other is a KeyError."""
    if isinstance(pattern, float):
        return isinstance(value, float) and math.isclose(pattern, value, rel_tol=1e-6)
    if not isinstance(pattern, dict):
        return type(pattern) is type(value) and bool(pattern == value)
    if not any(key.startswith("$") for key in pattern):
        return all(key in value and matches(item, value[key]) for key, item in pattern.items())
    return all(FORMS[word](wanted, value) for word, wanted in pattern.items())


def decodes(wanted: Any, value: Any) -> bool:
    """Whether the strict oracle reads just this in a wire; what strict reads, everybody reads."""
    how = wanted if isinstance(wanted, dict) else {"content": wanted}
    call = "engine.decompress_binary" if how.get("binary") else "engine.decompress"
    given = {"wire": value, **({"key": how["key"]} if "key" in how else {})}
    return bool(done(call, given, strict) == how["content"])


FORMS: dict[str, Callable[[Any, Any], bool]] = {
    "$starts": lambda wanted, value: value.startswith(wanted),
    "$not": lambda wanted, value: not matches(wanted, value),
    "$below": lambda wanted, value: value < wanted,
    "$decodes": decodes,
}


def how_to_read(call: str, given: Names) -> Any:
    """What `$decodes` has to say of what a call writes."""
    binary = {"binary": True} if call == "engine.compress_binary" else {}
    key = {"key": given["key"]} if "key" in given else {}
    return {"content": given["content"], **key, **binary} if binary or key else given["content"]


def confirm_written(call: str, given: Names, value: Names, truth: Names) -> None:
    """What a call has to write; and that it is asked for all that every right encoder does, and no more."""
    for key, pattern in value.items():
        assert matches(pattern, truth[key]), f"{key}: {pattern} is not {truth[key]}"
    wanted = value.get("wire", {})
    assert is_exact(given, truth) or isinstance(wanted, dict), "the wire hangs on the encoder"
    assert is_length_exact(given, truth) or isinstance(value.get("compressed_bytes", {}), dict), (
        "the length hangs on the encoder"
    )
    if isinstance(wanted, dict):
        unread = len(given["content"].encode()) > LIMIT  # over which nobody need read it back
        assert unread or wanted.get("$decodes") == how_to_read(call, given), (
            "nobody looks at what is in the wire"
        )
        confirm_start(call, given, wanted.get("$starts", ""), truth)


def confirm_start(call: str, given: Names, start: str, truth: Names) -> None:
    """That a wire need not start with more than every right encoder writes."""
    prefixes = ("", PREFIX_OF[truth["algorithm"]], truth["wire"][:6])
    assert start in prefixes or start == sure_start(call, given, truth), (
        "the start is neither a prefix nor all of the header"
    )


def confirm_step(step: Step, names: Names, oracle: ModuleType) -> None:
    """One step against the oracle; AssertionError where they differ."""
    call, given, expect = step["call"], resolve(step["with"], names), resolve(step["expect"], names)
    try:
        truth = done(call, given, oracle)
    except WireError:
        if "error" not in expect:
            raise
        return
    assert "value" in expect, "the oracle does not refuse it"
    if call.startswith("engine.compress"):
        confirm_written(call, given, expect["value"], truth)
    else:
        assert matches(expect["value"], truth), f"{expect['value']} is not {truth}"
    names.update({step["save"]: truth} if "save" in step else {})


def confirm(define: Names, steps: list[Step], oracle: ModuleType = wire) -> int:
    """How many steps the oracle confirmed: all of them, or it raises."""
    names = dict(define)
    for step in steps:
        confirm_step(step, names, oracle)
    return len(steps)


CASES = {name: (define, steps) for name, define, steps in read_cases()}
FLAGS: dict[str, list[str]] = {
    f"{prefix}/{case['name']}": case.get("flags", [])
    for prefix, document in DOCUMENTS.items()
    for case in document["cases"]
}
