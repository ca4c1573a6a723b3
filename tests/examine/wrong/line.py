"""Adapters that write something else than a reply line, or not when they should."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any

from tests.examine.adapter import Changed, Object, Plain, Right, Welcome


class Exiting(Plain):
    """Reads nothing, and exits."""

    def run(self) -> None:
        pass


class Crashing(Plain):
    """Ends with a traceback."""

    def run(self) -> None:
        raise ZeroDivisionError("no luck")


class Hanging(Plain):
    """Answers nothing."""

    def write(self, reply: Object) -> None:
        pass


class Late(Plain):
    """Takes too long."""

    def run(self) -> None:
        time.sleep(1.2)
        super().run()


class NoFlush(Plain):
    """Leaves replies in a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.buffer = open(1, "wb", buffering=1 << 20, closefd=False)  # noqa: SIM115 - a descriptor

    def put(self, data: bytes) -> None:
        self.buffer.write(data)


class NeverFlush(NoFlush):
    """Leaves replies in a buffer, which is lost when it exits, as a bufio.Writer of Go is."""

    def run(self) -> None:
        super().run()
        os._exit(0)


class WaitsForAll(Plain):
    """Reads its input to the end before it answers."""

    def run(self) -> None:
        for line in sys.stdin.buffer.read().splitlines():
            self.take(line)


class NoLineEnd(Plain):
    """Leaves the line end out."""

    def put(self, data: bytes) -> None:
        super().put(data.rstrip())


class Printing(Plain):
    """Prints what it does before it answers."""

    def take(self, line: bytes) -> None:
        print("INFO", len(line), "bytes", flush=True)
        super().take(line)


class PrintingAfter(Plain):
    """Prints what it did, with the answer."""

    def put(self, data: bytes) -> None:
        super().put(data + b"INFO answered\n")


class PrintingWhenIdle(Plain):
    """Prints when nothing is asked."""

    def run(self) -> None:
        threading.Timer(0.05, lambda: self.put(b"INFO still here\n")).start()
        for line in sys.stdin.buffer:
            self.take(line)


class PrintingAtTheEnd(Plain):
    """Says goodbye."""

    def run(self) -> None:
        super().run()
        self.put(b"bye\n")


class PrintingInOneMethod(Changed):
    """Prints in one method only."""

    METHOD = "session.stats"

    def method(self, given: Object, right: Right) -> Any:
        print("DEBUG", given, flush=True)
        return right(given)


class Prompting(Plain):
    """Prints a prompt before it reads."""

    def run(self) -> None:
        self.put(b"> ")
        super().run()

    def put(self, data: bytes) -> None:
        super().put(data if data == b"> " else data + b"> ")


class PromptingInLine(Plain):
    """Puts something before a reply."""

    def put(self, data: bytes) -> None:
        super().put(b"reply: " + data)


class Twice(Plain):
    """Answers everything twice."""

    def put(self, data: bytes) -> None:
        super().put(data * 2)


class Pretty(Plain):
    """Indents replies."""

    def write(self, reply: Object) -> None:
        self.put(json.dumps(reply, indent=2).encode() + b"\n")


class PrettyAndSlow(Plain):
    """Writes the lines of a reply one by one."""

    def write(self, reply: Object) -> None:
        for line in json.dumps(reply, indent=2).splitlines():
            self.put(line.encode() + b"\n")
            time.sleep(0.002)


class EmptyLines(Plain):
    """Ends a reply with two line ends."""

    def put(self, data: bytes) -> None:
        super().put(data + b"\n")


class Marked(Plain):
    """Begins with a byte order mark."""

    def put(self, data: bytes) -> None:
        super().put(b"\xef\xbb\xbf" + data)


class Wide(Plain):
    """Writes UTF-16."""

    def put(self, data: bytes) -> None:
        super().put(data.decode().encode("utf-16-le"))


class Latin(Welcome):
    """Writes Latin-1."""

    def welcome(self, value: Object) -> None:
        value["name"] = "Größe"

    def write(self, reply: Object) -> None:
        self.put(json.dumps(reply, ensure_ascii=False).encode("latin-1", "replace") + b"\n")
