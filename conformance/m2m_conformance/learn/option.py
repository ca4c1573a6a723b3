"""The options of `m2m-conformance learn`."""

from __future__ import annotations

from pathlib import Path

from m2m_conformance.place import folder, report
from m2m_conformance.quantity import integer, seconds
from m2m_conformance.sequence.option import ALPHABETS
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

ALGORITHMS = ("kv", "lsharp")

_EXAMPLES = (
    ("the embedded reference, which is equal to the model", "m2m-conformance learn"),
    ("a target, and a picture of what it does", "m2m-conformance learn --svg learned.svg -- ./my-adapter"),
)

_NOTES = """\
what comes of it:
  The machine that is learned is the target's if that has at most K states
  beyond those that were found, as far as inputs and observations tell them
  apart. Every transition that is not the model's is told, with a shortest
  sequence that shows it; what can be seen by itself is written as a vector too.
  A target that answers the same sequence in two ways is reported with that
  sequence.
"""

_STATUS = with_interrupt(
    {
        0: "the target's machine is the model's",
        1: "it is not, or the target does not do the same every time, or broke more than ten times",
        2: "it could not be learned: bad arguments, adapter not found, a file that cannot be written",
    },
    "there is no machine then, so no file is written",
)


def add_learn(commands: Commands) -> None:
    """Add the command `learn`."""
    learn = add_command(
        commands,
        "learn",
        summary="learn its session machine, and compare it with the model",
        usage="m2m-conformance learn [options] [-- CMD ARG ...]",
        description="Learns the session machine of the embedded reference or of the adapter that CMD starts, "
        "as a black box, and says where it is not the model's.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(learn, "the model to compare with")
    learn.add_argument(
        "--alphabet",
        choices=ALPHABETS,
        default="outline",
        help="the inputs (default outline; see `suite --help`)",
    )
    learn.add_argument(
        "--extra-states",
        type=integer,
        choices=(0, 1, 2),
        default=1,
        metavar="K",
        help="look for states beyond those that were found: 0, 1 or 2 (default 1)",
    )
    learn.add_argument("--algorithm", choices=ALGORITHMS, default="kv", help="how it is learned (default kv)")
    learn.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one request (default 10)"
    )
    learn.add_argument("--table", action="store_true", help="print every learned transition")
    for form, what in _FILES.items():
        learn.add_argument(f"--{form}", type=report, metavar="FILE", help=f"write the machine as {what}")
    learn.add_argument(
        "--found",
        type=folder,
        default=Path("m2m-found"),
        metavar="DIR",
        help="where differences are written as vectors (default m2m-found)",
    )


_FILES = {
    "svg": "an SVG picture",
    "dot": "DOT, for Graphviz",
    "mermaid": "a Mermaid diagram",
    "json": "JSON (spec/learned.schema.json)",
}
