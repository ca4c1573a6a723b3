"""The options of shards: `--shard` of `m2m-conformance run`, and the command `merge`."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from m2m_conformance.report.option import add_reports
from m2m_conformance.usage import Commands, add_command

MOST = 9999
"""Shards that there can be."""

_EXAMPLES = (
    ("on one machine, and on another one", "m2m-conformance run --shard 1/2 --json 1.json -- ./my-adapter"),
    ("", "m2m-conformance run --shard 2/2 --json 2.json -- ./my-adapter"),
    ("what both come to", "m2m-conformance merge 1.json 2.json"),
    ("the same for a CI server", "m2m-conformance merge 1.json 2.json --junit all.xml"),
)

_NOTES = """\
what is joined:
  Every shard of one run, once: the same suite, profile, target, selection of
  cases, vectors or sequences, and baseline. What is said is what a run of all
  the cases would have said; the time is that of all shards added up. Shards
  that do not belong together, or of which one is missing, come to nothing, and
  why is said.
"""

_STATUS = {
    0: "every shard is there, and what they come to has passed, as in `run`",
    1: "every shard is there, and it has not",
    2: "there is no verdict: a report cannot be read, is not that of a shard, is missing, there twice, or of "
    "another run; or a shard was interrupted",
}


def add_shard(run: argparse.ArgumentParser) -> None:
    """Add the option that plays a part of the cases."""
    run.add_argument(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="play only part I of N of the selected cases; `merge` joins the reports (--json) of all parts",
    )


def add_merge(commands: Commands) -> None:
    """Add the command `merge`."""
    merge = add_command(
        commands,
        "merge",
        summary="join the reports of shards into one verdict",
        description="Joins the JSON reports of `run --shard I/N` into the verdict of the whole run.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    merge.add_argument(
        "reports", nargs="+", type=Path, metavar="REPORT", help="what `run --shard I/N --json` wrote"
    )
    add_reports(merge)


def _shard(text: str) -> tuple[int, int]:
    found = re.fullmatch("([0-9]{1,4})/([0-9]{1,4})", text)
    number, of = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= of:
        raise argparse.ArgumentTypeError(f"{text!r} is not I/N with 1 ≤ I ≤ N ≤ {MOST}, such as 2/3")
    return number, of
