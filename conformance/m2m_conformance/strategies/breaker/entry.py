"""What a breaker is, and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from hypothesis import strategies as st

from m2m_conformance.strategies.wire import Wire
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec.frame import FrameKey
from m2m_ref.error import CryptoError, DecompressionError
from m2m_ref.profile import Profile

CRYPTO, DECOMPRESSION = CryptoError.kind, DecompressionError.kind

BOTH = frozenset(Profile)
STRICT = frozenset({Profile.STRICT})


class Break(NamedTuple):
    """A wire text that is broken, in which way, in a sentence, and the sound wire that it was before."""

    sound: Wire
    text: str
    why: str


Make = Callable[[st.DrawFn, FrameKey | None], Break]


@dataclass(frozen=True, slots=True)
class Breaker:
    """One way to break a wire of an algorithm, in these profiles.

    `kind` is the error that a reader ends with, `also` those that will do as well. `keyed`: the reader has a
    key, which `make` is given; else it has none.
    """

    flag: str
    algorithm: Algorithm
    make: Make
    kind: str = DECOMPRESSION
    also: tuple[str, ...] = ()
    profiles: frozenset[Profile] = BOTH
    keyed: bool = False
