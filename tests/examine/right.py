"""Adapters that are right, each in an unusual way: `python -m tests.examine.right NAME FOLDER`."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from tests.examine.adapter import Changed, Object, Plain, Right, Welcome, adapters_of, serve


class Ordinary(Plain):
    """As the example."""


class Chatty(Plain):
    """Writes megabytes to stderr."""

    def take(self, line: bytes) -> None:
        print("x" * 1_000_000, file=sys.stderr, flush=True)
        super().take(line)


class Spacious(Plain):
    """White space around replies, and \\r\\n."""

    def put(self, data: bytes) -> None:
        super().put(b" \t" + data[:-1] + b" \r\n")


class Unescaped(Plain):
    """Writes UTF-8, not escapes."""

    def write(self, reply: Object) -> None:
        self.put(json.dumps(reply, ensure_ascii=False).encode() + b"\n")


class Sluggish(Plain):
    """Takes its time to begin."""

    def run(self) -> None:
        time.sleep(0.4)
        super().run()


class Ignoring(Plain):
    """Does not answer what is no request."""

    def write(self, reply: Object) -> None:
        if reply["id"] is not None:
            super().write(reply)


class Bare(Welcome):
    """Has only `initialize`."""

    def __init__(self) -> None:
        super().__init__()
        self.target.methods = {"initialize": self.methods["initialize"]}

    def welcome(self, value: Object) -> None:
        value["features"] = []
        del value["lacks"]


class Beginning(Welcome):
    """Has `session.create` only, which is how one begins."""

    def __init__(self) -> None:
        super().__init__()
        self.target.methods = {name: self.methods[name] for name in ("initialize", "session.create")}

    def welcome(self, value: Object) -> None:
        value["features"] = ["session"]


class EngineOnly(Welcome):
    """Has no sessions."""

    def __init__(self) -> None:
        super().__init__()
        self.target.methods = {
            name: method
            for name, method in self.methods.items()
            if name.partition(".")[0] in ("initialize", "engine", "message")
        }

    def welcome(self, value: Object) -> None:
        value["features"] = ["engine", "message"]


class Timeless(Changed):
    """Has sessions without a timeout that can be set."""

    METHOD = "session.create"

    def method(self, given: Object, right: Right) -> Any:
        if "timeout" in given:
            raise KeyError("no timeout")
        return right(given)


ADAPTERS = adapters_of(globals())

if __name__ == "__main__":
    serve(ADAPTERS)
