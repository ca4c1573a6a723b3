"""What a step expects of a result: a value, an error, or either."""

from __future__ import annotations

from typing import Any

import pytest

from m2m_conformance.case import Case, Step
from m2m_conformance.judge import judge
from m2m_conformance.outcome import Outcome
from m2m_conformance.pattern import compile_value
from m2m_conformance.requirement import Level
from tests.test_target import target

VALUE, OTHER = {"result": {"value": "right"}}, {"result": {"value": "wrong"}}
TOKENIZER, JSON = (
    {"error": {"code": -32000, "message": "no", "data": {"kind": kind}}} for kind in ("tokenizer", "json")
)


@pytest.mark.parametrize(
    ("expect", "body", "difference"),
    [
        ({"value": "right"}, VALUE, None),
        ({"value": "right"}, OTHER, 'value: expected "right", got "wrong"'),
        ({"value": "right"}, JSON, 'result: expected "right", got error json (no)'),
        ({"error": "json"}, JSON, None),
        ({"error": "json"}, TOKENIZER, "error: expected json, got tokenizer (no)"),
        ({"error": "json"}, VALUE, 'result: expected error json, got value "right"'),
        ({"error": ["json", "tokenizer"]}, TOKENIZER, None),
        ({"error": ["json", "crypto"]}, VALUE, 'result: expected error json or crypto, got value "right"'),
        ({"value": "right", "error": "json"}, VALUE, None),
        ({"value": "right", "error": "json"}, JSON, None),
        ({"value": "right", "error": "json"}, OTHER, 'value: expected "right", got "wrong"'),
        (
            {"value": "right", "error": "json"},
            TOKENIZER,
            'result: expected "right" or error json, got error tokenizer (no)',
        ),
    ],
)
def test_a_result_is_held_against_value_and_error(
    expect: dict[str, Any], body: dict[str, Any], difference: str | None
) -> None:
    step = Step("step 1", "engine.detect", {"wire": "x"}, None, None, compile_value(expect, {}, pattern=True))
    case = Case("a/b/c", "a", "t", Level.MUST, ("CMP-001",), frozenset(), (), "", (step,))
    verdict = judge(case, target(lambda request: {"jsonrpc": "2.0", "id": request["id"], **body}))
    if difference is None:
        assert verdict.outcome is Outcome.PASSED
    else:
        assert verdict.outcome is Outcome.FAILED
        assert verdict.message == f"step 1, engine.detect: {difference}"
