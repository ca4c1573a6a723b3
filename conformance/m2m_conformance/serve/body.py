"""Takes the body of a request, within bounds of bytes and time."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from m2m_conformance.serve.binding import RefusedError

MOST, ALL = 1 << 25, 1 << 27
"""Bytes of one body, 32 MiB, and of all that are being taken, 128 MiB."""

SECONDS = 30.0
"""For a whole body."""


class Bodies:
    """The bodies that are being taken."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._held = 0

    async def take(self, request: Request) -> bytes:
        """The whole body. Raises RefusedError: 413, 408 or 503."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._taken(request)
        except TimeoutError as error:
            raise RefusedError(408, f"the body did not come within {self._seconds:g} s") from error
        except ClientDisconnect as error:
            raise RefusedError(400, "the body ended before its end") from error

    async def _taken(self, request: Request) -> bytes:
        if (length := request.headers.get("content-length", "")).isdigit() and int(length) > MOST:
            raise _too_large()
        parts: list[bytes] = []
        size = 0
        try:
            async for part in request.stream():
                parts.append(part)
                size += len(part)
                self._held += len(part)
                self._bounded(size)
            return parts[0] if len(parts) == 1 else b"".join(parts)
        finally:
            self._held -= size

    def _bounded(self, size: int) -> None:
        if size > MOST:
            raise _too_large()
        if self._held > ALL:
            raise RefusedError(503, f"more than {ALL >> 20} MiB of bodies are under way; try again")


def _too_large() -> RefusedError:
    return RefusedError(413, f"the body has more than {MOST >> 20} MiB")
