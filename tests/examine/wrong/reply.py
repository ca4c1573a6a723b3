"""Adapters whose lines are no replies, or not to the request."""

from __future__ import annotations

from tests.examine.adapter import Object, Plain


class Echo(Plain):
    """Sends back what it got."""

    def take(self, line: bytes) -> None:
        self.put(line)


class NoVersion(Plain):
    """Leaves `jsonrpc` out."""

    def write(self, reply: Object) -> None:
        super().write({key: value for key, value in reply.items() if key != "jsonrpc"})


class BareValue(Plain):
    """Puts the value where the result belongs."""

    def write(self, reply: Object) -> None:
        result = reply.get("result")
        super().write({**reply, "result": result["value"]} if result else reply)


class ErrorToo(Plain):
    """Has `error` in every reply, as JSON-RPC 1.0 does."""

    def write(self, reply: Object) -> None:
        super().write({"error": None, **reply})


class Quoted(Plain):
    """Writes what Python shows of a dict."""

    def write(self, reply: Object) -> None:
        self.put(f"{reply}\n".encode())


class TextId(Plain):
    """Answers ids as texts."""

    def write(self, reply: Object) -> None:
        super().write({**reply, "id": str(reply["id"])})


class NoId(Plain):
    """Answers without the id."""

    def write(self, reply: Object) -> None:
        super().write({**reply, "id": None})


class CountingId(Plain):
    """Counts replies."""

    count = 0

    def write(self, reply: Object) -> None:
        self.count += 1
        super().write({**reply, "id": self.count})


class ShortId(Plain):
    """Keeps an id in 16 bits."""

    def write(self, reply: Object) -> None:
        super().write({**reply, "id": reply["id"] and reply["id"] & 0xFFFF})
