"""Capabilities, most of them well-formed."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.differential.generate.tree import choice

VERSIONS = [
    "3.0",
    "3",
    "3.",
    "3.9",
    "3.0.1",
    ".5",
    "",
    ".",
    "4.0",
    "03.0",
    " 3.0",
    "3 .0",
    "30",
    "3\u30020",
    "\uff13.0",
    "3\0.0",
]
ALGORITHMS = ["m2m", "tokennative", "brotli", "none"]
ENCODINGS = ["Cl100kBase", "O200kBase", "LlamaBpe", "Heuristic"]

thresholds: st.SearchStrategy[Any] = choice(
    st.sampled_from([0.8, 0, 1, -1, 2.5, 0.1, 1e-45, 3.4028234663852886e38, 16777217, 2**63]),
    st.floats(width=32, allow_nan=False, allow_infinity=False),
    st.floats(-1e38, 1e38),
)
# Peers that are not compatible have nothing else to differ in.
versions = choice(
    st.just("3.0"),
    st.just("3.0"),
    st.sampled_from(VERSIONS[:4]),
    st.sampled_from(VERSIONS),
    st.text(max_size=4),
)
texts = st.text(max_size=6)
compressions = st.fixed_dictionaries(
    {
        "algorithms": st.lists(st.sampled_from(ALGORITHMS), max_size=5),
        "max_payload": choice(st.just(0), st.integers(0, 2**64 - 1)),
        "streaming": st.booleans(),
        "ml_routing": st.booleans(),
    },
    optional={
        "encodings": st.lists(st.sampled_from(ENCODINGS), max_size=5),
        "preferred_encoding": st.sampled_from(ENCODINGS),
    },
)
securities = st.fixed_dictionaries(
    {"threat_detection": st.booleans(), "blocking_mode": st.booleans(), "block_threshold": thresholds},
    optional={"model_version": choice(st.none(), texts)},
)
capabilities: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "version": versions,
        "agent_id": texts,
        "agent_type": texts,
        "compression": compressions,
        "security": securities,
    },
    optional={"extensions": st.dictionaries(texts, texts, max_size=3), "x": st.integers(0, 9)},
)


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    """Capabilities with one thing of another type, left out or unknown."""
    found = draw(capabilities)
    place = draw(st.sampled_from([found, found["compression"], found["security"]]))
    key = draw(st.sampled_from(sorted(place)))
    value = draw(
        st.sampled_from(["drop", None, 1, -1, 1.5, True, "x", [], {}, ["x"], [None], {"x": 1}, 1e300])
    )
    if value == "drop":
        del place[key]
    else:
        place[key] = value
    return found


pairs = choice(
    st.tuples(capabilities, capabilities),
    st.tuples(capabilities, capabilities),
    st.tuples(capabilities, choice(capabilities, damaged())),
)
