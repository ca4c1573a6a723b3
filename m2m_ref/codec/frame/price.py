"""The cost estimate in a header: US dollars, 32-bit floats at every step (cost.rs)."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from functools import cache, lru_cache

from m2m_ref.codec.frame.table import table

_pack, _unpack = (_TWO := struct.Struct("<ff")).pack, _TWO.unpack  # of two 32-bit floats
_pack_one, _unpack_one = (_ONE := struct.Struct("<f")).pack, _ONE.unpack
_EXACT = 2**24  # whole numbers up to this are 32-bit floats as they are


Prices = tuple[float, float]
"""Cents per 1,000 prompt and completion tokens, as 32-bit floats."""


def cost_field(prices: Prices, prompt_tokens: int, completion_tokens: int) -> bytes:
    """The field of what so many tokens cost at these prices, in USD: a 32-bit float.

    Each step is worked out in 64 bits and rounded to 32, which for a single +, * or / gives what 32-bit
    arithmetic gives.
    """
    prompt_price, completion_price = prices
    prompt: float = prompt_tokens
    completion: float = completion_tokens
    if prompt + completion > _EXACT:
        prompt, completion = f32s(prompt, completion)
    prompt, completion = _unpack(_pack(prompt / 1000, completion / 1000))
    prompt, completion = _unpack(_pack(prompt * prompt_price, completion * completion_price))
    (cents,) = _unpack_one(_pack_one(prompt + completion))
    return _pack_one(cents / 100)


@lru_cache(maxsize=256)
def prices_of(model: str) -> Prices:
    """The prices of a model: those of the first row with a prefix of its lower-cased name."""
    pattern, prices = _prices()
    prefix = pattern.match(model.lower())
    return prices[prefix[0] if prefix else ""]


@cache
def _prices() -> tuple[re.Pattern[str], Mapping[str, Prices]]:
    """A pattern that finds the prefix of the first row that has one, and the prices by prefix."""
    by_prefix = {
        prefix: f32s(price.input, price.output)
        for price in reversed(table().prices)
        for prefix in price.models
    }
    listed = [re.escape(prefix) for price in table().prices for prefix in price.models]
    return re.compile("|".join(listed)), by_prefix


def f32s(first: float, second: float) -> tuple[float, float]:
    """The 32-bit floats nearest to two numbers; two at a time, since the calls are what takes time."""
    return _unpack(_pack(first, second))
