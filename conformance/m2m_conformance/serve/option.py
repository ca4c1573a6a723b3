"""The options of `m2m-conformance serve`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from m2m_conformance.quantity import count, number, seconds
from m2m_conformance.report.option import add_reports
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

PORT, TIMEOUT, SESSIONS, CONNECTIONS = 3000, 300.0, 100_000, 500

_EXAMPLES = (
    (f"on 127.0.0.1:{PORT}, by the core profile", "m2m-conformance serve"),
    ("on a port that is free, which the first line says", "m2m-conformance serve --port 0"),
    ("judge it, or any other server", f"m2m-conformance run --url http://127.0.0.1:{PORT}"),
    ("judge a client", "m2m-conformance serve --judge -- ./my-client {url}"),
)

_NOTES = """\
It runs until it gets SIGINT or SIGTERM, then answers what is under way and
ends. The extra `http` has what it needs: pip install 'm2m-conformance[http]'

--judge: the client that CMD starts is run once for each scene, to its end. It
finds the server at the URL that stands in its arguments for {url}, and in the
environment variable M2M_URL. It has one conversation over POST /message: HELLO,
DATA, CLOSE. It exits with 0 if that went well, and with another status if it
did not. In some scenes it cannot go well: what the server answers there is no
answer to go on after.
"""

_STATUS = with_interrupt(
    {
        0: "it was ended by a signal; with --judge, every scene passed",
        1: "with --judge: that is not so",
        2: "it could not be done: bad arguments, a port that is taken, client not found, the extra http is "
        "not installed",
    },
    "only with --judge: the summary and the reports have what was found so far",
)


def add_serve(commands: Commands) -> None:
    """Add the command `serve`."""
    serve = add_command(
        commands,
        "serve",
        summary="run the reference as an HTTP server, or judge a client",
        usage="m2m-conformance serve [options] [--judge -- CMD ARG ...]",
        description="Runs the reference as a server over the HTTP binding (spec/protocol.md); or plays the "
        "server to a client, with rare answers too, and judges it.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(serve, "the rules it goes by")
    serve.add_argument("--host", default="127.0.0.1", help="(default 127.0.0.1, which --judge always has)")
    serve.add_argument(
        "--port", type=number, metavar="N", help=f"0 for any that is free (default {PORT}, with --judge 0)"
    )
    _bounds(serve.add_argument_group("what the server holds"))
    _judging(serve.add_argument_group("judging a client"))
    add_reports(serve, "reports on a client")


def _bounds(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--session-timeout",
        type=seconds,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"after which an idle session is ended (default {TIMEOUT:g})",
    )
    group.add_argument(
        "--sessions", type=count, default=SESSIONS, metavar="N", help=f"open at most (default {SESSIONS})"
    )
    group.add_argument(
        "--connections", type=count, default=CONNECTIONS, metavar="N", help=f"at most (default {CONNECTIONS})"
    )


def _judging(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--judge", action="store_true", help="judge the client that CMD starts")
    for name, which in (("--select", "only"), ("--exclude", "no")):
        text = f"{which} scenes with such an id; may be repeated"
        group.add_argument(name, action="append", default=[], metavar="GLOB", help=text)
    group.add_argument("--list", action="store_true", help="list the scenes and end")
    group.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one scene (default 10)"
    )


def wrong_of_serve(options: argparse.Namespace, command: Sequence[str]) -> str:
    """What is wrong with options that do not go together, in a sentence; empty if nothing is."""
    if options.list or bool(command) == options.judge:
        return ""
    words = "m2m-conformance serve --judge -- ./my-client {url}"
    return f"serve takes a command after -- with --judge, and needs one then: {words}"
