"""A small client over the HTTP binding, on m2m_ref: one conversation; its exit status says how it went.

`client.py [--profile strict] [URL]`; without a URL it is that in M2M_URL. Judged by
`m2m-conformance serve --judge -- python client.py`.
"""

from __future__ import annotations

import argparse
import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

from m2m_ref import Capabilities, M2MError, Message, ProtocolError, Session

CONTENT = '{"model":"gpt-4o","messages":[{"role":"user","content":"Wohin fährst du?"}]}'


class Server:
    """Sends messages to POST /message."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        self._path = f"{parts.path.rstrip('/')}/message"

    def ask(self, message: Message) -> Message:
        """The message that answers. Raises ProtocolError if there is none, and what HTTPConnection does."""
        headers = {"content-type": "application/json"}
        self._connection.request("POST", self._path, message.to_json().encode(), headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise ProtocolError(f"{message.type.value} was answered with {answer.status}: {body[:200]!r}")
        return Message.from_json(body)


def converse(server: Server, session: Session, content: str) -> str:
    """Shake hands, send `content`, close; the content of the answer. Raises M2MError."""
    answer = server.ask(session.create_hello())
    session.process_message(answer)
    if not session.is_established:
        raise ProtocolError(f"HELLO was answered with {answer.type.value}")
    made = session.decompress(server.ask(session.compress(content)))
    server.ask(session.close())
    return made


def main() -> int:
    parser = argparse.ArgumentParser(description="One conversation with a server.")
    parser.add_argument("--profile", choices=("core", "strict"), default="core")
    parser.add_argument("url", nargs="?", default=os.environ.get("M2M_URL"))
    options = parser.parse_args()
    session = Session(Capabilities(), profile=options.profile)
    try:
        print(converse(Server(options.url), session, CONTENT))
    except (M2MError, OSError, HTTPException) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
