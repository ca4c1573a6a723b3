"""The cost estimate: float32 at every step, first prefix of the lower-cased model."""

from __future__ import annotations

import struct

import pytest

from m2m_ref.codec.frame.price import cost_field, f32s, prices_of


def field(model: str, prompt: int, completion: int) -> bytes:
    return cost_field(prices_of(model), prompt, completion)


# tokens in, tokens out, dollars: the first three from the tests of cost.rs, the rest worked out by hand.
@pytest.mark.parametrize(
    ("model", "prompt", "completion", "dollars"),
    [
        ("gpt-4o", 1000, 500, 0.0075),
        ("gpt-4o-mini", 10000, 1000, 0.0021),
        ("claude-3.5-sonnet", 5000, 2000, 0.045),
        ("GPT-4O-2024", 1000, 500, 0.0075),
        ("gpt-4-turbo-x", 1000, 1000, 0.04),
        ("gpt-4", 1000, 1000, 0.09),
        ("gpt-4.1", 1000, 1000, 0.09),
        ("gpt-3.5-turbo", 1000, 1000, 0.002),
        ("o1-preview", 1000, 1000, 0.075),
        ("o1-mini", 1000, 1000, 0.015),
        ("o3-mini", 1000, 1000, 0.0055),
        ("o3", 1000, 1000, 0.1),
        ("claude-3-opus", 1000, 1000, 0.09),
        ("claude-3-5-sonnet", 1000, 1000, 0.018),
        ("claude-3-sonnet", 1000, 1000, 0.018),
        ("claude-3.5-haiku", 1000, 1000, 0.0048),
        ("claude-3-5-haiku", 1000, 1000, 0.0048),
        ("claude-3-haiku", 1000, 1000, 0.0015),
        ("gemini-1.5-pro", 1000, 1000, 0.00625),
        ("gemini-1.5-flash", 1000, 1000, 0.000375),
        ("gemini-2.0-flash", 1000, 1000, 0.0005),
        ("gpt-5", 1000, 1000, 0.004),
        ("my-gpt-4o", 1000, 1000, 0.004),
        ("", 1000, 1000, 0.004),
        ("o3", 0, 0, 0.0),
    ],
)
def test_prices(model: str, prompt: int, completion: int, dollars: float) -> None:
    assert struct.unpack("<f", field(model, prompt, completion)) == (pytest.approx(dollars, rel=1e-6),)


# The bytes the Rust package writes for these; rounding once, at the end, gives others for the last three.
@pytest.mark.parametrize(
    ("model", "prompt", "completion", "data"),
    [
        ("gpt-4o", 1, 500, "03eca33b"),
        ("o3-mini", 4, 300, "7d97ad3a"),
        ("claude-3-5-haiku-x", 1234, 56, "20c19e3a"),
        ("", 0, 500, "a69bc43a"),
        ("gpt-4o", 140892, 596854, "c043ca40"),
        ("gpt-4o", 267460, 123647, "f8daf33f"),
        ("gpt-4o", 98419, 511555, "3492ab40"),
    ],
)
def test_last_bits(model: str, prompt: int, completion: int, data: str) -> None:
    assert field(model, prompt, completion).hex() == data


def test_f32_rounds_to_nearest_even() -> None:
    assert f32s(16777217, 16777219) == (16777216.0, 16777220.0)
    assert f32s(0.1, 0) == (0.100000001490116119384765625, 0.0)
