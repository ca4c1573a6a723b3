"""What is wrong with a line that is no reply, or with none: told as a fault of the check that is about it."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson

from m2m_conformance.channel import (
    BrokenTargetError,
    EndedTargetError,
    Farewell,
    SilentTargetError,
    UnaskedError,
    excerpt,
)
from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import Exchange, FaultError
from m2m_conformance.examine.form import misshapen
from m2m_conformance.target import FormError

_BOM = b"\xef\xbb\xbf"
_THROWN = re.compile(r"^panic: |^Traceback \(most recent call last\)|\bpanicked at\b", re.MULTILINE)
"""How Go, Python and Rust begin what they write to stderr of something that nobody caught."""
_WELL = "exited with status 0"
"""What becomes of an adapter that has read its input to the end."""


@dataclass(frozen=True, slots=True)
class Broken:
    """What is known of an exchange that went wrong: the line `got`, or what came and is no line (`unread`).

    `ended` is what the adapter did when its input ended after that; `log` the end of its stderr.
    """

    sent: bytes
    got: bytes
    unread: bytes
    ended: Farewell
    log: str

    @property
    def everything(self) -> bytes:
        """All that it wrote to stdout for this request."""
        line = self.got + b"\n" if self.got else b""
        return line + self.unread + self.ended.left


def diagnosed(error: BrokenTargetError, broken: Broken) -> FaultError:
    """The fault behind an error. Its check is `answer` if there was no reply at all, for whatever reason."""
    fault = _fault(error, broken)
    if fault.check in ("answer", "reply"):
        fault.like = remedy.reply_to(_json(broken.sent))
    fault.shown = Exchange(broken.sent, broken.got or broken.everything, broken.log)
    if fault.check == "answer" and _crashed(error, broken):
        fault.crashed, fault.do = True, remedy.CRASH if broken.log else remedy.SILENT_CRASH
    return fault


def _crashed(error: BrokenTargetError, broken: Broken) -> bool:
    """Whether it ended as no program should, or wrote nothing but that it threw: a thread may end alone."""
    if isinstance(error, EndedTargetError) and "status 0" not in str(error) and "closed" not in str(error):
        return True
    return not broken.everything and bool(_THROWN.search(broken.log))


def _fault(error: BrokenTargetError, broken: Broken) -> FaultError:
    if fault := _encoded(broken.everything):
        return fault
    if isinstance(error, SilentTargetError):
        return _silent(error, broken)
    if isinstance(error, EndedTargetError):
        return _ended(error, broken)
    if isinstance(error, UnaskedError):
        return _several(broken)
    reply = _json(broken.got)
    if reply is None:
        return _no_json(error, broken)
    return _confused(_json(broken.sent), reply) or _form(error)


def _confused(request: Any, reply: Any) -> FaultError | None:
    """The fault of a reply that does not belong to the request, if there is one."""
    if not isinstance(request, dict) or not isinstance(reply, dict):
        return None
    if reply == request:
        came = "the request came back as it was sent"
        return FaultError(came, remedy.REPLY, check="reply")
    return _wrong_id(request.get("id"), reply)


def _form(error: BrokenTargetError) -> FaultError:
    """The fault of a line that is JSON, but not what a reply should be."""
    if isinstance(error, FormError):
        return misshapen(error)
    text = str(error)
    if "no session snapshot" in text:
        return FaultError(text, remedy.SNAPSHOT, check="snapshot")
    if text.startswith("refused: "):
        came = f"`initialize` is answered with an error: {text.removeprefix('refused: ')}"
        return FaultError(came, remedy.WELCOME, check="initialize", like=remedy.WELCOMING)
    return FaultError(text, remedy.REPLY, check="reply")


def _silent(error: SilentTargetError, broken: Broken) -> FaultError:
    left = broken.ended.left
    at_the_end = bool(left) and (broken.unread + left).lstrip().startswith(b"{")
    if b"\n" in broken.unread or (at_the_end and error.remedy):
        return FaultError(f"{error.what}; it came later", _first(error.remedy, remedy.LATE), check="answer")
    if broken.unread and _is_reply(broken.unread):
        return FaultError("a reply without a line end", remedy.LINE_END, check="flush")
    if at_the_end:
        came = "the reply came only when the input had ended"
        return FaultError(came, remedy.FLUSH, check="flush")
    if broken.unread:
        return _no_line(broken.unread)
    ended = broken.ended.ending
    if not ended:
        came = f"{error.what}; it goes on running when its input ends"
        return FaultError(came, _first(error.remedy, remedy.ANSWER), check="answer")
    came = f"{error.what}; when its input ended it {ended}"
    do = remedy.UNWRITTEN if ended == _WELL else remedy.ANSWER
    return FaultError(came, _first(error.remedy, do), check="answer")


def _first(sentence: str, do: str) -> str:
    """What is to be done, with a sentence before it if there is one."""
    return f"{sentence}. {do}" if sentence else do


def _ended(error: EndedTargetError, broken: Broken) -> FaultError:
    if broken.unread and _is_reply(broken.unread):
        return FaultError(f"{_said(error)}: the reply has no line end", remedy.LINE_END, check="flush")
    said = _said(error) if broken.got else f"{_said(error)} without an answer"
    return FaultError(said, remedy.LOOP, check="answer")


def _said(error: BrokenTargetError) -> str:
    """What an error says of the adapter, which is not yet a target."""
    return str(error).replace("the target", "it", 1)


def _several(broken: Broken) -> FaultError:
    """More than one line: one reply in many, a reply and empty lines, or something else."""
    text = broken.everything
    if _json(text) is not None and b"\n" in text.strip():
        return FaultError("a reply that is spread over several lines", remedy.LINE, check="line")
    if _json(text) is not None or not broken.unread.strip():
        return FaultError("an empty line beside the reply", remedy.LINE, check="line")
    lines = [line for line in text.split(b"\n") if line.strip()]
    others = [line for line in lines if not _is_reply(line)]
    if others == [text]:
        return _no_line(text)
    if others:
        return FaultError(
            f"a line that is no reply: {excerpt.line(others[0])}", remedy.STDOUT, check="stdout"
        )
    return FaultError(f"one reply more than requests: {excerpt.line(lines[-1])}", remedy.ONCE, check="stdout")


def _no_line(text: bytes) -> FaultError:
    """What has no line end stands before a reply, as a prompt does."""
    came = f"something that is no reply, and no line: {excerpt.line(text)}"
    return FaultError(came, remedy.PROMPT, check="stdout")


def _encoded(text: bytes) -> FaultError | None:
    """The fault of what is not UTF-8, or is marked as what needs no mark; None if it is as it should be."""
    if text.startswith(_BOM):
        came = f"a byte order mark before the reply: {excerpt.line(text)}"
        return FaultError(came, remedy.UTF8, check="utf8")
    with suppress(UnicodeDecodeError):
        if b"\0" not in text:  # which UTF-16 has in it
            codecs.getincrementaldecoder("utf-8")().decode(text)  # it may be cut
            return None
    return FaultError(f"a reply that is not UTF-8: {excerpt.line(text)}", remedy.UTF8, check="utf8")


def _no_json(error: BrokenTargetError, broken: Broken) -> FaultError:
    line = broken.got
    if _json(broken.everything) is not None:
        return FaultError("a reply that is spread over several lines", remedy.LINE, check="line")
    if line.lstrip().startswith(b"{"):
        return FaultError(str(error), remedy.JSON, check="reply")
    if (before := line[: line.find(b"{")]) and _is_reply(line[len(before) :]):
        came = f"something before the reply, in the same line: {excerpt.line(before)}"
        return FaultError(came, remedy.PROMPT, check="stdout")
    return FaultError(f"a line that is no reply: {excerpt.line(line)}", remedy.STDOUT, check="stdout")


def _wrong_id(number: Any, reply: dict[str, Any]) -> FaultError | None:
    if "id" not in reply:
        return FaultError("a reply without `id`", remedy.ID, check="id")
    got = reply["id"]
    if type(got) in (int, float) and got == number:
        return None
    shown = orjson.dumps(got).decode()
    as_text = " (as text)" if got == str(number) else ""
    came = f"the id {excerpt.text(shown)}{as_text} in the reply to the request with id {number}"
    return FaultError(came, remedy.ID, check="id")


def _json(text: bytes) -> Any:
    """What `text` is as JSON, None if it is none."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _is_reply(text: bytes) -> bool:
    return isinstance(_json(text), dict)
