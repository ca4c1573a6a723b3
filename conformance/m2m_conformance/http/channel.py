"""A running server as a target: answers the suite's requests by what the server answers over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m2m_conformance.adapter.server import Params, Server
from m2m_conformance.channel import TIMEOUT, BrokenTargetError, CommandError
from m2m_conformance.http.address import Address
from m2m_conformance.http.client import Client
from m2m_conformance.http.message import Request, post
from m2m_conformance.http.method import methods
from m2m_conformance.rpc import PROTOCOL

_FEATURES = {
    "m2m": "m2m",
    "tokennative": "tokennative",
    "brotli": "brotli",
    "Cl100kBase": "cl100k",
    "O200kBase": "o200k",
    "LlamaBpe": "llama",
}
"""The features of algorithms and encodings, by their names in capabilities."""


class HttpChannel:
    """To the server at `address`, which runs before the suite does, and after; `timeout` is in seconds."""

    command: tuple[str, ...] = ()

    def __init__(self, address: Address, timeout: float | None) -> None:
        self._client = Client(address, timeout or TIMEOUT)
        self._server = Server({"initialize": self._initialize, **methods(self._client)}, _no_session)
        self._health: Mapping[str, Any] | None = None

    def open(self) -> None:
        """See whether it answers, and what it says of itself."""
        try:
            self._health = _said(self._client, Request("GET", "/health"))
        except BrokenTargetError as error:
            if self._health is not None:
                raise
            raise CommandError(str(error), "start the server first") from error

    def exchange(self, line: bytes) -> bytes:
        """The reply to a request of the suite."""
        return self._server.answer(line)

    def close(self, *, patient: bool = True) -> None:
        """Close the connection. The server is not ours to end."""
        self._client.close()

    def log(self) -> str:
        """Nothing: its log is elsewhere."""
        return ""

    def _initialize(self, _params: Params) -> dict[str, Any]:
        """What the server says of itself at /health, and what it has by the capabilities of a session."""
        assert self._health is not None, "open the channel first"
        features, lacks = _features(self._client)
        return {
            "protocol": PROTOCOL,
            "name": str(self._client.address),
            "version": str(self._health.get("version", "of no version")),
            "language": "over HTTP",
            "features": features,
            "lacks": lacks,
        }


def _features(client: Client) -> tuple[list[str], dict[str, str]]:
    """What the server has, and why not the rest. The session that this takes is ended again."""
    begun = _said(client, post("/session", {}))
    if isinstance(begun.get("session_id"), str):
        client.ask(Request("DELETE", f"/session/{begun['session_id']}"))
    try:
        offered = begun["capabilities"]["compression"]
        known = {*offered["algorithms"], *offered["encodings"]}
    except (KeyError, TypeError):
        reason = "POST /session does not say what the server can do"
        return ["http"], dict.fromkeys(("engine", "choice"), reason)
    has = [feature for name, feature in _FEATURES.items() if name in known]
    lacks = [feature for name, feature in _FEATURES.items() if name not in known]
    return ["http", "engine", "choice", *has], dict.fromkeys(lacks, "not in the server's capabilities")


def _said(client: Client, request: Request) -> Mapping[str, Any]:
    """The object that the server answers with; an empty one if it answers with anything else."""
    try:
        found = client.ask(request).json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _no_session(_name: str, _params: Params) -> None:
    """Sessions are not observed here."""
