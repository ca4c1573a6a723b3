"""The differences that are understood, one entry each, by the names that the models in `crate/` use."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Any

from tests.oracle.text import pack


@dataclass(frozen=True, slots=True)
class Known:
    """What the crate does, the rule it breaks (an id of requirements.yaml), and the case that shows it.

    No rule and no case: the protocol leaves it open. `request` is the shortest that shows it.
    """

    what: str
    rule: str | None
    case: str | None
    request: tuple[str, dict[str, Any]]


def _compress(content: str) -> tuple[str, dict[str, Any]]:
    return "engine.compress", {"content": content, "algorithm": "m2m"}


def _decompress(wire: str) -> tuple[str, dict[str, Any]]:
    return "engine.decompress", {"wire": wire}


def _read(text: str) -> tuple[str, dict[str, Any]]:
    return "message.read", {"text": text}


def _frame(variable: bytes = b"", *, schema: int = 1, security: int = 0, payload: bytes = bytes(8)) -> str:
    """A frame in text form; the payload without anything is the empty text."""
    return "#M2M|1|" + pack(struct.pack("<HBB16x", 20 + len(variable), schema, security) + variable + payload)


def _data(status: str) -> str:
    payload = f'{{"algorithm":"none","content":"","security_status":{status}}}'
    return f'{{"type":"DATA","payload":{payload},"timestamp":1}}'


KNOWN = {
    "role-dropped": Known(
        "Leaves `function`, unknown and missing roles out of the roles, but not out of the message count.",
        "FRM-013",
        "frame/role/unknown",
        _compress('{"messages":[{}]}'),
    ),
    "limit-without-field": Known(
        "Sets flag 6 for a max_tokens that is no unsigned integer, and writes no field.",
        "FRM-006",
        "frame/request/max-tokens-null",
        _compress('{"max_tokens":null}'),
    ),
    "limit-first-key": Known(
        "Does not look at max_completion_tokens if max_tokens is there, though it is not usable.",
        "FRM-006",
        "frame/request/max-completion-tokens-behind-null",
        _compress('{"max_tokens":null,"max_completion_tokens":5}'),
    ),
    "limit-wrapped": Known(
        "Writes max tokens modulo 2^32.",
        "FRM-006",
        "frame/request/max-tokens-saturates",
        _compress('{"max_tokens":4294967296}'),
    ),
    "text-length-wrapped": Known(
        "Writes the length of a model or id of over 255 bytes modulo 256, and then all of it.",
        "FRM-021",
        "frame/request/model-256",
        _compress(f'{{"model":"{"m" * 256}"}}'),
    ),
    "tokens-wrapped": Known(
        "Writes the token counts of a response modulo 2^32, and the cost of that.",
        "FRM-019",
        "frame/response/usage-prompt-beyond-32-bits",
        _compress('{"choices":[],"usage":{"prompt_tokens":4294967296}}'),
    ),
    "header-length-wrapped": Known(
        "Writes the length of headers of over 65,535 bytes modulo 65,536.",
        "LIM-006",
        "limit/header/one-message-more",
        _compress('{"messages":[' + ",".join(['{"role":"user"}'] * 262_400) + "]}"),
    ),
    "minus-zero": Known(
        "Takes -0 for a float, not for the whole number 0.",
        None,
        None,
        _compress('{"max_tokens":-0}'),
    ),
    "header-not-held": Known(
        "Reads the fields of the variable header wherever they end; header_len only tells where it goes on.",
        "FRM-033",
        "frame/malformed/cost-five-bytes",
        _decompress(_frame(b"\0")),
    ),
    "varint-64-wide": Known(
        "Drops the bits of a varint of ten bytes that do not fit 64.",
        "FRM-035",
        "frame/malformed/varint-65-bits",
        _decompress(
            "#M2M|1|JwABAAAAAAAAAAAAAAAAAAAAAAACbzEBAf///////////wMD7KM7QQAAAJwa4n17Im1vZGVsIjoiZ3B0LTRvIiwi"
            "bWVzc2FnZXMiOlt7InJvbGUiOiJ1c2VyIiwiY29udGVudCI6IkhlbGxvIn1dfQ=="
        ),
    ),
    "hmac-not-refused": Known(
        "Hands out the payload of a frame with security 01 without its tag having been verified.",
        "SEC-001",
        "security/refuse/hmac",
        _decompress(_frame(schema=3, security=1)),
    ),
    "aead-not-refused": Known(
        "Reads a frame with security 02 as one without, and hands out what stands there in the clear.",
        "SEC-002",
        "security/refuse/aead-plain",
        _decompress(_frame(schema=3, security=2)),
    ),
    "security-byte-ignored": Known(
        "Takes any security byte but 01 and 02 for 00.",
        "SEC-003",
        "security/refuse/byte-03",
        _decompress(_frame(schema=3, security=3)),
    ),
    "security-other-kind": Known(
        "Refuses a secured frame that is broken too for being broken. The kind `decompression` will do.",
        None,
        None,
        _decompress(_frame(schema=3, security=1, payload=b"\0" * 7)),
    ),
    "stream-followed": Known(
        "Does not look at what follows a Brotli stream.",
        "BRO-007",
        "brotli/malformed/trailing-byte",
        _decompress("#M2M[v3.0]|DATA:BgA="),
    ),
    "stream-window-large": Known(
        "Reads streams of the large-window variant, which RFC 7932 has not got.",
        "BRO-005",
        "brotli/malformed/large-window",
        _decompress("#M2M[v3.0]|DATA:ERgCAAJ7fQM="),
    ),
    "stream-padding": Known(
        "Does not look at the bits after a stream's last one, which are zero.",
        "BRO-007",
        "brotli/malformed/padding-not-zero",
        _decompress("#M2M[v3.0]|DATA:gwCAe30/"),
    ),
    "stream-overrun": Known(
        "Reads streams in which a copy is longer than what is left of its meta-block.",
        "BRO-005",
        "brotli/malformed/copy-past-meta-block",
        _decompress(
            "#M2M[v3.0]|DATA:iUkAAICqqqrq/3QVuMvlLqeTHC5yuYpc5CBylctVDnKT01UA9KpwABe/UnSKbBwAZ0Ii2dlihOt8YfDL9ccM"
        ),
    ),
    "over-16-mib": Known(
        "Decompresses without a bound.",
        "LIM-001",
        "limit/decompression/brotli-16-mib-and-one",
        _decompress("#M2M[v3.0]|DATA:y///PwAkwuKxQHLv//j//weABEAcFoDu/R8AAAJhAw=="),
    ),
    "token-varint-wide": Known(
        "Takes token varints of up to six bytes, and shifts what does not fit 32 bits back in.",
        "TOK-009",
        "token/malformed/varint-33-bits",
        _decompress("#TK|C|gICAgIAA"),
    ),
    "llama-as-cl100k": Known(
        "Writes and reads cl100k ids under L, which names Llama 3.",
        "TOK-013",
        "token/absent/llama-read",
        _decompress("#TK|L|"),
    ),
    "blank-panics": Known(
        "Panics when it splits about a million spaces into tokens.",
        "TOK-014",
        "token/hard/spaces-cl100k",
        ("engine.compress", {"content": " " * 1_000_000, "algorithm": "tokennative"}),
    ),
    "list-as-envelope": Known(
        "Reads a list of the four values as a message.",
        "MSG-009",
        "message/shape/envelope-list",
        _read('["PING",null,null,1]'),
    ),
    "list-as-payload": Known(
        "Reads a list of a payload's values as that payload.",
        "MSG-008",
        "message/shape/payload-list-of-a-rejection",
        _read('{"type":"REJECT","payload":["UNKNOWN",""],"timestamp":1}'),
    ),
    "list-as-inner": Known(
        "Reads lists of their values as compression, security and security_status.",
        "MSG-017",
        "message/shape/status-list",
        _read(_data("[true,true,null,null]")),
    ),
    "object-as-enum": Known(
        'Reads {"PING": null} as "PING", and so with codes, algorithms and encodings.',
        "MSG-001",
        "message/shape/type-object",
        _read('{"type":{"PING":null},"timestamp":1}'),
    ),
    "doubled-key": Known(
        "Refuses a known key that is there twice: with `json` in the envelope, as this shape in a payload.",
        None,
        None,
        _read('{"type":"PING","type":"PING","timestamp":1}'),
    ),
    "float-infinite": Known(
        "Reads a number beyond 32-bit floats as infinite, and writes that as null.",
        None,
        None,
        _read(_data('{"scanned":true,"safe":true,"confidence":1e39}')),
    ),
    "whole-rounded-once": Known(
        "Rounds a whole number where a 32-bit float belongs once, the reference by way of a 64-bit one.",
        None,
        None,
        _read(_data('{"scanned":true,"safe":true,"confidence":9007199791611905}')),
    ),
    "ignored-value-not-read": Known(
        "Takes numbers beyond a double, lone surrogates and any depth under keys it ignores.",
        None,
        None,
        _read('{"type":"PING","timestamp":1,"x":1e400}'),
    ),
}
