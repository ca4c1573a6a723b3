"""What a call costs, in USD, in float32 arithmetic."""

import struct

# Cents per 1,000 tokens, in and out. The first prefix that matches counts.
PRICES = [
    ("gpt-4o-mini", 0.015, 0.06),
    ("gpt-4o", 0.25, 1.0),
    ("gpt-4-turbo", 1.0, 3.0),
    ("gpt-4", 3.0, 6.0),
    ("gpt-3.5-turbo", 0.05, 0.15),
    ("o1-preview", 1.5, 6.0),
    ("o1-mini", 0.3, 1.2),
    ("o3-mini", 0.11, 0.44),
    ("o3", 2.0, 8.0),
    ("claude-3-opus", 1.5, 7.5),
    ("claude-3.5-sonnet", 0.3, 1.5),
    ("claude-3-5-sonnet", 0.3, 1.5),
    ("claude-3-sonnet", 0.3, 1.5),
    ("claude-3.5-haiku", 0.08, 0.4),
    ("claude-3-5-haiku", 0.08, 0.4),
    ("claude-3-haiku", 0.025, 0.125),
    ("gemini-1.5-pro", 0.125, 0.5),
    ("gemini-1.5-flash", 0.0075, 0.03),
    ("gemini-2.0-flash", 0.01, 0.04),
    ("", 0.1, 0.3),
]


def f32(number: float) -> float:
    """`number` rounded to float32. Exact for one operation at a time: a double has bits enough."""
    rounded: float = struct.unpack("<f", struct.pack("<f", number))[0]
    return rounded


def cost(model: str, prompt: int, completion: int) -> bytes:
    """The cost estimate as it stands in the header: four bytes, little-endian."""
    cents_in, cents_out = next((i, o) for prefix, i, o in PRICES if model.lower().startswith(prefix))
    spent_in = f32(f32(f32(prompt) / 1000) * f32(cents_in))
    spent_out = f32(f32(f32(completion) / 1000) * f32(cents_out))
    return struct.pack("<f", f32(f32(spent_in + spent_out) / 100))
