"""Adapters that do not introduce themselves as they should, or do not stay."""

from __future__ import annotations

import os
import sys

from tests.examine.adapter import Changed, Object, Plain, Welcome


class Unwelcoming(Changed):
    """Does not know `initialize`."""

    METHOD = "initialize"

    def __init__(self) -> None:
        super().__init__()
        del self.methods["initialize"]


class Nameless(Welcome):
    """Does not say who it is."""

    def welcome(self, value: Object) -> None:
        del value["name"]


class Newer(Welcome):
    """Speaks another version of the protocol."""

    def welcome(self, value: Object) -> None:
        value["protocol"] = 2


class Misspelt(Welcome):
    """Has a feature that there is not."""

    def welcome(self, value: Object) -> None:
        value["features"][0] = "sesion"


class Doubled(Welcome):
    """Lists a feature twice."""

    def welcome(self, value: Object) -> None:
        value["features"].append("session")


class NilFeatures(Welcome):
    """Has no features, and writes null, as Go does for a nil slice."""

    def welcome(self, value: Object) -> None:
        value["features"] = None


class NilLacks(Welcome):
    """Lacks nothing, and writes null, as Go does for a nil map."""

    def welcome(self, value: Object) -> None:
        value["lacks"] = None


class Serving(Welcome):
    """Says that it is a server."""

    def welcome(self, value: Object) -> None:
        value["features"].append("http")


class LackingUnknown(Welcome):
    """Lacks what there is not."""

    def welcome(self, value: Object) -> None:
        value["lacks"]["brotly"] = "no library"


class LackingWhatItHas(Welcome):
    """Lacks what it has."""

    def welcome(self, value: Object) -> None:
        value["lacks"]["clone"] = "not copyable"


class OneShot(Plain):
    """Answers one request."""

    def run(self) -> None:
        self.take(sys.stdin.buffer.readline())
        os._exit(0)


class Unknowing(Plain):
    """Ends when it is asked for a method that it does not know."""

    def answer(self, line: bytes) -> Object:
        reply = super().answer(line)
        if reply.get("error", {}).get("code") == -32601:
            raise KeyError(reply["error"]["message"])
        return reply


class Yielding(Plain):
    """Answers null to a method that it does not know."""

    def write(self, reply: Object) -> None:
        unknown = reply.get("error", {}).get("code") == -32601
        super().write({"jsonrpc": "2.0", "id": reply["id"], "result": {"value": None}} if unknown else reply)
