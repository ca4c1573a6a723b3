"""Requests as lines: which ones an adapter has to be able to read, and what comes through them unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable

from m2m_conformance.examine.check import FaultError, UnexaminedError, blamed
from m2m_conformance.examine.sample import CAPABILITIES
from m2m_conformance.examine.subject import UNKNOWN, Subject, carried

LONG = 1024 * 1024 + 5
"""Characters of a text that makes a long line."""

_TEXTS = {
    "letters beyond ASCII": "Grüße, Ωμέγα, 日本語",
    "characters of four bytes": "😀 𝔪2𝔪",
    "U+2028, U+2029 and U+0085, which some take for line ends": "a\u2028b\u2029c\u0085d",
    "a line end, escaped": "one\ntwo\r\nthree",
}
_UTF8 = (
    "Read stdin and write stdout as UTF-8, whatever the system's own encoding is. "
    "Python: sys.stdin.buffer, or PYTHONUTF8=1. Java: new InputStreamReader(System.in, UTF_8)"
)
_SPLIT = (
    "Split the input at \\n only. JavaScript: the module readline and Python's str.splitlines also split at "
    "other characters"
)
_BUFFER = (
    "Read lines of any length. Go: a bufio.Scanner stops at 64 KiB; give it a larger buffer with "
    "scanner.Buffer, or use bufio.Reader.ReadBytes('\\n'). C: getline, not fgets with a fixed buffer"
)
_SPACE = (
    "White space around the JSON does not matter, a \\r before the \\n neither: leave both to the JSON parser"
)
_TWICE = "The last one counts. The suite sends none, but most JSON libraries do so by themselves"


def space(subject: Subject) -> None:
    """White space around a request."""
    with blamed("a request with white space around it", _SPACE, every=True):
        subject.probe(before=b" \t ", after=b" \r\n")


def twice(subject: Subject) -> None:
    """A key that stands twice."""
    text = f'{{"jsonrpc":"2.0","id":11,"method":"{UNKNOWN}","params":{{}},"id":12}}'
    with blamed("a request whose id stands twice, as 11 and then as 12", _TWICE, every=True, advice=True):
        subject.send(text, 12)


def text(subject: Subject) -> None:
    """Characters beyond ASCII come back as they were."""
    echo = _echo(subject)
    for what, content in _TEXTS.items():
        do = _SPLIT if "line end" in what else _UTF8
        with blamed(what, do, every=True):
            got = echo(content)
        if got != content:
            raise FaultError(f"{what}: {_quoted(content)} came back as {_quoted(got)}", do)


def long(subject: Subject) -> None:
    """A line of a mebibyte, both ways."""
    echo, content = _echo(subject), "x" * LONG
    with blamed(f"a text of {LONG} characters in one line", _BUFFER, every=True):
        got = echo(content)
    if got != content:
        raise FaultError(f"of a text of {LONG} characters {len(str(got))} came back", _BUFFER)


Echo = Callable[[str], object]


def _echo(subject: Subject) -> Echo:
    """What hands a text to the adapter and has it back; tried with a plain one. Raises UnexaminedError."""
    for feature, make in _ECHOES.items():
        if feature in subject.info.features:
            echo = make(subject)
            if echo("plain") == "plain":
                return echo
    raise UnexaminedError("no method that hands a text back is there yet")


def _by_wire(subject: Subject) -> Echo:
    """With the algorithm none, the content is the wire."""
    return lambda text: carried(subject, "engine.decompress", wire=text).value


def _by_message(subject: Subject) -> Echo:
    def echo(text: str) -> object:
        message = {"type": "PING", "session_id": text, "payload": {}, "timestamp": 1}
        value = carried(subject, "message.read", text=json.dumps(message, ensure_ascii=False)).value
        return _at(value, "message", "session_id")

    return echo


def _by_hello(subject: Subject) -> Echo:
    """The name of the agent comes back in the HELLO."""

    def echo(text: str) -> object:
        carried(subject, "session.create", session="echo", capabilities={**CAPABILITIES, "agent_id": text})
        return _at(carried(subject, "session.create_hello", session="echo").value, "payload", "agent_id")

    return echo


_ECHOES: dict[str, Callable[[Subject], Echo]] = {
    "session": _by_hello,
    "engine": _by_wire,
    "message": _by_message,
}


def _at(value: object, *path: str) -> object:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _quoted(value: object) -> str:
    return json.dumps(value, ensure_ascii=not isinstance(value, str) or "\u2028" in value)
