"""Wires that are broken in one way, and the error that a right reader ends with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import strategies as st

from m2m_conformance.strategies.breaker.entry import Breaker
from m2m_conformance.strategies.breaker.table import BREAKERS
from m2m_conformance.strategies.option import algorithms_of, names_in, profile_of
from m2m_conformance.strategies.wire import Wire
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec.frame import FrameKey
from m2m_ref.profile import Profile


@dataclass(frozen=True, slots=True)
class BrokenWire:
    """A wire that a right reader refuses.

    `kind` is the error that it ends with (spec/protocol.md, Errors), and `also` those that will do as well;
    `flag` names the way in which it is broken as the vectors do, `why` says it in a sentence. `sound` is a
    wire of the same content that the same reader takes, and that differs in this one thing.
    """

    text: str
    kind: str
    flag: str
    why: str
    sound: Wire
    also: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind that will do, the right one first."""
        return (self.kind, *self.also)


def broken_wires(
    *,
    algorithm: Algorithm | str | None = None,
    profile: Profile | str = "core",
    key: FrameKey | None = None,
    flags: Iterable[str] | None = None,
) -> st.SearchStrategy[BrokenWire]:
    """Sound wires broken in one way, each way as likely as the others; or in those of `flags` only.

    The algorithm is that of the sound wire. Without `key` the reader has none, and refuses secured frames
    too; with it he refuses whatever is not secured with this key as it was sent. Strict refuses more than
    core: bytes after a payload, an inexact tokenizer id, forms no longer spoken. Never a wire that is broken
    in two ways, one over a limit of size, or one that only some right readers refuse. Raises ValueError for
    an algorithm or flag for which there is nothing to break.
    """
    found = _breakers(algorithm, profile_of(profile), key)
    wanted = names_in(flags, (each.flag for each in found), "flag")
    return st.sampled_from([each for each in found if each.flag in wanted]).flatmap(
        lambda one: _broken(one, key)
    )


def broken_flags(
    *,
    algorithm: Algorithm | str | None = None,
    profile: Profile | str = "core",
    key: FrameKey | None = None,
) -> tuple[str, ...]:
    """The flags that `broken_wires` gives with these options, sorted."""
    return tuple(sorted({each.flag for each in _breakers(algorithm, profile_of(profile), key)}))


def _breakers(algorithm: Algorithm | str | None, profile: Profile, key: FrameKey | None) -> list[Breaker]:
    wanted = algorithms_of(algorithm, key)
    found = [
        each
        for each in BREAKERS
        if each.algorithm in wanted and profile in each.profiles and each.keyed == (key is not None)
    ]
    if not found:
        raise ValueError(f"nothing in {wanted[0].value} can be broken in the {profile.value} profile")
    return found


@st.composite
def _broken(draw: st.DrawFn, breaker: Breaker, key: FrameKey | None) -> BrokenWire:
    sound, text, why = breaker.make(draw, key)
    return BrokenWire(text, breaker.kind, breaker.flag, why, sound, breaker.also)
