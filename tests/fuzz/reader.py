"""Everything that reads what others sent, each as a function of bytes.

A reader gives a value or an M2MError. Any other exception is a find, and so is a WrongValueError: a value
that is over the limit, or that written again is read as another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import brotli, tokennative
from m2m_ref.codec.frame import PREFIX, Mode
from m2m_ref.error import M2MError
from m2m_ref.profile import Profile
from tests.fuzz import corpus, frame, layer, message, session, wire


@dataclass(frozen=True)
class Reader:
    """One way in.

    `read` is called with what a peer sent, `corpus` gives what to begin with, `layers` are what the form is
    wrapped in.
    """

    name: str
    read: Callable[[bytes], object]
    corpus: Callable[[], Iterable[bytes]]
    layers: tuple[layer.Peel, ...] = ()

    def __call__(self, data: bytes) -> None:
        """Read `data`. Raises what is a find."""
        try:
            self.read(data)
        except M2MError:
            return


def _both(
    name: str,
    read: Callable[..., object],
    begin: Callable[[], Iterable[bytes]],
    *layers: layer.Peel,
) -> list[Reader]:
    """A reader that takes a `profile`, with both."""
    return [Reader(f"{name}-{each.value}", partial(read, profile=each), begin, layers) for each in Profile]


def _form(algorithm: Algorithm, prefix: str, *layers: layer.Peel) -> list[Reader]:
    """The text form of an algorithm."""
    read = partial(wire.read_form, prefix=prefix, algorithm=algorithm)
    return _both(algorithm.value, read, partial(corpus.after, prefix), *layers)


def _secured(mode: Mode) -> list[Reader]:
    """Frames secured in one way: as a stranger sends them, and as one with the key does."""
    secured = partial(frame.read_secured, mode=mode)
    sealed = partial(frame.read_sealed, mode=mode)
    return [
        *_both(mode.value, secured, partial(corpus.secured, mode)),
        *_both(f"{mode.value}-sealed", sealed, corpus.frames, layer.frame),
    ]


_ALL = [
    *_both("message", message.read, corpus.messages),
    *_both("session", session.receive, corpus.messages),
    *_both("json", message.read_json, corpus.texts),
    *_form(Algorithm.M2M, PREFIX, layer.text, layer.frame),
    *_form(Algorithm.TOKEN_NATIVE, tokennative.PREFIX, layer.token_text),
    *_form(Algorithm.BROTLI, brotli.DATA, layer.text, layer.stream),
    *_both("text", wire.read_text, corpus.wires, layer.any_text),
    *_both("text-with-key", wire.read_text_with_key, corpus.wires, layer.any_text),
    *_both("binary", wire.read_binary, corpus.all_binaries, layer.prefixed, layer.frame),
    *_both("frame", frame.read, corpus.frames, layer.frame),
    *_both("frame-write", frame.write, corpus.contents),
    *_secured(Mode.HMAC),
    *_secured(Mode.AEAD),
    Reader("inspect-text", frame.inspect_text, partial(corpus.after, PREFIX), (layer.text, layer.frame)),
    Reader("inspect-binary", frame.inspect_binary, corpus.inspected, (layer.prefixed, layer.frame)),
    Reader("tokennative-binary", wire.read_tokens, partial(corpus.binaries, Algorithm.TOKEN_NATIVE)),
    Reader("brotli-stream", wire.read_stream, corpus.streams, (layer.stream,)),
]

READERS = {reader.name: reader for reader in _ALL}
"""All readers, by name."""
