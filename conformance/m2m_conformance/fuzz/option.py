"""The options of `m2m-conformance fuzz`."""

from __future__ import annotations

import argparse
from pathlib import Path

from m2m_conformance.quantity import count, seconds

_EPILOG = """\
examples:
  m2m-conformance fuzz                               the embedded reference
  m2m-conformance fuzz --seconds 3600 -- CMD         an implementation, for an hour
  m2m-conformance fuzz --database redis://HOST -- CMD
                                                     many machines, one campaign (needs the extra `redis`);
                                                     give each another --seed

what is done:
  Hypothesis makes up conversations: two sessions of the target, calls in any order, messages that are lost,
  arrive twice or out of order, messages that nobody sent, sound and broken, content of every kind, and time.
  Each call is held to what the model foresees. What goes wrong is made as short as it gets, written as a
  vector, once for each fault, and shown with the command that plays it again; then it goes on.

exit status:
  0  nothing was found
  1  something was, and is written
  2  it could not be done: bad arguments, adapter not found; or it was interrupted
"""


def add_fuzz(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `fuzz`."""
    fuzz = commands.add_parser(
        "fuzz",
        help="let Hypothesis look for what an implementation does wrong",
        usage="m2m-conformance fuzz [options] [-- CMD ARG ...]",
        description="Plays conversations that Hypothesis makes up, on the embedded reference or on the "
        "adapter that CMD starts, beside the model.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    fuzz.add_argument(
        "--profile", choices=("core", "strict"), default="core", help="the rules to judge by (default core)"
    )
    long = fuzz.add_mutually_exclusive_group()
    long.add_argument("--examples", type=count, metavar="N", help="so many conversations (default 200)")
    long.add_argument("--seconds", type=seconds, metavar="S", help="so long")
    fuzz.add_argument(
        "--rules", type=count, default=30, metavar="N", help="of a conversation, at most (default 30)"
    )
    fuzz.add_argument("--seed", type=int, default=0, metavar="S", help="of the choices (default 0)")
    fuzz.add_argument(
        "--database",
        metavar="DIR|URL",
        help="where Hypothesis keeps what failed and looks for it first: a folder, or redis://…",
    )
    fuzz.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one request (default 10)"
    )
    fuzz.add_argument(
        "--found",
        type=Path,
        default=Path("m2m-found"),
        metavar="DIR",
        help="where failures are written as vectors (default m2m-found)",
    )
