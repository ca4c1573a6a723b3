"""The binary forms: a frame without base64, or tokens after the byte of their vocabulary."""

from . import frame, token_text
from .error import WireError
from .text import unpack

PREFIX = b"#M2M|1|"
BYTE = {"C": 0, "O": 1}


def build(content: str, algorithm: str, encoding: str) -> bytes:
    """The binary form of `content`."""
    if algorithm == "m2m":
        return PREFIX + unpack(frame.build(content)[len(PREFIX) :])
    _, letter, data = token_text.build(content, encoding).split("|")
    return bytes([BYTE[letter]]) + unpack(data)


def read_tokens(data: bytes) -> str:
    """The content of what is no frame."""
    if data[:1] not in (b"\0", b"\1"):
        raise WireError("no form begins like this, or the oracle has not got Llama's vocabulary")
    return token_text.read_ids(token_text.ids_of(data[1:]), "CO"[data[0]])
