"""What is wrong, in plain words, with a line that is JSON but no reply, or a value that is no welcome."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache

from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import FaultError
from m2m_conformance.schema import quoted
from m2m_conformance.target import REPLY, WELCOME, FormError
from m2m_conformance.usage import nearest
from m2m_ref.resource import spec_path

SERVER = "http"
"""The feature that no adapter has."""

_NAMES = {
    "feature": re.compile(r"features\[\d+\]|lacks"),
    "kind": re.compile(r"error\.data\.kind"),
    "state": re.compile(r"(result|error\.data)\.session\.state"),
    "algorithm": re.compile(r"(result|error\.data)\.session\.algorithm"),
    "encoding": re.compile(r"(result|error\.data)\.session\.encoding"),
}
"""Where one of a list of names belongs."""
_EMPTY = (
    (re.compile(r"features"), "null ", "Write [] for none (Go: a nil slice is null: use []string{})"),
    (re.compile(r"lacks"), "null ", "Leave `lacks` out, or write {} (Go: omitempty; a nil map is null)"),
    (
        re.compile(r"(result|error\.data)\.session\.(algorithm|encoding)"),
        '"" ',
        "Say null before anything was negotiated (Go: a *string)",
    ),
)
"""Places, how what is wrong with them begins, and what is to be done: of what stands there for nothing."""


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of a kind: `feature` (of an adapter), `kind`, `state`, `algorithm` or `encoding`."""
    definitions = json.loads(spec_path(REPLY).read_text(encoding="utf-8"))["$defs"]
    known = definitions["snapshot"]["properties"]["state"] if kind == "state" else definitions[kind]
    return tuple(name for name in known["enum"] if name != SERVER)


def misshapen(error: FormError) -> FaultError:
    """The fault that a schema found."""
    came = error.plain
    if error.schema == WELCOME:
        return _introduction(error, came)
    if ".session" in error.where or error.where == "result.session":
        return FaultError(came, _spelled(error, remedy.SNAPSHOT), check="snapshot")
    if error.where.startswith("error.data") or (error.where == "error" and '"data"' in error.reason):
        return FaultError(came, _spelled(error, remedy.KIND), check="refusal", like=remedy.REFUSING)
    return FaultError(came, remedy.SHAPE, check="reply")


def _introduction(error: FormError, came: str) -> FaultError:
    if error.where.startswith("features["):
        return FaultError(came, _spelled(error, remedy.FEATURES), check="features")
    if error.where == "features":
        return FaultError(came, _spelled(error, remedy.FEATURES), check="features")
    if error.where.startswith("lacks"):
        return FaultError(came, _spelled(error, remedy.LACKS), check="lacks")
    return FaultError(came, remedy.WELCOME, check="initialize", like=remedy.WELCOMING)


def _spelled(error: FormError, do: str) -> str:
    """`do`, with the right spelling of a name before it, if one is near, or of what stands for nothing."""
    for place, begins, instead in _EMPTY:
        if place.fullmatch(error.where) and error.reason.startswith(begins):
            return f"{instead}. {do}"
    kind = next((kind for kind, place in _NAMES.items() if place.fullmatch(error.where)), None)
    if kind is None or not (word := quoted(error.reason)):
        return do
    near = _near(word, names(kind))
    told = f'Did you mean "{near}"? ' if near else ""
    return f"{told}{do}. There are: {', '.join(names(kind))}"


def _near(word: str, known: Sequence[str]) -> str:
    """The one of `known` that `word` was probably meant to be, in whatever case; empty if none is near."""
    plain = {_plain(each): each for each in known}
    return plain.get(nearest(_plain(word), plain), "")


def _plain(word: str) -> str:
    return re.sub("[^a-z0-9]", "", word.lower())
