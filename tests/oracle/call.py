"""What each call of a wire vector has to return, by the oracle."""

import base64
from collections.abc import Callable
from types import ModuleType
from typing import Any

from . import binary, choice, frame, key, look, secured
from .header import header_of
from .text import pack

Given = dict[str, Any]


def done(call: str, given: Given, oracle: ModuleType) -> Any:
    """The value; WireError where the call has to fail. `oracle` is wire, or strict for that profile."""
    return CALLS[call](given, oracle)


def figures(text: str | bytes, algorithm: str, content: str) -> dict[str, Any]:
    """What every call that writes returns."""
    return {
        "wire": text if isinstance(text, str) else base64.b64encode(text).decode(),
        "algorithm": algorithm,
        "original_bytes": len(content.encode()),
        "compressed_bytes": len(text.encode() if isinstance(text, str) else text),
    }


def encoding_of(given: Given) -> str:
    """The encoding asked for, or the one that is used if none is."""
    return str(given.get("encoding", "Cl100kBase"))


def compress(given: Given, oracle: ModuleType) -> dict[str, Any]:
    """Content in the algorithm that is named."""
    content, algorithm = given["content"], given["algorithm"]
    if "key" in given:
        return figures(secured.build(content, algorithm, given["key"]), algorithm, content)
    return figures(oracle.build(content, algorithm, encoding_of(given)), algorithm, content)


def compress_auto(given: Given, oracle: ModuleType) -> dict[str, Any]:
    """Content in the algorithm of the table."""
    algorithm = choice.auto(given["content"], oracle.check_limits)
    return compress({**given, "algorithm": algorithm}, oracle)


def compress_best(given: Given, oracle: ModuleType) -> dict[str, Any]:
    """Content in the shortest."""
    algorithm, text = choice.best(given["content"], encoding_of(given))
    return figures(text, algorithm, given["content"])


def compress_binary(given: Given, oracle: ModuleType) -> dict[str, Any]:
    """Content in a binary form."""
    content, algorithm = given["content"], given["algorithm"]
    oracle.build(content, algorithm, encoding_of(given))  # what has no text form has no binary one
    return figures(binary.build(content, algorithm, encoding_of(given)), algorithm, content)


def decompress(given: Given, oracle: ModuleType) -> str:
    """The content of a text form."""
    if "key" in given:
        return secured.read(given["wire"], given["key"], oracle)
    return str(oracle.read(given["wire"]))


def decompress_binary(given: Given, oracle: ModuleType) -> str:
    """The content of a binary form. A frame is read as its text form is."""
    data = base64.b64decode(given["wire"], validate=True)
    if data.startswith(binary.PREFIX):
        return str(oracle.read(frame.PREFIX + pack(data[len(binary.PREFIX) :])))
    return binary.read_tokens(data)


def derive(given: Given, oracle: ModuleType) -> str:
    """A derived key, in hex."""
    return key.derive(bytes.fromhex(given["master"]), given["path"]).hex()


def exchange(given: Given, oracle: ModuleType) -> str:
    """The key of two peers, in hex."""
    return key.exchange(bytes.fromhex(given["private"]), bytes.fromhex(given["public"])).hex()


CALLS: dict[str, Callable[[Given, ModuleType], Any]] = {
    "engine.compress": compress,
    "engine.compress_auto": compress_auto,
    "engine.compress_best": compress_best,
    "engine.compress_binary": compress_binary,
    "engine.decompress": decompress,
    "engine.decompress_binary": decompress_binary,
    "engine.detect": lambda given, oracle: oracle.detect(given["wire"]),
    "frame.inspect": lambda given, _: look.look(given["wire"]),
    "key.derive": derive,
    "key.exchange": exchange,
}


def is_exact(given: Given, truth: dict[str, Any]) -> bool:
    """Whether what is written is one exact text, and hangs neither on a Brotli encoder nor on a nonce."""
    return is_length_exact(given, truth) and given.get("key", {}).get("mode") != "aead"


def is_length_exact(given: Given, truth: dict[str, Any]) -> bool:
    """The same of its length: a nonce has always 12 bytes."""
    if truth["algorithm"] == "m2m":
        return len(given["content"].encode()) < 100
    return bool(truth["algorithm"] != "brotli")


def sure_start(call: str, given: Given, truth: dict[str, Any]) -> str:
    """As much of a written frame as hangs on neither: prefix and headers."""
    header = len(header_of(given["content"]))
    if call == "engine.compress_binary":
        return str(truth["wire"][: (len(binary.PREFIX) + header) * 8 // 6])
    return str(truth["wire"][: len(frame.PREFIX) + header * 8 // 6])
