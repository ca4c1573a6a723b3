"""Examples that depend on the seed and the release of Hypothesis, and on nothing else."""

from __future__ import annotations

from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

T = TypeVar("T")


class PlainProvider(HypothesisProvider):
    """Hypothesis' own source of choices, without the constants that it finds in modules.

    Those are of all modules loaded that are not installed, so that with them the same seed gives other
    examples in a checkout than in an installation, and others again beside other tests.
    """

    def _maybe_draw_constant(self, *_choice: Any, **_share: Any) -> None:
        return None


_BACKEND = "m2m-plain"
AVAILABLE_PROVIDERS[_BACKEND] = f"{PlainProvider.__module__}.{PlainProvider.__qualname__}"


def examples(strategy: st.SearchStrategy[T], count: int, start: int) -> list[T]:
    """`count` examples of a strategy with this seed, each drawn for itself; some may be equal.

    Raises what Hypothesis raises if a strategy filters too much. How long it takes is no matter, since a slow
    machine would then have other examples.
    """
    found: list[T] = []

    @seed(start)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
        backend=_BACKEND,
    )
    @given(strategy)
    def take(value: T) -> None:
        found.append(value)

    take()
    return found
