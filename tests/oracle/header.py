"""The fixed and the variable header a writer gives to content."""

import json
import struct
from typing import Any

from . import varint
from .error import WireError
from .price import cost

KEY_BITS = [
    (1, ("tools", "functions")),
    (2, ("tool_choice", "function_call")),
    (5, ("response_format",)),
    (7, ("reasoning_effort",)),
    (8, ("service_tier",)),
    (9, ("seed",)),
    (10, ("logprobs",)),
    (11, ("user",)),
    (12, ("temperature",)),
    (13, ("top_p",)),
    (14, ("stop",)),
]
ROLE = {"system": 0, "developer": 0, "user": 1, "assistant": 2, "tool": 3, "function": 3}
FINISH = {"stop": 0, "length": 1, "tool_calls": 2, "content_filter": 3}


def parse(content: str) -> Any:
    """The JSON value of `content`. NaN and Infinity are not JSON, and 127 is as deep as it goes."""
    try:
        value = json.loads(content, parse_constant=refuse_constant, parse_int=whole)
    except (ValueError, RecursionError) as error:
        raise WireError(f"not JSON: {error}") from None
    if depth(value) > 127:
        raise WireError("nested more than 127 deep")
    return value


def whole(digits: str) -> int | float:
    """A number without fraction or exponent. One with a sign and no value is none."""
    return -0.0 if digits == "-0" else int(digits)


def depth(value: Any) -> int:
    """How many lists and objects stand inside each other."""
    inner = value.values() if isinstance(value, dict) else list_of(value)
    return 1 + max(map(depth, inner), default=0) if isinstance(value, dict | list) else 0


def refuse_constant(name: str) -> None:
    """Python's reader would take NaN and Infinity."""
    raise ValueError(name)


def is_unsigned(value: Any) -> bool:
    """A JSON number of the form 0, 1, 2…; true is none, though Python thinks so."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**64


def get(value: Any, *keys: str) -> Any:
    """value[key][key]…, None as soon as something on the way is no object."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def short_text(value: Any) -> bytes:
    """One length byte and the text; an empty text for anything that is no string."""
    data = value.encode() if isinstance(value, str) else b""
    if len(data) > 255:
        raise WireError("model or id over 255 bytes")
    return bytes([len(data)]) + data


def list_of(value: Any) -> list[Any]:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def is_response(value: Any) -> bool:
    """Which of the two headers the content gets."""
    if not isinstance(value, dict) or ("messages" in value and "model" in value):
        return False
    name = value.get("id")
    return "choices" in value or (isinstance(name, str) and name.startswith("chatcmpl-"))


def max_tokens_of(value: Any) -> int | None:
    """What `max_tokens` or `max_completion_tokens` asks for, at most 2^32 - 1."""
    for key in ("max_tokens", "max_completion_tokens"):
        if is_unsigned(get(value, key)):
            return min(int(get(value, key)), 2**32 - 1)
    return None


def parts_of(message: Any) -> list[Any]:
    """The parts of a message whose content is a list."""
    return list_of(get(message, "content"))


def hint_of(messages: list[Any]) -> int:
    """UTF-8 bytes of all text contents and text parts."""
    texts = [get(m, "content") for m in messages] + [get(p, "text") for m in messages for p in parts_of(m)]
    return sum(len(text.encode()) for text in texts if isinstance(text, str))


def role_of(message: Any) -> int:
    """Two bits; a missing or unknown role counts as user."""
    role = get(message, "role")
    return ROLE.get(role, 1) if isinstance(role, str) else 1


def pack_roles(messages: list[Any]) -> bytes:
    """Two bits a role, the first message in the lowest bits of the first byte."""
    number = sum(role_of(message) << (2 * place) for place, message in enumerate(messages))
    return number.to_bytes((len(messages) + 3) // 4, "little")


def request(value: Any) -> tuple[int, bytes]:
    """Flags and variable header of a request."""
    messages = list_of(get(value, "messages"))
    limit, hint, model = max_tokens_of(value), hint_of(messages), get(value, "model")
    flags = 1 * any(get(m, "role") in ("system", "developer") for m in messages)
    flags |= 8 * any(get(p, "type") == "image_url" for m in messages for p in parts_of(m))
    flags |= 16 * (get(value, "stream") is True)
    flags |= 64 * (limit is not None)
    for bit, keys in KEY_BITS:
        flags |= (isinstance(value, dict) and any(key in value for key in keys)) << bit
    header = short_text(model) + varint.write(len(messages)) + pack_roles(messages) + varint.write(hint)
    header += varint.write(limit) if limit is not None else b""
    price_of = model if isinstance(model, str) else ""
    return flags, header + cost(price_of, hint // 4, 500 if limit is None else limit)


def count_at(usage: Any, *keys: str) -> int:
    """A token count of `usage`, 0 if it is not there or no count."""
    value = get(usage, *keys)
    return int(value) if is_unsigned(value) else 0


def response(value: Any) -> tuple[int, bytes]:
    """Flags and variable header of a response."""
    choices, usage, model = list_of(get(value, "choices")), get(value, "usage"), get(value, "model")
    first = choices[0] if choices else None
    message, reason = get(first, "message"), get(first, "finish_reason")
    prompt, completion = count_at(usage, "prompt_tokens"), count_at(usage, "completion_tokens")
    cached = count_at(usage, "prompt_tokens_details", "cached_tokens")
    reasoning = count_at(usage, "completion_tokens_details", "reasoning_tokens")
    flags = 1 * (isinstance(message, dict) and "tool_calls" in message)
    flags |= 2 * isinstance(get(message, "refusal"), str)
    flags |= 4 * (reason == "content_filter") | 16 * (reason == "length")
    flags |= 32 * (cached > 0) | 64 * (reasoning > 0)
    header = short_text(get(value, "id")) + short_text(model)
    header += bytes([FINISH.get(reason, 0xFF) if isinstance(reason, str) else 0xFF])
    header += varint.write(prompt) + varint.write(completion)
    header += varint.write(cached) if cached else b""
    header += varint.write(reasoning) if reasoning else b""
    if "usage" in value:
        flags |= 8 | 128
        header += cost(model if isinstance(model, str) else "", prompt, completion)
    return flags, header


def header_of(content: str) -> bytes:
    """Fixed and variable header of the frame a writer makes of `content`."""
    value = parse(content)
    schema = 2 if is_response(value) else 1
    flags, variable = response(value) if schema == 2 else request(value)
    flags |= (len(content.encode()) >= 100) << 24
    if len(variable) + 20 > 0xFFFF:
        raise WireError("header over 65,535 bytes")
    return struct.pack("<HBBI12x", len(variable) + 20, schema, 0, flags) + variable
