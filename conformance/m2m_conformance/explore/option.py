"""The options of `m2m-conformance explore`."""

from __future__ import annotations

import argparse
from pathlib import Path

from m2m_conformance.quantity import number

BOUNDS = ("room", "losses", "duplicates", "calls", "lapses")

_EPILOG = """\
bounds:
  default  a few seconds: up to 2 messages under way to each peer, 1 loss, 1 duplicate, 2 calls by each
           application, 2 lapses of time; the client sends HELLO
  widest   up to a minute: the same with 3 lapses of time, and either may send HELLO
  Messages may arrive in any order. Within its bounds the search leaves nothing out.

exit status:
  0  every law that the profile promises holds, and those that core does not promise are broken
  1  that is not so
  2  it could not be done: bad arguments; or it was interrupted
"""


def add_explore(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `explore`."""
    explore = commands.add_parser(
        "explore",
        help="check two peers built from the model over bad channels, in every way there is",
        description="Checks two peers built from the model over channels that lose, repeat and reorder, in "
        "every way there is within bounds, and shows a shortest trace to each law that is broken.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    explore.add_argument(
        "--profile", choices=("core", "strict"), default="core", help="whose model (default core)"
    )
    explore.add_argument("--bounds", choices=("default", "widest"), default="default", help="how far to look")
    for name in BOUNDS:
        explore.add_argument(f"--{name}", type=number, metavar="N", help="in place of that of --bounds")
    explore.add_argument("--json", type=Path, metavar="FILE", help="write what was found as JSON")
    explore.add_argument(
        "--format",
        choices=("text", "promela"),
        default="text",
        help="promela prints the peers and the laws for `spin`, and checks nothing",
    )
