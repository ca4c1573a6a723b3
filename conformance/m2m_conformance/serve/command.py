"""Carries out `m2m-conformance serve`."""

from __future__ import annotations

import argparse
import socket
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from m2m_conformance.extra import needing
from m2m_conformance.serve.option import PORT
from m2m_conformance.status import DONE, NotDoneError
from m2m_ref.profile import Profile

if TYPE_CHECKING:
    import uvicorn
    from starlette.applications import Starlette

_BACKLOG, _GRACE = 512, 5  # connections that wait to be taken; seconds for what is under way at the end


def serve(options: argparse.Namespace) -> int:
    """Serve until a signal ends it; the exit status."""
    with needing("http", "serve"):
        import uvicorn  # noqa: F401 - to say at once that it is missing

        from m2m_conformance.serve.app import application
        from m2m_conformance.serve.binding import Binding
    port = PORT if options.port is None else options.port
    try:
        listening = socket.create_server((options.host, port), backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        what = f"cannot serve on {options.host}:{port}: {getattr(error, 'strerror', '') or error}"
        raise NotDoneError(f"{what}; give another --host, or --port 0 for one that is free") from error
    profile = Profile(options.profile)
    app = application(partial(Binding, profile, options.session_timeout, options.sessions))
    place = f"http://{options.host}:{listening.getsockname()[1]}"
    with suppress(KeyboardInterrupt):  # by which uvicorn hands on the signal that ended it
        print(f"serving M2M, profile {profile.value}, on {place}", flush=True)
        run(app, listening, options.connections)
    print("stopped", flush=True)
    return DONE


def run(app: Starlette, listening: socket.socket, connections: int) -> None:
    """Serve `app` to those who connect, until SIGINT or SIGTERM. Raises KeyboardInterrupt then."""
    import uvicorn

    uvicorn.Server(config(app, connections)).run(sockets=[listening])


def config(app: Starlette, connections: int) -> uvicorn.Config:
    """How uvicorn serves `app`, to so many connections at a time."""
    import uvicorn

    from m2m_conformance.serve.protocol import Protocol

    return uvicorn.Config(
        app,
        http=Protocol,
        ws="none",
        access_log=False,
        log_level="error",
        server_header=False,
        proxy_headers=False,
        limit_concurrency=connections,
        timeout_graceful_shutdown=_GRACE,
    )
