"""Content: what agents send each other, before it is written as a wire."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from m2m_conformance.strategies.chat import COUNTS, Values, requests, responses, spelled
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.text import filled, sentences, without_prefix, words

_NUMBERS = either(st.sampled_from([*COUNTS, -1, -(2**63), 0.5, -2.25, 1e300]), st.integers(-1000, 1000))


@cache
def contents() -> st.SearchStrategy[str]:
    """Any content: a request, a response, other JSON, or other text; the empty text too.

    Up to a few thousand bytes. Never one that begins with the prefix of a wire, since that cannot be sent as
    it is; never a lone surrogate.
    """
    return either(requests(), responses(), json_texts(), prose())


@cache
def json_texts() -> st.SearchStrategy[str]:
    """JSON text of any value: null, numbers, texts, lists and objects up to about five deep.

    One in six has 98 to 101 or 1,023 to 1,025 bytes. Never equal keys, -0, a whole number that does not fit
    64 bits, or what is not within the limits of both profiles: each can be written as a frame.
    """
    free = spelled(values())
    return either(*[free] * 5, filled(lambda text: f'["{text}"]'))


@cache
def prose() -> st.SearchStrategy[str]:
    """Text that need not be JSON: sentences in several scripts, special tokens, odd characters, nothing.

    One in four has 98 to 101 or 1,023 to 1,025 bytes. Never one that begins with the prefix of a wire.
    """
    free = either(sentences(), sentences(), words()).map(without_prefix)
    return either(free, free, free, filled(str))


def values() -> Values:
    """Any JSON value."""
    plain: Values = either(st.none(), st.booleans(), _NUMBERS, words())
    return st.recursive(
        plain,
        lambda inner: either(st.lists(inner, max_size=3), st.dictionaries(words(), inner, max_size=3)),
        max_leaves=6,
    )
