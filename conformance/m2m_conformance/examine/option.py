"""The options of `m2m-conformance check-adapter`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from m2m_conformance.output import destination
from m2m_conformance.quantity import seconds
from m2m_conformance.usage import NAME, Commands, add_command, add_profile, with_interrupt

TIMEOUT = 5.0
"""Seconds an adapter has for one reply, unless it is told otherwise."""

_EXAMPLES = (
    ("an adapter that is being written", "m2m-conformance check-adapter -- ./my-adapter"),
    ("one that is a script", "m2m-conformance check-adapter -- python3 adapter.py"),
    (
        "one that takes long to start, by the rules of strict",
        "m2m-conformance check-adapter --timeout 20 --profile strict -- ./my-adapter",
    ),
    ("the built-in one, which is fit", "m2m-conformance check-adapter -- m2m-conformance adapter"),
)

_NOTES = """\
what is done:
  The adapter is started a few times and asked some 120 requests, which show
  whether it does what spec/adapter.md says: that it answers line by line and
  keeps stdout clean, introduces itself, keeps sessions apart, says no in the
  right way, has what it declares, and ends when it should. Whether the
  implementation behind it is right, `run` tells.

what becomes of a check:
  ok            it is as spec/adapter.md says
  WRONG         it is not; what comes first is told with request and reply
  advice        wise, but not asked for, or of no consequence in a run
  not examined  something else comes first, or is not declared
"""

_STATUS = with_interrupt(
    {
        0: "the adapter is fit: nothing is wrong",
        1: "there is something to mend",
        2: "it could not be done: bad arguments, a command that cannot be started, a file that cannot be "
        "written",
    }
)


def add_check_adapter(commands: Commands) -> None:
    """Add the command `check-adapter`."""
    check = add_command(
        commands,
        "check-adapter",
        summary="examine an adapter while it is being written",
        usage="m2m-conformance check-adapter [options] -- CMD ARG ...",
        description="Examines the adapter that CMD starts, not the implementation behind it, against "
        "spec/adapter.md, and says what to mend first.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(check, "the profile that the adapter is told")
    check.add_argument(
        "--timeout",
        type=seconds,
        default=TIMEOUT,
        metavar="SECONDS",
        help=f"time limit of one request (default {TIMEOUT:g})",
    )
    check.add_argument(
        "--json",
        type=destination,
        metavar="FILE",
        help="write what was found as JSON (spec/examination.schema.json); - is stdout",
    )


def wrong_of_check_adapter(_options: argparse.Namespace, command: Sequence[str]) -> str:
    """What is wrong with the words that were given, in a sentence; empty if nothing is."""
    if command:
        return ""
    return f"check-adapter needs the command that starts the adapter: {NAME} check-adapter -- ./my-adapter"
