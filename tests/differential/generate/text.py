"""Message texts: valid envelopes, and envelopes changed in a few places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from tests.differential.generate.capability import ALGORITHMS, capabilities, thresholds
from tests.differential.generate.tree import (
    Node,
    Object,
    Raw,
    choice,
    deep,
    node_of,
    nodes,
    numbers,
    odd_texts,
    styles,
    texts,
)

TYPES = ["HELLO", "ACCEPT", "REJECT", "DATA", "PING", "PONG", "CLOSE"]
CODES = [
    "VERSION_MISMATCH",
    "NO_COMMON_ALGORITHM",
    "SECURITY_POLICY",
    "RATE_LIMITED",
    "UNKNOWN",
    "SERVER_BUSY",
]
ORDERS = [
    ("type", "session_id", "payload", "timestamp"),
    ("version", "agent_id", "agent_type", "compression", "security", "extensions"),
    ("algorithms", "max_payload", "streaming", "ml_routing", "encodings", "preferred_encoding"),
    ("threat_detection", "model_version", "blocking_mode", "block_threshold"),
    ("code", "message"),
    ("algorithm", "content", "original_size", "security_status"),
    ("scanned", "safe", "threat_type", "confidence"),
]
KEYS = [
    "type",
    "session_id",
    "payload",
    "timestamp",
    "code",
    "message",
    "algorithm",
    "content",
    "version",
    "x",
    "",
]

rejections = st.fixed_dictionaries({"code": st.sampled_from(CODES), "message": texts})
statuses = st.fixed_dictionaries(
    {"scanned": st.booleans(), "safe": st.booleans()},
    optional={"threat_type": choice(st.none(), texts), "confidence": choice(st.none(), thresholds)},
)
data = st.fixed_dictionaries(
    {"algorithm": st.sampled_from(ALGORITHMS), "content": texts},
    optional={
        "original_size": choice(st.none(), st.integers(0, 2**64 - 1)),
        "security_status": choice(st.none(), statuses),
    },
)
payloads: st.SearchStrategy[dict[str, Any]] = choice(
    capabilities,
    rejections,
    data,
    st.just({}),
    st.fixed_dictionaries({"reason": texts}),
    st.builds(lambda one, other: one | other, rejections, data),
    st.builds(lambda one, other: one | other, capabilities, rejections),
)
envelopes = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)},
    optional={"session_id": choice(st.none(), texts), "payload": choice(st.none(), payloads)},
)
stamped: st.SearchStrategy[dict[str, Any]] = st.builds(
    lambda envelope, timestamp: {**envelope, "timestamp": timestamp}, envelopes, st.integers(0, 2**64 - 1)
)

Edit = Callable[[st.DrawFn, Node], Node]


def _drop(draw: st.DrawFn, node: Node) -> Node:
    at = draw(st.integers(0, len(node.items) - 1))
    return Object(node.items[:at] + node.items[at + 1 :])


def _double(draw: st.DrawFn, node: Node) -> Node:
    key, value = draw(st.sampled_from(node.items))
    again = (key, draw(choice(st.just(value), nodes)))
    return Object((*node.items, again) if draw(st.booleans()) else (again, *node.items))


def _replace(draw: st.DrawFn, node: Node) -> Node:
    at = draw(st.integers(0, len(node.items) - 1))
    return _with(node, at, draw(choice(nodes, numbers.map(Raw), odd_texts.map(Raw))))


def _number(draw: st.DrawFn, node: Node) -> Node:
    """Another number in place of one."""
    places = [at for at, (_, value) in enumerate(node.items) if isinstance(value, Raw)]
    return _with(node, draw(st.sampled_from(places)), Raw(draw(numbers))) if places else node


def _add(draw: st.DrawFn, node: Node) -> Node:
    value = draw(choice(nodes, odd_texts.map(Raw), numbers.map(Raw), deep))
    return Object((*node.items, (draw(st.sampled_from(KEYS)), value)))


def _shuffle(draw: st.DrawFn, node: Node) -> Node:
    return Object(tuple(draw(st.permutations(node.items))))


def _as_list(draw: st.DrawFn, node: Node) -> Node:
    """The values without their keys, in the order of the protocol's tables."""
    found = dict(node.items)
    order = next((names for names in ORDERS if names[0] in found), tuple(found))
    return [found.get(name) for name in order] + draw(st.lists(nodes, max_size=1))


def _as_key(draw: st.DrawFn, node: Node) -> Node:
    """A text becomes an object with that one key."""
    places = [at for at, (_, value) in enumerate(node.items) if isinstance(value, str)]
    if not places:
        return node
    at = draw(st.sampled_from(places))
    inside: Node = draw(choice(st.none(), st.just([]), nodes))
    return _with(node, at, Object(((node.items[at][1], inside),)))


def _with(node: Object, at: int, value: Node) -> Object:
    return Object((*node.items[:at], (node.items[at][0], value), *node.items[at + 1 :]))


EDITS: list[Edit] = [_drop, _double, _replace, _replace, _number, _number, _add, _shuffle, _as_list, _as_key]


def _edit(draw: st.DrawFn, node: Node) -> Node:
    """`node` with one edit, at it or in one of the objects in it."""
    found: list[tuple[str, Node]] = list(node.items)
    inside: list[int] = [
        at for at, (_, value) in enumerate(found) if isinstance(value, Object) and value.items
    ]
    if inside and draw(st.sampled_from([True, True, False])):
        at = draw(st.sampled_from(inside))
        return _with(node, at, _edit(draw, node.items[at][1]))
    return draw(st.sampled_from(EDITS))(draw, node)


@st.composite
def edited(draw: st.DrawFn) -> Node:
    """An envelope with up to five edits."""
    node = node_of(draw(stamped))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 2, 3, 5]))):
        if isinstance(node, Object) and node.items:
            node = _edit(draw, node)
    return node


def _around(text: str, before: str, after: str, cut: int) -> str:
    return before + text[: len(text) - cut] + after


whole = st.builds(lambda style, node: style.write(node), styles, choice(*[edited()] * 9, nodes))
around = st.sampled_from(["\ufeff", " ", "\n", "\0", "x", "{}", ",", "\f", "\xa0", "null"])
messages = choice(
    whole,
    whole,
    whole,
    whole,
    whole,
    st.builds(_around, whole, choice(st.just(""), around), choice(st.just(""), around), st.integers(0, 2)),
)
