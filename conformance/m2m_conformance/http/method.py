"""The calls that a server is asked over HTTP: those of the area http, and the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m2m_conformance.adapter.server import AdapterError, Method, Params
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.http.client import Client, Piece
from m2m_conformance.http.message import Answer, Request, post
from m2m_conformance.rpc import UNSUPPORTED
from m2m_ref.error import ProtocolError

ENGINE = frozenset({"engine.compress", "engine.compress_auto", "engine.decompress"})
"""The engine's calls that the binding has a request for."""

_TOO_LARGE, _FAULT = 413, 500


def methods(client: Client) -> dict[str, Method]:
    """The calls by name, of the server that `client` asks."""
    return {
        "http.request": lambda given: client.ask(Request.of(given)).value(),
        "http.together": lambda given: [
            each.value() for each in client.together([Request.of(one) for one in given["requests"]])
        ],
        "http.send": lambda given: _sent(client, given),
        "engine.compress": lambda given: _written(
            client, "/compress", {"content": given["content"], "algorithm": given["algorithm"]}
        ),
        "engine.compress_auto": lambda given: _written(
            client, "/compress/auto", {"content": given["content"]}
        ),
        "engine.decompress": lambda given: _read(client, given["wire"]),
    }


def _sent(client: Client, given: Params) -> dict[str, Any]:
    meanwhile = Request.of(given["meanwhile"]) if "meanwhile" in given else None
    pieces = [Piece.of(each) for each in given["parts"]]
    statuses, other = client.send(pieces, given.get("connections", 1), given.get("answers", 0), meanwhile)
    return {"statuses": statuses, "meanwhile": other.value() if other else None}


def _written(client: Client, path: str, body: Mapping[str, str]) -> dict[str, Any]:
    found = _engine(client, path, body)
    figures = ("algorithm", "original_bytes", "compressed_bytes")
    return {"wire": found.get("data"), **{name: found.get(name) for name in figures}}


def _read(client: Client, wire: str) -> Any:
    return _engine(client, "/decompress", {"data": wire}).get("content")


def _engine(client: Client, path: str, body: Mapping[str, str]) -> dict[str, Any]:
    """What the engine is answered with. Raises M2MError if it was refused, of no kind that says anything."""
    answer = client.ask(post(path, body))
    if answer.status is None:
        raise BrokenTargetError(f"the connection was closed without an answer to {path}")
    if answer.status == _TOO_LARGE:
        raise AdapterError(UNSUPPORTED, f"{path} answers 413: the server takes no body that large")
    if answer.status >= _FAULT:
        raise BrokenTargetError(f"{path} was answered with {answer.status}: {_text(answer)}")
    if answer.status != 200:
        raise ProtocolError(f"{answer.status}: {_text(answer)}")
    return _object(answer, path)


def _object(answer: Answer, path: str) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError as error:
        raise BrokenTargetError(f"the answer to {path} is not JSON: {error}") from error
    if not isinstance(found, dict):
        raise BrokenTargetError(f"the answer to {path} is JSON, but no object")
    return found


def _text(answer: Answer) -> str:
    return answer.body.decode(errors="replace")
