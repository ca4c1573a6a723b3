"""What fuzzing begins with: all that the vectors send, and the words of the protocol."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import brotli as library  # type: ignore[import-untyped]

from m2m_conformance.case import Step
from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_cases
from m2m_ref import CodecEngine
from m2m_ref.algorithm import Algorithm
from m2m_ref.codec import brotli, frame
from m2m_ref.codec.frame import Mode
from m2m_ref.codec.tokenizer import available
from m2m_ref.codec.vocabulary import VOCABULARIES
from m2m_ref.document import read_document
from m2m_ref.error import M2MError
from m2m_ref.resource import spec_path
from tests.fuzz import layer
from tests.fuzz.edit import LONG_VARINTS
from tests.fuzz.frame import KEYS, sealed_as

LONGEST = 4096
"""Bytes. What is longer makes fuzzing slow and shows nothing more; the limits have tests of their own."""
BOMBS = "limit/decompression/"
"""Vectors that are short and become 16 MiB. As a beginning they would make nearly all executions so."""


@cache
def wires() -> tuple[bytes, ...]:
    """Every wire text of the vectors, right and wrong ones."""
    return _kept(step.params.get("wire") for step in _steps())


@cache
def contents() -> tuple[bytes, ...]:
    """Every content the vectors have written."""
    return _kept(step.params.get("content") for step in _steps())


@cache
def messages() -> tuple[bytes, ...]:
    """Every message of the vectors, as JSON text."""
    objects = (step.params.get("message") for step in _steps())
    return _kept(_json(each) for each in objects) + _kept(step.params.get("text") for step in _steps())


def texts() -> tuple[bytes, ...]:
    """JSON of all sorts."""
    return contents() + messages()


@cache
def binaries(algorithm: Algorithm) -> tuple[bytes, ...]:
    """The contents in the binary form of `algorithm`, in each vocabulary that is there."""
    encodings = [encoding for encoding in VOCABULARIES if available(encoding)]
    engines = [CodecEngine().with_encoding(encoding) for encoding in encodings]
    if algorithm is not Algorithm.TOKEN_NATIVE:
        engines = engines[:1]
    return _unique(data for engine in engines for data in _binary(engine, algorithm))


@cache
def frames() -> tuple[bytes, ...]:
    """Frames without their prefix: those of the vectors, and those of the contents."""
    prefix = len(frame.PREFIX)
    return _unpacked(frame.PREFIX) + tuple(data[prefix:] for data in binaries(Algorithm.M2M))


@cache
def secured(mode: Mode) -> tuple[bytes, ...]:
    """Frames secured with the key of the vectors: those of the vectors, and those of the contents."""
    sealed = tuple(sealed_as(data, KEYS[mode]) for data in frames())
    return _unpacked(frame.PREFIX) + sealed


def inspected() -> tuple[bytes, ...]:
    """Frames with their prefix, not secured and secured."""
    every = (*frames(), *secured(Mode.HMAC), *secured(Mode.AEAD))
    return tuple(frame.PREFIX.encode() + data for data in every)


@cache
def streams() -> tuple[bytes, ...]:
    """Brotli streams: those of the vectors, and the contents at several qualities and windows."""
    written = [
        library.compress(content, quality=5 + number % 7, lgwin=16 + number % 9)
        for number, content in enumerate(contents())
    ]
    return _unpacked(brotli.DATA) + tuple(written)


def all_binaries() -> tuple[bytes, ...]:
    """Both binary forms."""
    return binaries(Algorithm.M2M) + binaries(Algorithm.TOKEN_NATIVE)


def after(prefix: str) -> tuple[bytes, ...]:
    """What follows `prefix` in the wires that begin with it."""
    start = prefix.encode()
    return tuple(wire.removeprefix(start) for wire in wires() if wire.startswith(start))


@cache
def words() -> tuple[bytes, ...]:
    """Prefixes, JSON's own signs, the names in the specification, and varints at their bounds."""
    signs = ['"', "\\", "\\u0000", "\\ud800", "{}", "[]", "null", "true", "-0", "1e999", "1.0", "[[[["]
    signs += ["#M2M|1|", "#TK|", "#M2M[v3.0]|", "DATA:", "#T1|", "#DI|", "#M2M[v2.0]|", "|", "=="]
    names = {name for message in messages() for name in _names(_parsed(message))}
    names |= {name for content in contents() for name in _names(_parsed(content))}
    quoted = [json.dumps(name) for name in sorted(names | set(_names(_frame_document()))) if len(name) < 40]
    return tuple(text.encode("utf-8", "surrogatepass") for text in signs + quoted) + LONG_VARINTS


def _unpacked(prefix: str) -> tuple[bytes, ...]:
    """What the base64 after `prefix` stands for in the wires where it is base64."""
    found = map(layer.base64_text, after(prefix))
    return tuple(each[0] for each in found if each is not None)


@cache
def _steps() -> tuple[Step, ...]:
    cases = load_cases(vectors_path(), load_requirements())
    return tuple(
        step for case in cases if not case.id.startswith(BOMBS) for step in case.steps if step.fill is None
    )


def _kept(values: Iterable[object]) -> tuple[bytes, ...]:
    return _unique(_encoded(value) for value in values if isinstance(value, str))


def _unique(values: Iterable[bytes | None]) -> tuple[bytes, ...]:
    found = dict.fromkeys(value for value in values if value is not None and len(value) <= LONGEST)
    return tuple(found)


def _encoded(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")


def _binary(engine: CodecEngine, algorithm: Algorithm) -> Iterator[bytes]:
    for content in contents():
        try:
            yield engine.compress_binary(content.decode(), algorithm).data
        except (M2MError, UnicodeDecodeError):
            continue


def _json(value: object) -> str | None:
    return None if value is None else json.dumps(value)


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _names(value: Any) -> Iterator[str]:
    """The keys and the short texts of a JSON value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _names(item)
    elif isinstance(value, str):
        yield value


def _frame_document() -> Any:
    return read_document(spec_path("frame.yaml"), "frame.schema.json")
