"""The options of `m2m-conformance fuzz`."""

from __future__ import annotations

from pathlib import Path

from m2m_conformance.place import folder
from m2m_conformance.quantity import count, integer, seconds
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

_EXAMPLES = (
    ("the embedded reference", "m2m-conformance fuzz"),
    ("an implementation, for an hour", "m2m-conformance fuzz --seconds 3600 -- ./my-adapter"),
    (
        "many machines, one campaign, each with its --seed (needs the extra redis)",
        "m2m-conformance fuzz --database redis://HOST --seed 2 -- ./my-adapter",
    ),
)

_NOTES = """\
what is done:
  Hypothesis makes up conversations: two sessions of the target, calls in any
  order, messages that are lost, arrive twice or out of order, messages that
  nobody sent, sound and broken, content of every kind, and time. Each call is
  held to what the model foresees. What goes wrong is made as short as it gets,
  written as a vector, once for each fault, and shown with the command that
  plays it again; then it goes on.
"""

_STATUS = with_interrupt(
    {
        0: "nothing was found",
        1: "something was, and is written",
        2: "it could not be done: bad arguments, adapter not found, a vector that cannot be written",
    },
    "what was found so far is written",
)


def add_fuzz(commands: Commands) -> None:
    """Add the command `fuzz`."""
    fuzz = add_command(
        commands,
        "fuzz",
        summary="let Hypothesis look for what it does wrong",
        usage="m2m-conformance fuzz [options] [-- CMD ARG ...]",
        description="Plays conversations that Hypothesis makes up, on the embedded reference or on the "
        "adapter that CMD starts, beside the model.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(fuzz, "the rules to judge by")
    long = fuzz.add_mutually_exclusive_group()
    long.add_argument("--examples", type=count, metavar="N", help="play so many conversations (default 200)")
    long.add_argument("--seconds", type=seconds, metavar="S", help="play for so long")
    fuzz.add_argument(
        "--rules", type=count, default=30, metavar="N", help="steps of a conversation, at most (default 30)"
    )
    fuzz.add_argument("--seed", type=integer, default=0, metavar="S", help="of the choices (default 0)")
    fuzz.add_argument(
        "--database",
        type=_database,
        metavar="DIR|URL",
        help="where Hypothesis keeps what failed and looks for it first: a folder, or redis://…",
    )
    fuzz.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one request (default 10)"
    )
    fuzz.add_argument(
        "--found",
        type=folder,
        default=Path("m2m-found"),
        metavar="DIR",
        help="where failures are written as vectors (default m2m-found)",
    )


def _database(text: str) -> str:
    """A folder, which is to be one, or a URL."""
    return text if "://" in text else str(folder(text))
