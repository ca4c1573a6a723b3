"""What the peers offer each other: capabilities that differ in one respect from plain ones, by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Any

from m2m_conformance.derive.offer import PLAIN

Offer = Mapping[str, Any]

ALGORITHMS = ("m2m", "tokennative", "brotli", "none")
TOKENIZERS = {"Cl100kBase": "cl100k", "O200kBase": "o200k", "LlamaBpe": "llama", "Heuristic": "cl100k"}
"""The feature a target needs to write tokens where this encoding was agreed on."""

_LISTED = ("Cl100kBase", "O200kBase")
_VERSIONS = ("3.0", "3", "3.9", "4.0", "03.0", "")
_FLAGS = ("streaming", "ml_routing", "threat_detection", "blocking_mode")


def offer(
    algorithms: Sequence[str] = ("none",),
    encodings: Sequence[str] = ("Cl100kBase",),
    *,
    preferred: str = "",
    limit: int = 0,
) -> Offer:
    """Capabilities with these lists; without `preferred` the first encoding is. `limit` is in bytes."""
    wanted = preferred or (encodings[0] if encodings else "Cl100kBase")
    changed = {"algorithms": list(algorithms), "encodings": list(encodings)}
    compression = {**PLAIN["compression"], **changed, "preferred_encoding": wanted, "max_payload": limit}
    return {**PLAIN, "compression": compression}


def pairs() -> Iterator[tuple[str, Offer, Offer]]:
    """Every pair that is tried: its name, what the initiator offers, what the responder does."""
    yield "default", fresh(), fresh()
    for kind, offers in (("algorithm", _algorithms()), ("encoding", _encodings()), ("version", _versions())):
        for (own, ours), (other, theirs) in product(offers.items(), repeat=2):
            yield f"{kind}/{own}/{other}", ours, theirs
    yield from _flags()
    yield "extension", {**offer(), "extensions": {"région": "Île-de-France", "🔑": ""}}, offer()


def fresh() -> Offer:
    """What a new peer offers (spec/protocol.md, Capabilities)."""
    return offer(ALGORITHMS, _LISTED)


def _algorithms() -> dict[str, Offer]:
    """Every list of up to two."""
    lists = [each for length in range(3) for each in permutations(ALGORITHMS, length)]
    return {_named(each): offer(each) for each in lists}


def _encodings() -> dict[str, Offer]:
    """Every list of two encodings, each preferred, also where it is not listed; and the others alone."""
    lists = [each for length in range(3) for each in permutations(_LISTED, length)]
    both = product(lists, _LISTED)
    found = {f"{_named(each)}@{wanted}": offer(encodings=each, preferred=wanted) for each, wanted in both}
    return found | {each: offer(encodings=[each]) for each in TOKENIZERS if each not in _LISTED}


def _versions() -> dict[str, Offer]:
    return {each or "empty": {**offer(), "version": each} for each in _VERSIONS}


def _flags() -> Iterator[tuple[str, Offer, Offer]]:
    """Each flag told by one side, the other or both."""
    for flag, (own, other) in product(_FLAGS, ((True, False), (False, True), (True, True))):
        yield f"flag/{flag}/{own}/{other}".lower(), _flagged(flag, own), _flagged(flag, other)


def _flagged(flag: str, value: bool) -> Offer:
    part = "compression" if flag in PLAIN["compression"] else "security"
    return {**PLAIN, part: {**PLAIN[part], flag: value}}


def _named(names: Sequence[str]) -> str:
    return "+".join(names) or "nothing"
