"""Answers as they come over a connection. HTTP/1.1 itself is httptools' work."""

from __future__ import annotations

from collections import deque

import httptools

from m2m_conformance.http.message import Answer

MOST, HEAD = 1 << 26, 1 << 16
"""Bytes of an answer's body that are taken, 64 MiB, as of an adapter's line; and of its head."""


class ConfusedError(Exception):
    """What came back is no HTTP, or more than is taken."""


class Arrival:
    """Takes answers apart. `answers` are those that are whole; `open` is whether more may come."""

    def __init__(self) -> None:
        self.answers: deque[Answer] = deque()
        self.open = True
        self._parser = httptools.HttpResponseParser(self)
        self._begun = False
        self._clear()

    def _clear(self) -> None:
        self._taken = 0
        self._type = b""
        self._bounded = self._headed = False
        self._body: list[bytes] = []

    def feed(self, data: bytes) -> None:
        """Take what came; nothing at all is the end of the connection. Raises ConfusedError."""
        if not data:
            self._end()
            return
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise ConfusedError(str(error) or "it is no HTTP/1.1") from error
        if self._begun:
            self._hold(len(data))

    def _hold(self, more: int) -> None:
        """Raises ConfusedError where too much came of an answer that is not whole."""
        self._taken += more
        if self._taken > (MOST if self._headed else HEAD):
            what = f"the body has more than {MOST >> 20} MiB" if self._headed else "the head is too long"
            raise ConfusedError(what)

    def _end(self) -> None:
        """A body of which nobody said how long it is ends with the connection."""
        self.open = False
        if self._headed and not self._bounded:
            self._whole()
        elif self._begun:
            raise ConfusedError("the connection was closed in the middle of it")
        else:
            self.answers.append(Answer(None))

    def _whole(self) -> None:
        status, body = self._parser.get_status_code(), b"".join(self._body)
        media = self._type.decode("latin-1").partition(";")[0].strip().lower()
        self._begun = False
        self._clear()
        if status >= 200:  # the others only announce one
            self.answers.append(Answer(status, media, body))

    # What the parser calls.

    def on_message_begin(self) -> None:
        """An answer begins."""
        self._begun = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        lower = name.lower()
        if lower == b"content-type":
            self._type = value
        elif lower in (b"content-length", b"transfer-encoding"):
            self._bounded = True

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._headed = True
        self._taken = 0
        self.open = self.open and self._parser.should_keep_alive()

    def on_body(self, data: bytes) -> None:
        """Some of the body."""
        self._body.append(data)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        self._whole()
