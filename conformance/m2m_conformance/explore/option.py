"""The options of `m2m-conformance explore`."""

from __future__ import annotations

from m2m_conformance.place import report
from m2m_conformance.quantity import number
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

BOUNDS = ("room", "losses", "duplicates", "calls", "lapses")

_EXAMPLES = (
    ("which laws does the core profile break, and how?", "m2m-conformance explore"),
    ("the strict one, looking further", "m2m-conformance explore --profile strict --bounds widest"),
    ("the same peers and laws for Spin", "m2m-conformance explore --format promela"),
)

_NOTES = """\
bounds:
  default  a few seconds: up to 2 messages under way to each peer, 1 loss,
           1 duplicate, 2 calls by each application, 2 lapses of time; the
           client sends HELLO
  widest   up to a minute: the same with 3 lapses of time, and either may send
           HELLO
  Messages may arrive in any order. Within its bounds the search leaves nothing
  out.
"""

_STATUS = with_interrupt(
    {
        0: "every law that the profile promises holds, and those that core does not promise are broken",
        1: "that is not so",
        2: "it could not be done: bad arguments, a report that cannot be written",
    },
    "what was found so far is shown and written; it does not prove that a law holds",
)


def add_explore(commands: Commands) -> None:
    """Add the command `explore`."""
    explore = add_command(
        commands,
        "explore",
        summary="check two peers built from the model over bad channels",
        description="Checks two peers built from the model over channels that lose, repeat and reorder, in "
        "every way there is within bounds, and shows a shortest trace to each law that is broken.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(explore, "whose model")
    explore.add_argument("--bounds", choices=("default", "widest"), default="default", help="how far to look")
    for name in BOUNDS:
        explore.add_argument(f"--{name}", type=number, metavar="N", help="in place of that of --bounds")
    explore.add_argument("--json", type=report, metavar="FILE", help="write what was found as JSON")
    explore.add_argument(
        "--format",
        choices=("text", "promela"),
        default="text",
        help="promela prints the peers and the laws for `spin`, and checks nothing",
    )
