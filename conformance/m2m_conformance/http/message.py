"""What goes over a connection: a request, and the answer to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import orjson

from m2m_conformance.http.address import Address

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Request:
    """`path` begins with a slash. `headers` stand beside those that every request has, or in their place."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Request:
        """From the parameters of `http.request` (vectors/README.md, Calls over HTTP)."""
        headers = {} if "json" not in params else {"content-type": JSON}
        text: str = params.get("text", "")
        body = orjson.dumps(params["json"]) if "json" in params else text.encode()
        given = {name.lower(): value for name, value in params.get("headers", {}).items()}
        return cls(params["method"], _path(params["path"]), body, {**headers, **given})

    def written(self, address: Address) -> bytes:
        """The request as it goes over the wire; nothing in it is checked, since servers have to."""
        headers = {"host": address.authority, "content-length": str(len(self.body)), **self.headers}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        head = f"{self.method} {address.prefix}{self.path} HTTP/1.1\r\n{lines}\r\n"
        return head.encode() + self.body


def _path(given: str | Sequence[str]) -> str:
    return given if isinstance(given, str) else "".join(f"/{quote(each, safe='')}" for each in given)


def post(path: str, value: object) -> Request:
    """A POST of a JSON value."""
    return Request("POST", path, orjson.dumps(value), {"content-type": JSON})


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is None if nothing did before the connection was closed.

    `type` is the media type, without parameters.
    """

    status: int | None
    type: str = ""
    body: bytes = b""

    def json(self) -> Any:
        """The body as a JSON value. Raises ValueError if it is none."""
        return orjson.loads(self.body)

    def value(self) -> dict[str, Any]:
        """What a step sees of it: `status`, `type`, and `json` or, where the body is none, `text`."""
        seen = {"status": self.status, "type": self.type}
        try:
            return {**seen, "json": self.json()}
        except ValueError:
            return {**seen, "text": self.body.decode(errors="replace")}
