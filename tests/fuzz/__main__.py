"""Fuzzes readers: `python -m tests.fuzz READER --seconds 60`, or `--all`. Needs atheris."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.fuzz import campaign, target


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0, or 1 if something was found."""
    options = _parser().parse_args(arguments)
    if options.inside:
        target.run(options.readers[0], options.seconds, options.log)
    from tests.fuzz.reader import READERS

    if options.list:
        print("\n".join(READERS))
        return 0
    wanted = list(READERS) if options.all else options.readers
    if unknown := set(wanted) - READERS.keys():
        raise SystemExit(f"no such reader: {', '.join(sorted(unknown))}; --list names them")
    target.load()
    return _fuzz(wanted, options)


def _fuzz(readers: Sequence[str], options: argparse.Namespace) -> int:
    results = []
    for result in campaign.run_all(readers, options.seconds, options.jobs, options.log):
        results.append(result)
        print(f"{result.reader}: {result.executions:,} executions, {len(result.finds)} finds", flush=True)
        for file in result.finds:
            print(f"  {file}", flush=True)
        (options.log / "table.md").write_text(campaign.table(results))
    print(campaign.table(results), end="")
    return 1 if any(result.finds for result in results) else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help="what to fuzz")
    parser.add_argument("--all", action="store_true", help="fuzz every reader")
    parser.add_argument("--list", action="store_true", help="name the readers, and end")
    parser.add_argument("--seconds", type=int, default=60, help="for each reader (60)")
    parser.add_argument("--jobs", type=int, default=1, help="readers at a time (1)")
    parser.add_argument(
        "--log", type=Path, default=Path("fuzz-log"), help="folder for finds, logs and corpora (fuzz-log)"
    )
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)  # the process of one reader
    return parser


if __name__ == "__main__":
    sys.exit(main())
