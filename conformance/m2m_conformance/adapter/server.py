"""Answers request lines by calling methods by name (spec/adapter.md)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

import orjson

from m2m_conformance.rpc import INVALID_PARAMS, INVALID_REQUEST, METHOD_NOT_FOUND, PARSE_ERROR, REFUSED
from m2m_ref.error import M2MError


class AdapterError(Exception):
    """A request that the adapter answers with an error of JSON-RPC: `code` and text."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Params(dict[str, Any]):
    """The parameters of a request. Asking for one that is not there raises AdapterError."""

    def __missing__(self, name: str) -> Any:
        raise AdapterError(INVALID_PARAMS, f"parameter {name!r} is missing")


Method = Callable[[Params], Any]
Snapshot = Callable[[str, Params], dict[str, Any] | None]


class Server:
    """Turns request lines into reply lines.

    `methods` maps each name to a function of the parameters that returns the value, or raises an M2MError or
    AdapterError. `snapshot` gives what can be observed of the session that a request was about, None if it
    was about none.
    """

    def __init__(self, methods: Mapping[str, Method], snapshot: Snapshot) -> None:
        self._methods = methods
        self._snapshot = snapshot

    def answer(self, line: bytes) -> bytes:
        """The reply line to a request line."""
        try:
            request = orjson.loads(line)
        except orjson.JSONDecodeError as error:
            return _line(_reply(None, error=_error(PARSE_ERROR, str(error))))
        return _line(self.reply(request))

    def reply(self, request: Any) -> dict[str, Any]:
        """The reply to a request, neither of them written as JSON."""
        try:
            number, name, params = request["id"], request["method"], Params(request["params"])
        except (KeyError, TypeError, ValueError):
            return _reply(None, error=_error(INVALID_REQUEST, "a request has id, method and params"))
        return _reply(number, **self._call(name, params))

    def _call(self, name: str, params: Params) -> dict[str, Any]:
        method = self._methods.get(name)
        if method is None:
            return {"error": _error(METHOD_NOT_FOUND, f"no method {name!r}")}
        try:
            return {"result": self._with_session({"value": method(params)}, name, params)}
        except M2MError as error:
            data = self._with_session({"kind": error.kind}, name, params)
            return {"error": {**_error(REFUSED, str(error)), "data": data}}
        except AdapterError as error:
            return {"error": _error(error.code, str(error))}

    def _with_session(self, body: dict[str, Any], name: str, params: Params) -> dict[str, Any]:
        snapshot = self._snapshot(name, params)
        return body if snapshot is None else {**body, "session": snapshot}


def _error(code: int, text: str) -> dict[str, Any]:
    return {"code": code, "message": text}


def _reply(number: Any, **body: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, **body}


def _line(reply: dict[str, Any]) -> bytes:
    return orjson.dumps(reply) + b"\n"


def serve(
    answer: Callable[[bytes], bytes],
    stdin: BinaryIO | None = None,
    stdout: BinaryIO | None = None,
) -> None:
    """Answer each line of `stdin` on `stdout`, which are this process's unless given, until it ends."""
    replies = stdout or sys.stdout.buffer
    for line in stdin or sys.stdin.buffer:
        replies.write(answer(line))
        replies.flush()
