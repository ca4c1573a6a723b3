"""The options of `m2m-conformance run`, `adapter` and `model`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from m2m_conformance.merge.option import add_shard
from m2m_conformance.place import unwritable
from m2m_conformance.quantity import seconds
from m2m_conformance.report.option import add_reports
from m2m_conformance.sequence.option import add_sequences
from m2m_conformance.usage import Commands, add_command, add_profile, with_interrupt

if TYPE_CHECKING:
    from m2m_conformance.http.address import Address

_EXAMPLES = (
    ("judge the built-in reference", "m2m-conformance run"),
    ("judge your implementation, through its adapter", "m2m-conformance run -- ./my-adapter --flag"),
    ("judge a running server, with no adapter", "m2m-conformance run --url http://127.0.0.1:3000"),
    ("by the stricter rules of the published prose", "m2m-conformance run --profile strict -- ./my-adapter"),
    ("only some cases; which there are", "m2m-conformance run --select 'frame/*' --list"),
    ("not red for the known failures in a file", "m2m-conformance run --baseline known.yaml -- ./my-adapter"),
    (
        "a third of the cases, for the second of three machines",
        "m2m-conformance run --shard 2/3 --json 2.json -- ./my-adapter",
    ),
    ("the sequences that follow from the model", "m2m-conformance run --suite wp -- ./my-adapter"),
)

_STATUS = with_interrupt(
    {
        0: "at least one case was checked, every MUST that was asked passed or is listed in the baseline, "
        "and every entry of the baseline holds",
        1: "that is not so, or the run was stopped because the target broke ten times in a row",
        2: "the run could not be done: bad arguments, adapter not found, no case selected, bad vector or "
        "baseline file, a report that cannot be written",
    },
    "the target is ended, the summary is shown and the reports are written, of what was found so far",
)

_NOTES = """\
--update-baseline ends as the same run would with the file just written.
"""


def add_run(commands: Commands) -> None:
    """Add the command `run`."""
    run = add_command(
        commands,
        "run",
        summary="play the golden vectors against an implementation, or a server",
        usage="m2m-conformance run [options] [-- CMD ARG ...]",
        description="Judges the embedded reference, or the adapter that CMD starts: plays the golden vectors "
        "against it, and says of each failure which rule it breaks and how to play it again.",
        examples=_EXAMPLES,
        notes=_NOTES,
        status=_STATUS,
    )
    add_profile(run, "the rules to judge by")
    run.add_argument(
        "--url",
        type=_address,
        metavar="URL",
        help="judge the server that runs at http://HOST:PORT, over the HTTP binding, with no adapter",
    )
    run.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="time limit of one request (default 10)"
    )
    run.add_argument(
        "--fail-fast", action="store_true", help="end at the first failed or errored case that is not listed"
    )
    _cases(run)
    _known(run)
    add_reports(run)
    add_sequences(run)


def _cases(run: argparse.ArgumentParser) -> None:
    """Which cases are played."""
    run.add_argument(
        "--advisory",
        action="store_true",
        help="the other profile's cases too; those that do not pass are warnings",
    )
    for name, which in (("--select", "only"), ("--exclude", "no")):
        text = f"{which} cases with such an id; may be repeated"
        run.add_argument(name, action="append", default=[], metavar="GLOB", help=text)
    run.add_argument("--list", action="store_true", help="list the cases and end")
    run.add_argument(
        "--vectors", type=Path, metavar="DIR", help="the vectors to use instead of the built-in ones"
    )
    add_shard(run)


def _known(run: argparse.ArgumentParser) -> None:
    """What is known to fail."""
    run.add_argument(
        "--baseline",
        type=Path,
        metavar="FILE",
        help="known failures, which do not fail the run; an entry that does not hold does",
    )
    run.add_argument(
        "--update-baseline",
        action="store_true",
        help="write the baseline's FILE: add failures that are not listed, drop entries that do not hold",
    )


def _address(text: str) -> Address:
    from m2m_conformance.http.address import Address, AddressError  # here, since it takes a while

    try:
        return Address.of(text)
    except AddressError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def wrong_of_run(options: argparse.Namespace, command: Sequence[str]) -> str:
    """What is wrong with options that do not go together, in a sentence; empty if nothing is."""
    return next(_wrongs(options, command), "")


def _wrongs(options: argparse.Namespace, command: Sequence[str]) -> Iterator[str]:
    if options.url and command:
        yield "--url judges a server that runs already; leave the command after -- out"
    if options.update_baseline and not options.baseline:
        yield "--update-baseline needs --baseline FILE"
    if options.update_baseline and options.baseline and (wrong := unwritable(options.baseline)):
        yield f"--baseline: {wrong}"
    for name in ("fail_fast", "shard") if options.update_baseline else ():
        if getattr(options, name):
            yield f"--update-baseline needs a whole run; leave --{name.replace('_', '-')} out"
    for name in ("vectors", "advisory", "url") if options.suite or options.walks else ():
        if getattr(options, name):
            yield f"--{name} is for vectors, not for sequences"


def add_adapter(commands: Commands) -> None:
    """Add the command `adapter`."""
    add_command(
        commands,
        "adapter",
        summary="serve the reference on stdin and stdout (spec/adapter.md)",
        description="Serves the reference by the adapter protocol (spec/adapter.md): reads one JSON request "
        "per line from stdin and answers with one line, until stdin ends.",
        examples=(
            ("judge the reference as any other adapter", "m2m-conformance run -- m2m-conformance adapter"),
            ("answer the requests in a file", "m2m-conformance adapter < requests.jsonl"),
        ),
    )


def add_model(commands: Commands) -> None:
    """Add the command `model`."""
    model = add_command(
        commands,
        "model",
        summary="print the session model as Markdown",
        description="Prints the session model, which is data (spec/session.yaml): the page that is "
        "spec/session.md, its table alone, or a Mermaid diagram.",
        examples=(
            ("the page of the strict profile", "m2m-conformance model --profile strict"),
            ("a diagram", "m2m-conformance model --format mermaid"),
        ),
    )
    model.add_argument("--format", choices=("page", "table", "mermaid"), default="page", help="what of it")
    add_profile(model, "whose rules")
