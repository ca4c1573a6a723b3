"""Adapters that have not what they declare, or break of it."""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from tests.examine.adapter import Changed, Object, Plain, Right, Welcome


class Boasting(Welcome):
    """Declares an algorithm that it has not got."""

    def welcome(self, value: Object) -> None:
        value["features"].append("brotli")
        del value["lacks"]["brotli"]


class BoastingOfMethods(Welcome):
    """Declares methods that it has not got."""

    def welcome(self, value: Object) -> None:
        value["features"].append("tick")
        del value["lacks"]["tick"]


class Breaking(Changed):
    """Ends in the middle of a call."""

    METHOD = "session.close"

    def method(self, given: Object, right: Right) -> Any:
        print("panicked at the disco", file=sys.stderr, flush=True)
        os._exit(101)


class OtherNames(Changed):
    """Calls a parameter something else."""

    METHOD = "session.compress"

    def method(self, given: Object, right: Right) -> Any:
        return right({"session": given["session"], "content": given["text"]})


class Shouting(Changed):
    """Names algorithms as people do."""

    METHOD = "engine.detect"

    def method(self, given: Object, right: Right) -> Any:
        return right(given).upper()


class ShortStatistics(Changed):
    """Leaves a statistic out."""

    METHOD = "session.stats"

    def method(self, given: Object, right: Right) -> Any:
        value = right(given)
        del value["savings_percent"]
        return value


class Undoing(Plain):
    """Ends when it is asked for an algorithm that it has not got."""

    def answer(self, line: bytes) -> Object:
        reply = super().answer(line)
        if reply.get("error", {}).get("code") == -32001:
            raise KeyError(reply["error"]["message"])
        return reply


class Hiding(Welcome):
    """Has more than it says."""

    def welcome(self, value: Object) -> None:
        value["features"].remove("negotiation")


class Partial(Changed):
    """Has not got every method of what it declares."""

    METHOD = "session.stats"

    def __init__(self) -> None:
        super().__init__()
        del self.methods["session.stats"]


class Stuck(Changed):
    """Does not come back from a call that many checks make."""

    METHOD = "session.stats"

    def method(self, given: Object, right: Right) -> Any:
        time.sleep(3600)


class Panicking(Changed):
    """Ends at a call that many checks make."""

    METHOD = "session.create_hello"

    def method(self, given: Object, right: Right) -> Any:
        os._exit(101)
