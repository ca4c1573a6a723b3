"""Any wire, by its prefix."""

from . import brotli_text, frame, token_text

PREFIX = {"#M2M|1|": "m2m", "#TK|": "tokennative", "#M2M[v3.0]|": "brotli"}


def detect(wire: str) -> str:
    """The algorithm the prefix stands for; none for any other text."""
    return next((name for prefix, name in PREFIX.items() if wire.startswith(prefix)), "none")


def read(wire: str) -> str:
    """The content of `wire`."""
    if wire.startswith("#M2M|1|"):
        return frame.read(wire)
    if wire.startswith("#TK|"):
        return token_text.read(wire)
    if wire.startswith("#M2M[v3.0]|"):
        return brotli_text.read(wire)
    return wire


def build(content: str, algorithm: str, encoding: str) -> str:
    """The wire of `content`. `encoding` counts for TokenNative only."""
    if algorithm == "m2m":
        return frame.build(content)
    if algorithm == "tokennative":
        return token_text.build(content, encoding)
    return brotli_text.build(content) if algorithm == "brotli" else content


def check_limits(value: object) -> None:
    """JSON that can be parsed can be written."""
