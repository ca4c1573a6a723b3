"""The options of `m2m-conformance interop`."""

from __future__ import annotations

from m2m_conformance.place import report
from m2m_conformance.quantity import number, seconds
from m2m_conformance.usage import Commands, add_command, with_interrupt

_EXAMPLES = (
    ("with the built-in reference", "m2m-conformance interop reference ./my-adapter"),
    (
        "several, two of them with a name, one by the strict profile",
        "m2m-conformance interop reference 'old=./mine --fast' 'new=strict:./mine2'",
    ),
    (
        "one cell: initiator, responder",
        "m2m-conformance interop --cell mine reference mine=./my-adapter reference",
    ),
)

_NOTES = """\
targets:
  [NAME=][PROFILE:]COMMAND, as one argument each. COMMAND starts an adapter
  (spec/adapter.md), without a shell, or is the word `reference`: the one that
  is built in. PROFILE, core or strict, is whose rules it follows (default
  core). NAME is what it is called in the matrix (default: what it calls
  itself).

what is done:
  Every target plays with every other and with itself (two processes), as
  initiator and as responder: handshakes over many pairs of capabilities, also
  such as have to be rejected; data both ways in every algorithm, with every
  tokenizer, in many languages; keep-alive; close from either side. Each call is
  held to what the model of its own side foresees, and what was sent has to be
  what is received. How content is written is judged where it is read: a wire
  that only its writer's kind can read passes between those, and fails
  everywhere else. Counters are left to `run`.

what becomes of a conversation:
  passed      it went as it has to
  unpromised  each side did what its profile says, and yet they differ or refuse
              each other: the rules of core allow that (m2m-conformance explore
              shows how), and no one is to blame
  failed      a call was not as foreseen; the trace says whose, and who is to
              mend it
  errored     a target crashed, hung or broke the adapter protocol; after ten in
              a row the cell is given up
  skipped     a target says that it has not got what is needed
"""

_STATUS = with_interrupt(
    {
        0: "every cell passed: at least one conversation did, and none failed or errored",
        1: "that is not so",
        2: "it could not be done: bad arguments, adapter not found, a report that cannot be written",
    },
    "the targets are ended, the matrix and the report have what was found so far",
)


def add_interop(commands: Commands) -> None:
    """Add the command `interop`."""
    interop = add_command(
        commands,
        "interop",
        summary="play implementations against each other",
        usage="m2m-conformance interop [options] TARGET ...",
        description="Plays every ordered pair of targets against each other, and shows the matrix.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    interop.add_argument("targets", nargs="+", metavar="TARGET", help="who plays")
    interop.add_argument(
        "--cell",
        action="append",
        nargs=2,
        default=[],
        metavar=("INITIATOR", "RESPONDER"),
        help="only this pair of names; may be repeated",
    )
    interop.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="GLOB",
        help="only conversations with such an id, as 'data/brotli/*'; may be repeated",
    )
    interop.add_argument("--list", action="store_true", help="list the conversations of all cells and end")
    interop.add_argument(
        "--traces",
        type=number,
        default=3,
        metavar="N",
        help="traces shown of each failing cell; other faults get a line (default 3)",
    )
    interop.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one request (default 10)"
    )
    interop.add_argument(
        "--json", type=report, metavar="FILE", help="write the JSON report (spec/interop.schema.json)"
    )
