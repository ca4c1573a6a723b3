"""The binding over HTTP: Starlette takes requests apart, this hands them on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import orjson
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from m2m_conformance.http.message import JSON
from m2m_conformance.serve.binding import Aside, Binding, RefusedError, Result
from m2m_conformance.serve.body import Bodies

ASIDE = 2
"""Works at a time that take long."""

SWEEP = 5.0
"""Seconds between two looks for idle sessions."""

Handler = Callable[[Request], Awaitable[Result]]


def application(make: Callable[[Aside], Binding]) -> Starlette:
    """The application that serves the binding which `make` makes, once it knows where to work aside."""
    return _Application(make).starlette()


class _Application:
    """Hands requests to a binding, and its answers back."""

    def __init__(self, make: Callable[[Aside], Binding]) -> None:
        self._binding = make(self._aside)
        self._bodies = Bodies()
        self._limiter: CapacityLimiter | None = None

    async def _aside(self, work: Callable[[], Any]) -> Any:
        self._limiter = self._limiter or CapacityLimiter(ASIDE)  # which takes a loop that runs
        return await to_thread.run_sync(work, limiter=self._limiter)

    def starlette(self) -> Starlette:
        """The routes of the binding, those that are asked most first."""
        binding = self._binding
        routes = [
            _route("POST", "/message", self._with_body(binding.message)),
            _route("POST", "/compress", self._with_body(binding.compress)),
            _route("POST", "/decompress", self._with_body(binding.decompress)),
            _route("POST", "/compress/auto", self._with_body(binding.compress_auto)),
            _route("POST", "/session", self._with_body(binding.begin)),
            _route("GET", "/session/{id}", _with_id(binding.show)),
            _route("DELETE", "/session/{id}", _with_id(binding.end)),
            _route("GET", "/health", lambda _request: binding.health()),
            _route("GET", "/status", lambda _request: binding.status()),
        ]
        app = Starlette(routes=routes, exception_handlers={HTTPException: _no_such}, lifespan=self._sweeping)
        app.router.redirect_slashes = False  # a path with a slash more is another path
        return app

    @asynccontextmanager
    async def _sweeping(self, _app: Starlette) -> AsyncIterator[None]:
        """Let go of idle sessions while it runs, whoever asks or does not."""
        sweeping = asyncio.create_task(self._sweep())
        yield
        sweeping.cancel()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self._binding.sessions.sweep()

    def _with_body(self, answered: Callable[[bytes], Awaitable[Result]]) -> Handler:
        async def handle(request: Request) -> Result:
            _hold_type(request)
            return await answered(await self._bodies.take(request))

        return handle


def _with_id(answered: Callable[[str], Awaitable[Result]]) -> Handler:
    return lambda request: answered(request.path_params["id"])


def _route(method: str, path: str, handle: Handler) -> Route:
    async def endpoint(request: Request) -> Response:
        try:
            status, value = await handle(request)
        except RefusedError as error:
            status, value = error.status, {"error": str(error)}
        return _response(status, value)

    return Route(path, endpoint, methods=[method])


def _response(status: int, value: object) -> Response:
    if value is None:
        return Response(status_code=status)
    return Response(orjson.dumps(value), status, media_type=JSON)


def _hold_type(request: Request) -> None:
    """Bodies are JSON, and say so; one that says nothing is taken for it."""
    given = request.headers.get("content-type", JSON)
    if given.partition(";")[0].strip().lower() != JSON:
        raise RefusedError(415, f"the body is {given}; {JSON} is what is read here")


async def _no_such(_request: Request, error: Exception) -> Response:
    """Of a path or method that there is not."""
    assert isinstance(error, HTTPException)
    response = _response(error.status_code, {"error": error.detail})
    response.headers.update(error.headers or {})
    return response
