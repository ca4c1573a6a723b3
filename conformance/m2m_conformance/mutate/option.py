"""The options of `m2m-conformance mutate`."""

from __future__ import annotations

import argparse

from m2m_conformance.place import report
from m2m_conformance.quantity import count, integer
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

KINDS = ("rows", "states", "source")
MODES = ("corpus", "suite", "walks", "fuzz")

_EXAMPLES = (
    ("wrong models, against the derived suites", "m2m-conformance mutate"),
    (
        "a hundred of them, against the golden vectors",
        "m2m-conformance mutate rows --sample 100 --mode corpus",
    ),
    ("one state more that is wrong in one thing", "m2m-conformance mutate states --profile strict"),
    (
        "one file of the reference (needs the extra mutate)",
        "m2m-conformance mutate source --only 'codec/varint.py *'",
    ),
)

_NOTES = """\
kinds of mutants:
  rows    the model with one thing of one row changed: its target, a counter, an
          effect, or what it hands back, each to every other; against the
          derived suite for no extra states
  states  the model's five states and a copy of one of them, that is wrong in
          one target or in what is seen of one input; against the derived suite
          for one extra state
  source  the reference with one expression of its session, negotiation, message
          or codec code changed (the operators are mutmut's; needs the extra
          mutate); over real pipes, in both profiles, against
            corpus  the golden vectors
            suite   the derived suite for no extra states
            walks   20 random walks of 100 inputs
            fuzz    50 conversations made up by Hypothesis

what becomes of a mutant:
  killed      something told it from what it was made of
  equivalent  nothing can. Of rows and states that is proved, by going through
              both side by side; of source it is stated, one by one and with the
              reason, in m2m_conformance/mutate/equivalent.yaml
  not seen    a hole in the suite: a case is missing
"""

_STATUS = with_interrupt(
    {
        0: "every mutant is killed or equivalent",
        1: "one is not seen, or one is listed as equivalent that is killed, or is not there any more",
        2: "it could not be done: bad arguments, mutmut is not installed, a report that cannot be written",
    },
    "what became of those that were tried is told and written",
)


def add_mutate(commands: Commands) -> None:
    """Add the command `mutate`."""
    mutate = add_command(
        commands,
        "mutate",
        summary="break model and reference on purpose: is it seen?",
        description="Breaks the model and the reference on purpose, in every way of some kinds, and tells "
        "what of it the suite does not see.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    mutate.add_argument(
        "kinds",
        nargs="*",
        type=_kind,
        metavar="KIND",
        help="rows, states, source (default rows and states)",
    )
    add_profile(mutate, "whose rows and states")
    mutate.add_argument("--list", action="store_true", help="also show each equivalent mutant")
    mutate.add_argument("--json", type=report, metavar="FILE", help="write what became of them as JSON")
    source = mutate.add_argument_group("rows and source")
    source.add_argument("--sample", type=count, metavar="N", help="only so many of them, at random")
    source.add_argument("--seed", type=integer, default=0, metavar="S", help="of the sample (default 0)")
    source.add_argument(
        "--only", default="*", metavar="PATTERN", help="those whose name, as it is shown, matches"
    )
    source.add_argument(
        "--mode",
        action="append",
        choices=MODES,
        metavar="MODE",
        help="what to try; may be given more than once (default for source: corpus, then suite). With rows "
        "the reference runs on the wrong model, and is played against like source",
    )
    source.add_argument(
        "--each", action="store_true", help="try every mode on every mutant, to compare the modes"
    )
    source.add_argument("--jobs", type=count, default=2, metavar="N", help="so many at a time (default 2)")


def _kind(text: str) -> str:
    """One of KINDS. They are no `choices`, since argparse takes no words at all for a wrong one of those."""
    if text not in KINDS:
        raise argparse.ArgumentTypeError(f"there are no mutants {text!r}, but {', '.join(KINDS)}")
    return text
