"""Adapters that say no in a wrong way."""

from __future__ import annotations

import json
import threading
from typing import Any, ClassVar

from tests.examine.adapter import Changed, Object, Plain, Right


class Errors(Plain):
    """Refused calls are told of as `change` says."""

    def write(self, reply: Object) -> None:
        super().write(self.change(reply) if reply.get("error", {}).get("code") == -32000 else reply)

    def change(self, reply: Object) -> Object:
        """The reply to a refused call."""
        raise NotImplementedError


class Swallowing(Errors):
    """Answers a refused call with null."""

    def change(self, reply: Object) -> Object:
        session = reply["error"]["data"].get("session")
        result = {"value": None, **({"session": session} if session else {})}
        return {"jsonrpc": "2.0", "id": reply["id"], "result": result}


class OwnKinds(Errors):
    """Names kinds in its own way."""

    def change(self, reply: Object) -> Object:
        reply["error"]["data"]["kind"] = "SessionNotEstablished"
        return reply


class Kindless(Errors):
    """Tells no kind."""

    def change(self, reply: Object) -> Object:
        del reply["error"]["data"]
        return reply


class Internal(Errors):
    """Answers a refused call as if it were its own fault."""

    def change(self, reply: Object) -> Object:
        return {**reply, "error": {"code": -32603, "message": reply["error"]["message"]}}


class Unreading(Errors):
    """Answers a message that it cannot read as if parameters were wrong."""

    def change(self, reply: Object) -> Object:
        if reply["error"]["data"]["kind"] != "json":
            return reply
        return {**reply, "error": {"code": -32602, "message": reply["error"]["message"]}}


class ReadingItself(Plain):
    """Reads messages with its own types, before the target does."""

    def fits(self, message: Object) -> bool:
        """Whether a message has the types that it should have."""
        raise NotImplementedError

    def answer(self, line: bytes) -> Object:
        request = json.loads(line)
        if self.fits(request["params"].get("message", {})):
            return super().answer(line)
        return {"jsonrpc": "2.0", "id": request["id"], "error": {"code": -32602, "message": "no such type"}}


class Unsigned(ReadingItself):
    """Has a number without a sign for the time."""

    def fits(self, message: Object) -> bool:
        return bool(message.get("timestamp", 0) >= 0)


class Timed(ReadingItself):
    """Wants a time in every message."""

    def fits(self, message: Object) -> bool:
        return not message or "timestamp" in message


class Mapped(ReadingItself):
    """Has a map for the payload."""

    def fits(self, message: Object) -> bool:
        return isinstance(message.get("payload", {}), dict)


class UnreadingEnds(Errors):
    """Ends at a message that it cannot read."""

    def change(self, reply: Object) -> Object:
        if reply["error"]["data"]["kind"] == "json":
            raise ValueError(reply)
        return reply


class Params(Plain):
    """Wrong parameters are too much for it."""

    def write(self, reply: Object) -> None:
        if reply.get("error", {}).get("code") == -32602:
            raise KeyError(reply["error"]["message"])
        super().write(reply)


class Zero(Plain):
    """Takes a parameter that is not there for an empty one, as Go does."""

    ZEROS: ClassVar[Object] = {"content": "", "seconds": 0, "message": {}, "text": "", "wire": ""}

    def answer(self, line: bytes) -> Object:
        request = json.loads(line)
        request["params"] = {**self.ZEROS, **request["params"]}
        return super().answer(json.dumps(request).encode())


class NilMessage(Plain):
    """Looks into a message that is not there."""

    def answer(self, line: bytes) -> Object:
        request = json.loads(line)
        if request["method"] == "session.process_hello" and "session" in request["params"]:
            len(request["params"].get("message"))
        return super().answer(line)


class Imagining(Plain):
    """Makes a session of every handle that it is given."""

    def __init__(self) -> None:
        super().__init__()
        create = self.target.create

        class Sessions(dict[str, Any]):
            def __missing__(self, key: str) -> Any:
                create({"session": key})
                return self[key]

        self.target.sessions = Sessions()


class Uncaught(Errors):
    """Does not catch what the target throws."""

    def change(self, reply: Object) -> Object:
        raise RuntimeError(reply["error"]["message"])


class Dangling(Plain):
    """Looks for what is not there, when a message comes too early."""

    def answer(self, line: bytes) -> Object:
        request = json.loads(line)
        session = self.target.sessions.get(request["params"].get("session"))
        if request["method"] == "session.process_accept" and session.state == "Initial":
            self.target.sessions["early"].process_accept(request["params"])
        return super().answer(line)


class Threading(Changed):
    """Works in a thread, which throws, while the other one waits for it."""

    METHOD = "session.compress"

    def method(self, given: Object, right: Right) -> Any:
        def work() -> None:
            raise ValueError("no such state")

        threading.Thread(target=work).start()
        threading.Event().wait()


class Unsupporting(Plain):
    """Takes a method that it does not know for something that the target has not got."""

    def write(self, reply: Object) -> None:
        if reply.get("error", {}).get("code") == -32601:
            reply["error"]["code"] = -32001
        super().write(reply)


class SelfBlaming(Plain):
    """Takes wrong parameters for its own fault."""

    def write(self, reply: Object) -> None:
        if reply.get("error", {}).get("code") == -32602:
            reply["error"]["code"] = -32603
        super().write(reply)
