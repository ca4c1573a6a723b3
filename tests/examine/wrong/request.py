"""Adapters that cannot read or write every line."""

from __future__ import annotations

import json
import sys
from typing import Any

from tests.examine.adapter import Changed, Object, Plain, Right


class Misreading(Plain):
    """Reads UTF-8 as Latin-1."""

    def take(self, line: bytes) -> None:
        super().take(line.decode("latin-1").encode())


class Ascii(Plain):
    """Writes what is not ASCII as a question mark."""

    def write(self, reply: Object) -> None:
        self.put(json.dumps(reply, ensure_ascii=False).encode("ascii", "replace") + b"\n")


class Splitting(Plain):
    """Splits the input at every character that some take for a line end."""

    def take(self, line: bytes) -> None:
        for part in line.decode().splitlines():
            super().take(part.encode())


class Scanning(Plain):
    """Reads lines of 64 KiB at most, as Go's Scanner does, and ends at a longer one."""

    def take(self, line: bytes) -> None:
        if len(line) > 65536:
            sys.exit("bufio.Scanner: token too long")
        super().take(line)


class Cutting(Changed):
    """Has a buffer of 64 KiB for what is returned."""

    METHOD = "session.create_hello"

    def method(self, given: Object, right: Right) -> Any:
        value = right(given)
        return {**value, "payload": {**value["payload"], "agent_id": value["payload"]["agent_id"][:65536]}}


class Exact(Plain):
    """Wants a request to begin at the beginning of the line, and to end at its end."""

    def take(self, line: bytes) -> None:
        if not line.startswith(b"{") or not line.endswith(b"}\n"):
            sys.exit(f"no request: {line!r}")
        super().take(line)


class FirstCounts(Plain):
    """Of a key that stands twice, takes the first."""

    def answer(self, line: bytes) -> Object:
        request = json.loads(line, object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        return super().answer(json.dumps(request).encode())
