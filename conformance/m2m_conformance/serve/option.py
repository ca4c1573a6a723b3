"""The options of `m2m-conformance serve`."""

from __future__ import annotations

import argparse

PORT, TIMEOUT, SESSIONS, CONNECTIONS = 3000, 300.0, 100_000, 500

_EPILOG = f"""\
examples:
  m2m-conformance serve                          on 127.0.0.1:{PORT}, by the core profile
  m2m-conformance serve --port 0                 on a port that is free, which the first line says
  m2m-conformance run --url http://127.0.0.1:{PORT}   judge it, or any other server

It runs until it gets SIGINT or SIGTERM, then answers what is under way and ends.

exit status:
  0  it was ended by a signal
  2  it could not begin: bad arguments, a port that is taken, the extra `http` is not installed
"""


def add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `serve`."""
    serve = commands.add_parser(
        "serve",
        help="run the reference as an HTTP server",
        description="Runs the reference as a server over the HTTP binding (spec/protocol.md).",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    serve.add_argument(
        "--profile", choices=("core", "strict"), default="core", help="the rules it goes by (default core)"
    )
    serve.add_argument("--host", default="127.0.0.1", help="(default 127.0.0.1)")
    serve.add_argument("--port", type=int, default=PORT, help=f"0 for any that is free (default {PORT})")
    serve.add_argument(
        "--session-timeout",
        type=float,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"after which an idle session is ended (default {TIMEOUT:g})",
    )
    serve.add_argument(
        "--sessions", type=int, default=SESSIONS, metavar="N", help=f"open at most (default {SESSIONS})"
    )
    serve.add_argument(
        "--connections", type=int, default=CONNECTIONS, metavar="N", help=f"at most (default {CONNECTIONS})"
    )
