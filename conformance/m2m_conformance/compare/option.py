"""The options of `m2m-conformance compare`."""

from __future__ import annotations

from pathlib import Path

from m2m_conformance.place import report
from m2m_conformance.usage import Commands, add_command

_EXAMPLES = (
    ("what a change has done", "m2m-conformance compare before.json after.json"),
    ("the same for a pull request", "m2m-conformance compare before.json after.json --markdown change.md"),
    ("a feature was taken out on purpose", "m2m-conformance compare before.json after.json --allow-skips"),
)

_NOTES = """\
what is compared:
  Reports of `run --json`, or of `merge --json`, by the same profile. They may
  be of other targets, of other versions, and by another version of the suite;
  that is said. A shard can be compared with the same shard only.

what is worse:
  A case that fails or errs and did not, unless the baseline of NEW lists it.
  One that failed and errs now. One that passed and is skipped now, or is not
  there any more, though the version of the suite is the same and NEW has no
  selection of its own: a target shall not become green by having less.
"""

_STATUS = {
    0: "nothing is worse",
    1: "something is",
    2: "they cannot be compared: one cannot be read, or is not of what the other is of",
}


def add_compare(commands: Commands) -> None:
    """Add the command `compare`."""
    compare = add_command(
        commands,
        "compare",
        summary="say what is different between two reports",
        description="Compares two JSON reports: what fails now and did not, what passes, what is skipped, "
        "new or gone, and what fails in another way.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    compare.add_argument("old", type=Path, metavar="OLD", help="the report of before")
    compare.add_argument("new", type=Path, metavar="NEW", help="the report of now")
    compare.add_argument(
        "--allow-skips", action="store_true", help="what passed may be skipped, or not be there any more"
    )
    for name, what in (("json", "as JSON (spec/comparison.schema.json)"), ("markdown", "as Markdown")):
        compare.add_argument(f"--{name}", type=report, metavar="FILE", help=f"write it {what}; - is stdout")
