"""The cost estimate in a header: US dollars, 32-bit floats at every step (cost.rs)."""

from __future__ import annotations

import struct

from m2m_ref.codec.frame.table import table

_F32 = struct.Struct("<f")


def cost(model: str, prompt_tokens: int, completion_tokens: int) -> float:
    """What `model` would cost for so many tokens, in USD, as a 32-bit float.

    Each step is worked out in 64 bits and rounded to 32, which for a single +, * or / gives what 32-bit
    arithmetic gives.
    """
    name = model.lower()
    price = next(row for row in table().prices if name.startswith(row.models))
    cents = f32(_part(prompt_tokens, price.input) + _part(completion_tokens, price.output))
    return f32(cents / 100)


def f32(number: float) -> float:
    """The 32-bit float nearest to `number`."""
    (rounded,) = _F32.unpack(_F32.pack(number))
    return float(rounded)


def _part(tokens: int, price: float) -> float:
    return f32(f32(f32(tokens) / 1000) * f32(price))
