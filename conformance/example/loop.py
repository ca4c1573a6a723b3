"""Plays the JSON build of the M2M vectors against an implementation in this process. Standard library only.

    m2m-conformance vectors build out
    python loop.py out session negotiation message

Part 1 is the language of the vectors, part 2 the loop; both can be taken as they are. Part 3 stands for your
implementation: here it is the one of ../adapters/python_stdlib, which knows sessions, messages and `none`.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

# ---- 1. Values and patterns (vectors/README.md). `scope` holds what is known by name: saved values, the
# values of a row, and by handle the last snapshot of each session.

Scope = dict[str, Any]
ABSENT: Any = object()
UUID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def fill(value: Any, scope: Scope) -> Any:
    """`value` with references replaced, and `$concat` and `$$` put into effect."""
    if isinstance(value, dict) and "$concat" in value:
        return "".join(count * fill(text, scope) for count, text in value["$concat"])
    if isinstance(value, dict):
        return {key: fill(item, scope) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, scope) for item in value]
    if isinstance(value, str) and value.startswith("$$"):
        return value[1:]
    if not (isinstance(value, str) and value.startswith("$")):
        return value
    name, *path = value[1:].split(".")
    found = scope[name]
    for step in path:
        found = found[int(step)] if isinstance(found, list) else found[step]
    return found


def is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: Any) -> bool:
    return is_integer(value) or isinstance(value, float)


WORDS: dict[str, Callable[[Any], bool]] = {
    "$any": lambda got: got is not ABSENT,
    "$absent": lambda got: got is ABSENT,
    "$text": lambda got: isinstance(got, str),
    "$integer": lambda got: is_integer(got) and got >= 0,
    "$uuid": lambda got: isinstance(got, str) and UUID.fullmatch(got) is not None,
}


def fits_json(pattern: Any, got: Any, scope: Scope) -> bool:
    try:
        return fits(pattern, json.loads(got), scope)
    except (TypeError, ValueError):
        return False


FORMS: dict[str, Callable[[Any, Any, Scope], bool]] = {
    "$exactly": lambda it, got, scope: fits(it, got, scope) and got.keys() <= it.keys(),
    "$starts": lambda it, got, scope: isinstance(got, str) and got.startswith(fill(it, scope)),
    "$contains": lambda it, got, scope: isinstance(got, str) and fill(it, scope) in got,
    "$matches": lambda it, got, _: isinstance(got, str) and re.fullmatch(it, got) is not None,
    "$above": lambda it, got, scope: is_number(got) and got > fill(it, scope),
    "$below": lambda it, got, scope: is_number(got) and got < fill(it, scope),
    "$not": lambda it, got, scope: not fits(it, got, scope),
    "$json": fits_json,
    # "$decodes" needs a decoder of each form, as in loop.mjs; only cases of m2m and brotli have it.
}


def fits(pattern: Any, got: Any, scope: Scope) -> bool:
    """Whether `got` is as `pattern` says."""
    if isinstance(pattern, str) and pattern in WORDS:
        return WORDS[pattern](got)
    if isinstance(pattern, dict) and any(key in FORMS for key in pattern):
        return all(FORMS[key](item, got, scope) for key, item in pattern.items())
    if isinstance(pattern, dict) and "$concat" not in pattern:
        return isinstance(got, dict) and all(
            fits(item, got.get(key, ABSENT), scope) for key, item in pattern.items()
        )
    if isinstance(pattern, list):
        same = isinstance(got, list) and len(got) == len(pattern)
        return same and all(map(lambda item, each: fits(item, each, scope), pattern, got))
    return equal(fill(pattern, scope), got)


def equal(wanted: Any, got: Any) -> bool:
    """Numbers are equal within a millionth where one is a fraction; nothing else is rounded."""
    if isinstance(wanted, float) or isinstance(got, float):
        return is_number(wanted) and is_number(got) and abs(wanted - got) <= 1e-6 * max(abs(wanted), abs(got))
    return type(wanted) is type(got) and bool(wanted == got)


# ---- 2. The loop.


class Reply(NamedTuple):
    """What a call came to: a value or the kind of an error, and the snapshot of its session, if any."""

    value: Any = None
    error: str | None = None
    session: dict[str, Any] | None = None


class Unsupported(Exception):  # noqa: N818
    """The implementation has not got what was asked for; the case is skipped."""


Ask = Callable[[str, dict[str, Any]], Reply]


def steps(case: dict[str, Any], scope: Scope) -> Iterator[tuple[str, dict[str, Any]]]:
    """The steps in order, with their labels: the setup once, then `steps`, for each row if there are rows."""
    for number, step in enumerate(case.get("setup", []), 1):
        yield f"setup {number}", step
    for number, row in enumerate(case.get("rows", [{}]), 1):
        scope.update(fill(row, scope))
        for place, step in enumerate(case["steps"], 1):
            yield (f"row {number}, step {place}" if "rows" in case else f"step {place}"), step


def play(case: dict[str, Any], ask: Ask) -> str:
    """What is wrong, or nothing."""
    scope: Scope = {}
    for label, step in steps(case, scope):
        params, expect = fill(step["with"], scope), step["expect"]
        reply = ask(step["call"], params)
        kinds = expect.get("error", [])
        refused = reply.error in ([kinds] if isinstance(kinds, str) else kinds)
        given = "value" in expect and not reply.error and fits(expect["value"], reply.value, scope)
        if not (refused or given):
            return f"{label}, {step['call']}: expected {json.dumps(expect)}, got {reply}"
        if wrong := snapshot(step, params, reply, scope):
            return f"{label}, {step['call']}: {wrong}"
        if "save" in step:
            scope[step["save"]] = reply.value
    return ""


def snapshot(step: dict[str, Any], params: dict[str, Any], reply: Reply, scope: Scope) -> str:
    """Fields named by the step are as it says, all others as they were when this handle was last seen."""
    if not step["call"].startswith("session.") or reply.session is None:
        return ""
    handle = params.get("as", params["session"])
    before = {} if step["call"] == "session.create" else scope.get(handle, {})
    named = step["expect"].get("session", {})
    scope[handle] = reply.session
    if not fits(named, reply.session, scope):
        return f"expected the session to have {json.dumps(named)}, got {reply.session}"
    moved = [field for field in before if field not in named and before[field] != reply.session[field]]
    return f"{moved[0]} should not have changed, and is {reply.session[moved[0]]!r}" if moved else ""


def wanted(case: dict[str, Any], features: set[str], profile: str) -> bool:
    """Whether the case is for an implementation of `profile` that has `features`."""
    return (
        case["profile"] in ("both", profile)
        and features.issuperset(case["needs"])
        and (features.isdisjoint(case["without"]))
    )


def judge(case: dict[str, Any], ask: Ask) -> tuple[str, str]:
    """`passed`, `failed`, `warned` where the rule is only a SHOULD, or `skipped`; and what is wrong."""
    try:
        wrong = play(case, ask)
    except Unsupported:
        return "skipped", ""
    bad = "failed" if case["level"] == "MUST" else "warned"
    return (bad, wrong) if wrong else ("passed", "")


def main(make: Callable[[], Ask], features: set[str], profile: str) -> int:
    folder, count = Path(sys.argv[1]), {"passed": 0, "failed": 0, "warned": 0, "skipped": 0}
    for area in sys.argv[2:]:
        for case in json.loads((folder / f"{area}.json").read_text(encoding="utf-8"))["cases"]:
            if "retired" in case:
                continue
            played = wanted(case, features, profile)
            outcome, wrong = judge(case, make()) if played else ("skipped", "")
            count[outcome] += 1
            if wrong:
                print(f"{case['level']} {case['id']}: {case['title']}\n  {wrong}")
    print(", ".join(f"{number} {name}" for name, number in count.items()))
    return 1 if count["failed"] or not count["passed"] else 0


# ---- 3. The implementation: `make` gives one without sessions, which answers calls.


def make() -> Ask:
    adapter = import_module("adapter").Adapter()

    def ask(method: str, params: dict[str, Any]) -> Reply:
        reply = adapter.answer(json.dumps({"id": 1, "method": method, "params": params}).encode())
        if "result" in reply:
            return Reply(reply["result"]["value"], None, reply["result"].get("session"))
        if reply["error"]["code"] == -32000:
            return Reply(None, reply["error"]["data"]["kind"], reply["error"]["data"].get("session"))
        raise Unsupported(reply["error"]["message"])

    return ask


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1] / "adapters" / "python_stdlib"))
    sys.exit(main(make, {"session", "clone", "clock", "negotiation", "message", "engine"}, "core"))
