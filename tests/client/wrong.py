"""A client that is wrong in three ways, one at a time: python wrong.py WAY, with the URL in M2M_URL.

- heedless: goes on after a REJECT, or whatever else came in place of an ACCEPT
- own-id: keeps the session id that it made itself
- first-choice: writes DATA with the first of its algorithms, whatever was agreed on
"""

from __future__ import annotations

import os
import sys
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

import orjson

from m2m_ref import Algorithm, Capabilities, CodecEngine, M2MError, Message, ProtocolError, Session

CONTENT = '{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'


class Wrong:
    def __init__(self, url: str, way: str) -> None:
        self.way = way
        parts = urlsplit(url)
        self.connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        self.session = Session(Capabilities())

    def ask(self, message: dict[str, Any]) -> Message:
        if self.way == "own-id" and "session_id" in message:
            message["session_id"] = "my-own"
        headers = {"content-type": "application/json"}
        self.connection.request("POST", "/message", orjson.dumps(message), headers)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ProtocolError(f"answered with {answer.status}")
        return Message.from_json(body)

    def converse(self) -> None:
        self.begin()
        data = self.session.compress(CONTENT).to_object()
        if self.way == "first-choice":
            written = CodecEngine().compress(CONTENT, Algorithm.M2M).data
            data["payload"] |= {"algorithm": "m2m", "content": written}
        self.session.decompress(self.ask(data))
        self.ask(self.session.close().to_object())

    def begin(self) -> None:
        try:
            self.session.process_message(self.ask(self.session.create_hello().to_object()))
        except (M2MError, HTTPException):
            if self.way != "heedless":
                raise
            self.ask(Message.data("s-1", Algorithm.NONE, CONTENT).to_object())


if __name__ == "__main__":
    try:
        Wrong(os.environ["M2M_URL"], sys.argv[1]).converse()
    except (M2MError, OSError, HTTPException) as error:
        sys.exit(f"{type(error).__name__}: {error}")
