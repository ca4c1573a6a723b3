"""The invalid wires of the vectors, opened as far as they can be, and what is sound in the corpus."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from . import brotli_text, frame, secured, wire
from .call import done
from .case import CASES, FLAGS, oracle_of, resolve
from .error import WireError
from .text import pack, unpack

READS = ("engine.decompress", "engine.decompress_binary", "frame.inspect")
BINARY_FRAME = b"#M2M|1|"

Given = dict[str, Any]


@dataclass(frozen=True)
class Broken:
    """A wire that is refused. `flags` are those of its case."""

    name: str
    call: str
    given: Given
    flags: tuple[str, ...]

    def text(self) -> str:
        """The wire as it stands in the vector."""
        return str(self.given["wire"])

    def form(self) -> str:
        """What its beginning says it is: m2m, tokennative, brotli or none."""
        if self.call == "engine.decompress_binary":
            return "m2m" if base64.b64decode(self.text()).startswith(BINARY_FRAME) else "tokennative"
        return wire.detect(self.text())

    def data(self) -> bytes:
        """Its bytes after the prefix; those of a secured frame that its key opens, without the security."""
        if self.call == "engine.decompress_binary":
            return base64.b64decode(self.text()).removeprefix(BINARY_FRAME)
        if self.is_sealed():
            return unpack(secured.plain(self.text(), self.given["key"])[len(frame.PREFIX) :])
        return unpack(self.text()[len(self.head()) :])

    def is_sealed(self) -> bool:
        """Whether its key opens it, so that what is wrong is inside."""
        try:
            return "key" in self.given and secured.plain(self.text(), self.given["key"]) != ""
        except WireError:
            return False

    def head(self) -> str:
        """The prefix of a text form; of TokenNative with the tokenizer id."""
        if self.form() == "tokennative":
            return "|".join(self.text().split("|")[:2]) + "|"
        return {"m2m": frame.PREFIX, "brotli": brotli_text.PREFIX, "none": ""}[self.form()]

    def with_data(self, data: bytes) -> "Broken":
        """The same with other bytes after the prefix."""
        if self.call == "engine.decompress_binary":
            prefix = BINARY_FRAME if self.form() == "m2m" else b""
            return self.with_given(wire=base64.b64encode(prefix + data).decode())
        given = {key: item for key, item in self.given.items() if key != "key" or not self.is_sealed()}
        return replace(self, given={**given, "wire": self.head() + pack(data)})

    def with_given(self, **changes: Any) -> "Broken":
        """The same with other parameters; None for none."""
        given = {**self.given, **changes}
        return replace(self, given={key: item for key, item in given.items() if item is not None})

    def content(self) -> bytes:
        """What the oracle reads."""
        return str(done(self.call, self.given, oracle_of(self.name))).encode()

    def is_read(self) -> bool:
        """Whether the oracle takes it, by the rules of the profile of its case."""
        try:
            done(self.call, self.given, oracle_of(self.name))
        except WireError:
            return False
        return True


def read_steps() -> Iterator[tuple[Broken, bool]]:
    """Every wire that stands in the vectors, to be read or written, and whether it is refused."""
    for name, (define, steps) in CASES.items():
        for step in steps:
            if step["call"] in READS and not is_saved(step["with"]["wire"], define):
                given, refused = resolve(step["with"], define), "value" not in step["expect"]
                yield Broken(name, step["call"], given, tuple(FLAGS[name])), refused
            elif step["call"].startswith("engine.compress") and "value" in step["expect"]:
                yield from written(name, step, define)


def written(name: str, step: Given, define: Given) -> Iterator[tuple[Broken, bool]]:
    """What is written, if the vector has all of it."""
    wire = step["expect"]["value"].get("wire")
    if isinstance(wire, str):
        given = resolve({**step["with"], "wire": wire}, define)
        call = "engine.decompress" + step["call"].removeprefix("engine.compress").removesuffix("_auto")
        key = {"key": given["key"]} if "key" in given else {}
        yield Broken(name, call.removesuffix("_best"), {"wire": given["wire"], **key}, ()), False


def is_saved(value: Any, define: Given) -> bool:
    """Whether a value is one that an earlier step wrote."""
    return isinstance(value, str) and value.startswith("$") and value[1:].partition(".")[0] not in define


def by_steps(wanted: Callable[[bool], bool]) -> list[Broken]:
    """The wires of those steps, each once."""
    return list({(one.name, one.text()): one for one, refused in read_steps() if wanted(refused)}.values())


BROKEN = by_steps(lambda refused: refused)


@cache
def sound() -> list[Broken]:
    """Every wire of the vectors that is read."""
    return [one for one in by_steps(lambda refused: not refused) if one.form() != "none"]


@cache
def sound_bytes(form: str) -> set[bytes]:
    """The bytes after the prefix of every wire of this form that is read whole, as they are sent."""
    raw = (replace(one, given={"wire": one.text()}) for one in sound() if one.form() == form)
    return {one.data() for one in raw if not {"truncated", "unlooked"} & set(one.flags)}


@cache
def keys() -> list[dict[str, str]]:
    """Every key that something is read with."""
    found = [one.given["key"] for one in sound() if "key" in one.given]
    return list({(key["mode"], key["secret"]): key for key in found}.values())
