"""Content: chat requests and responses, every field there, missing or of another type; and other texts."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from m2m_ref.codec.frame.table import table
from tests.differential.generate.tree import (
    FRAGMENTS,
    Node,
    Object,
    Raw,
    choice,
    deep,
    nodes,
    numbers,
    odd_texts,
    styles,
    texts,
)

MODELS = sorted({name for price in table().prices for name in price.models if name})
ROLES = ["system", "developer", "user", "assistant", "tool", "function", "User", "critic", ""]
LENGTHS = st.sampled_from([0, 1, 127, 128, 254, 255, 256, 257, 300, 511, 512])


def _cased(name: str, upper: bool, after: str) -> str:
    return (name.upper() if upper else name) + after


models = choice(
    st.builds(
        _cased, st.sampled_from(MODELS), st.booleans(), st.sampled_from(["", "-2024-08-06", "x", "\u212a"])
    ),
    st.builds(lambda letter, size: letter * size, st.sampled_from(["m", "é", "あ"]), LENGTHS),
    st.sampled_from(
        [name[:-1] for name in MODELS] + ["claude-3-haiKu".replace("K", "\u212a"), "GEM\u0130NI-1.5-pro"]
    ),
)


def mostly(good: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    """`good`, and now and then anything else."""
    return choice(good, good, good, nodes)


def objects(
    required: Mapping[str, st.SearchStrategy[Node]], optional: Mapping[str, st.SearchStrategy[Node]]
) -> st.SearchStrategy[Node]:
    """An object with the required keys, some of the optional ones, in any order."""
    keys = st.fixed_dictionaries(dict(required), optional=dict(optional)).map(
        lambda found: list(found.items())
    )
    return keys.flatmap(st.permutations).map(lambda items: Object(tuple(items)))


def lists(item: st.SearchStrategy[Node], most: int = 3) -> st.SearchStrategy[Node]:
    return st.lists(item, max_size=most)


counts = choice(numbers, st.sampled_from(["4096", "100", "4294967297"])).map(Raw)
parts = objects(
    {},
    {
        "type": mostly(st.sampled_from(["text", "image_url", "input_audio", "IMAGE_URL"])),
        "text": mostly(texts),
        "image_url": nodes,
    },
)
messages = choice(
    objects(
        {"role": mostly(st.sampled_from(ROLES)), "content": mostly(choice(texts, lists(mostly(parts))))},
        {"name": texts, "tool_calls": nodes, "tool_call_id": texts, "text": texts},
    ),
    objects({}, {"role": st.sampled_from(ROLES), "content": texts}),
    nodes,
)
many = st.builds(
    lambda role, size: [Object((("role", role),))] * size,
    st.sampled_from(ROLES),
    st.sampled_from([127, 128, 129, 260]),
)
anything = [
    "tools",
    "functions",
    "tool_choice",
    "function_call",
    "response_format",
    "reasoning_effort",
    "service_tier",
]
anything += ["seed", "logprobs", "user", "temperature", "top_p", "stop"]
requests = objects(
    {},
    {
        "model": mostly(models),
        "messages": mostly(choice(lists(messages, 9), lists(messages), many)),
        "stream": mostly(st.booleans()),
        "max_tokens": mostly(counts),
        "max_completion_tokens": mostly(counts),
        **dict.fromkeys(anything, nodes),
    },
)
details = {
    name: mostly(objects({}, {"cached_tokens": counts, "reasoning_tokens": counts}))
    for name in ("prompt_tokens_details", "completion_tokens_details")
}
usages = objects(
    {},
    {"prompt_tokens": mostly(counts), "completion_tokens": mostly(counts), "total_tokens": counts, **details},
)
answers = objects(
    {}, {"role": texts, "content": mostly(texts), "tool_calls": nodes, "refusal": mostly(texts)}
)
reasons = st.sampled_from(["stop", "length", "tool_calls", "content_filter", "function_call", "Stop"])
choices = objects({}, {"index": counts, "message": mostly(answers), "finish_reason": mostly(reasons)})
names = choice(
    st.builds("chatcmpl-{}".format, texts), st.builds(lambda size: "chatcmpl-" + "0" * size, LENGTHS), texts
)
responses = objects(
    {},
    {
        "id": mostly(names),
        "model": mostly(models),
        "choices": mostly(lists(mostly(choices))),
        "usage": mostly(usages),
        "messages": nodes,
        "object": texts,
    },
)


def _doubled(node: Node, key: str, value: Node) -> Node:
    return Object((*node.items, (key, value))) if isinstance(node, Object) else node


doubled = st.builds(
    _doubled,
    choice(requests, responses),
    st.sampled_from(["model", "id", "messages", "max_tokens", "usage", "x"]),
    choice(nodes, models),
)
nested = st.builds(lambda inner: Object((("model", "gpt-4"), ("messages", [inner]))), deep)
odd = st.builds(lambda token: Object((("model", "m"), ("messages", []), ("user", Raw(token)))), odd_texts)
values = choice(requests, requests, responses, responses, doubled, nodes, deep, nested, odd)
chats = st.builds(lambda style, node: style.write(node), styles, values)


def _sized(content: str, size: int) -> str:
    """JSON filled up with white space to a size in bytes around the threshold of compression."""
    return content + " " * max(0, size - len(content.encode()))


sized = st.builds(_sized, chats, st.sampled_from([98, 99, 100, 101]))
broken = choice(
    texts,
    st.builds(lambda content, cut: content[: len(content) - cut], chats, st.integers(0, 3)),
    st.builds(
        lambda content, after, first: after + content if first else content + after,
        chats,
        st.sampled_from(["x", "{}", "\ufeff", "\0", "\f", ","]),
        st.booleans(),
    ),
    st.sampled_from(
        ["NaN", "[Infinity]", "01", "+1", "1.", ".5", "tru", "'a'", "[1,]", '{"a":1,}', "{a:1}", "// c\n1"]
    ),
)
contents = choice(chats, chats, chats, sized, broken)
written = choice(
    st.text(max_size=300),
    st.lists(choice(st.sampled_from(FRAGMENTS), st.text(max_size=4)), max_size=30).map("".join),
    st.builds(lambda text, times: text * times, texts, st.integers(1, 60)),
)
"""Any text, for the algorithms that take any."""
