"""The options of sequences: those of `m2m-conformance run`, and the command `suite`."""

from __future__ import annotations

import argparse
from pathlib import Path

from m2m_conformance.place import folder
from m2m_conformance.quantity import integer, number
from m2m_conformance.usage import Commands, add_command, add_profile

METHODS = ("w", "wp")
ALPHABETS = ("outline", "clock", "full")

_PROOF = """\
what a pass proves:
  The model of the profile, seen through the inputs of an alphabet, is a machine
  of n states (`suite` says how many). Each step shows the kind of result, the
  error kind, state, session id, algorithm, encoding, each counter's change, and
  whether the session has expired. A target that passes the suite for K, and has
  at most n + K states as far as these inputs and observations tell them apart,
  does what the model says after every sequence of these inputs. So it is with
  the W-method and with the Wp-method, which needs fewer sequences. Random walks
  prove nothing.

alphabets:
  full     every call with every thing that can be wrong with it, two algorithms
           and encodings, session ids, clones, and time just under, exactly and
           just over the timeout
  clock    ids and agreements are told apart only as kept or taken
  outline  the same without time: the five states of a session
"""

_EXAMPLES = (
    ("how many sequences, and what they prove", "m2m-conformance suite --count"),
    ("the short ones, of the five states alone", "m2m-conformance suite --alphabet outline"),
    ("play them", "m2m-conformance run --suite wp -- ./my-adapter"),
)


def add_sequences(run: argparse.ArgumentParser) -> None:
    """Add the options that play sequences in place of vectors."""
    group = run.add_argument_group("sequences that follow from the model, in place of vectors")
    group.add_argument("--suite", choices=METHODS, help="the derived suite (see `suite --help`)")
    _size(group)
    group.add_argument("--walks", type=number, default=0, metavar="N", help="so many random walks")
    group.add_argument(
        "--steps", type=number, default=100, metavar="M", help="inputs of a walk (default 100)"
    )
    group.add_argument("--seed", type=integer, default=0, metavar="S", help="of the walks (default 0)")
    group.add_argument(
        "--found",
        type=folder,
        default=Path("m2m-found"),
        metavar="DIR",
        help="where failures are written as vectors, one for each fault (default m2m-found)",
    )


def add_suite(commands: Commands) -> None:
    """Add the command `suite`."""
    suite = add_command(
        commands,
        "suite",
        summary="print the sequences that follow from the model",
        description="Prints the sequences of the derived suite, one on a line, sorted; none is the beginning "
        "of another one. `run --suite` plays them.",
        examples=_EXAMPLES,
        notes=_PROOF,
    )
    add_profile(suite, "whose model")
    suite.add_argument("--method", choices=METHODS, default="wp", help="how they are derived (default wp)")
    _size(suite)
    suite.add_argument(
        "--without",
        action="append",
        default=[],
        choices=("clone", "clock", "tick", "m2m"),
        help="for targets that have not got this feature; may be repeated",
    )
    suite.add_argument("--count", action="store_true", help="only how many there are")


def _size(command: argparse._ActionsContainer) -> None:
    command.add_argument(
        "--extra-states",
        type=integer,
        choices=(0, 1, 2),
        default=0,
        metavar="K",
        help="states that the target may have beyond the model's: 0, 1 or 2 (default 0)",
    )
    command.add_argument("--alphabet", choices=ALPHABETS, default="full", help="the inputs (default full)")
