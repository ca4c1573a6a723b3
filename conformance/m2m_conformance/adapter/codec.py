"""The reference's engine, frame and keys behind the adapter protocol (spec/adapter.md).

It adds no behaviour: parameters become what m2m_ref takes, and what m2m_ref gives becomes JSON.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, TypeVar

import msgspec

from m2m_conformance.adapter.server import AdapterError, Method, Params
from m2m_conformance.rpc import INVALID_PARAMS
from m2m_ref import Algorithm, CodecEngine, Encoding, key
from m2m_ref.codec import detect, frame
from m2m_ref.codec.result import BinaryResult, CompressionResult
from m2m_ref.codec.tokenizer import available
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.profile import Profile

FEATURES = ("m2m", "tokennative", "brotli", "hmac", "aead", "choice", "binary", "inspect", "key")
TOKENIZERS = {"cl100k": Encoding.CL100K_BASE, "o200k": Encoding.O200K_BASE, "llama": Encoding.LLAMA_BPE}

E = TypeVar("E", bound=Enum)
T = TypeVar("T")


def features() -> tuple[str, ...]:
    """What the codec has: its algorithms and methods, and the tokenizers whose vocabulary is there."""
    return FEATURES + tuple(name for name, encoding in TOKENIZERS.items() if available(encoding))


def lacks() -> dict[str, str]:
    """The tokenizers that are not there, and how to get them."""
    return {
        name: f"its vocabulary is not installed: {VOCABULARIES[encoding].package.install}"
        for name, encoding in TOKENIZERS.items()
        if not available(encoding)
    }


def methods(profile: Callable[[], Profile]) -> dict[str, Method]:
    """The methods of the codec by name. `profile` gives the one that is judged by at the time of a call."""

    def engine(params: Params) -> CodecEngine:
        encoding = member(Encoding, params.get("encoding", Encoding.CL100K_BASE.value))
        return CodecEngine(encoding, profile=profile(), key=_key(params))

    def algorithm(params: Params) -> Algorithm:
        return member(Algorithm, params["algorithm"])

    return {
        "engine.compress": lambda given: _text(engine(given).compress(given["content"], algorithm(given))),
        "engine.compress_auto": lambda given: _text(engine(given).compress_auto(given["content"])),
        "engine.compress_best": lambda given: _text(engine(given).compress_best(given["content"])),
        "engine.compress_binary": lambda given: _binary(
            engine(given).compress_binary(given["content"], algorithm(given))
        ),
        "engine.decompress": lambda given: engine(given).decompress(given["wire"]),
        "engine.decompress_binary": lambda given: engine(given).decompress_binary(_bytes(given["wire"])),
        "engine.detect": lambda given: detect(given["wire"], profile()).value,
        "frame.inspect": lambda given: _headers(frame.inspect(given["wire"])),
        "key.derive": lambda given: key.derive(_hex(given["master"]), _path(given["path"])).hex(),
        "key.exchange": lambda given: (
            key.KeyPair.from_private(_hex(given["private"])).exchange(_hex(given["public"])).hex()
        ),
    }


def member(kind: type[E], value: str) -> E:
    """The member of an enumeration that has this value. Raises AdapterError if none has."""
    return _made(kind, value)


def _made(make: Callable[[str], T], text: str) -> T:
    """What `make` makes of a parameter. Raises AdapterError where it has a ValueError."""
    try:
        return make(text)
    except ValueError as error:
        raise AdapterError(INVALID_PARAMS, str(error)) from error


def _key(params: Params) -> frame.FrameKey | None:
    if "key" not in params:
        return None
    given = Params(params["key"])
    return frame.FrameKey(member(frame.Mode, given["mode"]), _hex(given["secret"]))


def _text(result: CompressionResult) -> dict[str, Any]:
    return {"wire": result.data, **_figures(result)}


def _binary(result: BinaryResult) -> dict[str, Any]:
    return {"wire": b64encode(result.data).decode(), **_figures(result)}


def _figures(result: CompressionResult | BinaryResult) -> dict[str, Any]:
    return {
        "algorithm": result.algorithm.value,
        "original_bytes": result.original_bytes,
        "compressed_bytes": result.compressed_bytes,
    }


def _headers(info: frame.FrameInfo) -> dict[str, Any]:
    return {
        "header_length": info.header_length,
        "schema": info.schema,
        "security": info.security,
        "flags": info.flags,
        **_fields(info.variable),
        "payload_length": info.payload_length,
        "crc32": info.crc32,
        "truncated": info.truncated,
    }


def _fields(variable: frame.RequestHeader | frame.ResponseHeader | bytes) -> dict[str, Any]:
    """The fields of a variable header; none if its schema's is opaque."""
    if isinstance(variable, bytes):
        return {}
    fields = msgspec.structs.asdict(variable)
    if isinstance(variable, frame.RequestHeader):
        del fields["packed_roles"]
        fields["roles"] = list(variable.roles)
    return fields


def _path(text: str) -> str:
    """The path that m2m_ref makes of the parts of `text`: it takes paths by parts, and checks those."""
    match text.split("/"):
        case ["m2m", "v1", organisation]:
            return key.organisation_path(organisation)
        case ["m2m", "v1", organisation, key.SHARED]:
            return key.shared_path(organisation)
        case ["m2m", "v1", organisation, agent]:
            return key.agent_path(organisation, agent)
        case ["m2m", "v1", organisation, agent, purpose]:
            return key.purpose_path(organisation, agent, purpose)
        case ["m2m", "v1", organisation, "session", pair, session]:
            one, _, other = pair.partition(":")
            return key.session_path(organisation, one, other, session)
    raise AdapterError(INVALID_PARAMS, f"{text!r} is not the path of any key")


def _hex(text: str) -> bytes:
    return _made(bytes.fromhex, text)


def _bytes(text: str) -> bytes:
    return _made(partial(b64decode, validate=True), text)
