"""What a report shows of a target's own log: its end, and where a crash begins to tell of itself."""

from __future__ import annotations

import re

from m2m_conformance.channel import excerpt
from m2m_conformance.text import printable

_END = 30  # lines
_LONG = 430  # characters; what is shorter may be the beginning and the end of a line that was cut already
_CRASH = 10  # lines, from where a crash begins, if that is before the end
_BYTES = 4096
_MARK = "…"
_BEGINS = re.compile(
    r"panicked at |^panic: |^fatal error: |^Exception in thread |^Traceback \(|^Unhandled exception"
    r"|^(Uncaught )?[\w.]*(Error|Exception): |ERROR: \w+Sanitizer|^terminate called|^Fatal Python error"
)


def lines(log: str) -> list[str]:
    """The lines that matter, each escaped and cut as in a message; a line `…` where some are left out.

    They are the last thirty. A backtrace may have more than those, and what it is about stands before it in
    Rust, Go, Java and JavaScript: then the lines from there come first.
    """
    every = log.rstrip().split("\n") if log.strip() else []
    end = max(0, len(every) - _END)
    crash = next((at for at in reversed(range(len(every))) if _BEGINS.search(every[at])), end)
    if crash >= end:
        return [_plain(line) for line in every[end:]]
    head = every[crash : min(crash + _CRASH, end)]
    gap = [_MARK] if crash + len(head) < end else []
    return [*map(_plain, head), *gap, *map(_plain, every[end:])]


def _plain(line: str) -> str:
    text = line.rstrip("\r").expandtabs(4)
    return printable(text) if len(text) <= _LONG else excerpt.text(text)


def tail(log: str) -> str:
    """The same lines as one text of at most 4 KiB of UTF-8, cut after its first KiB."""
    data = "\n".join(lines(log)).encode()
    if len(data) <= _BYTES:
        return data.decode()
    mark = f"\n{_MARK}\n"
    first = _BYTES // 4
    last = _BYTES - first - len(mark.encode())
    return data[:first].decode(errors="ignore") + mark + data[-last:].decode(errors="ignore")
