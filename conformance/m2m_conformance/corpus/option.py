"""The options of `m2m-conformance vectors`."""

from __future__ import annotations

import argparse
from pathlib import Path

from m2m_conformance.quantity import count

_EXAMPLES = """\
examples:
  m2m-conformance vectors build out                  the vectors as JSON, for any language
  m2m-conformance vectors check my-vectors           are these sound?
  m2m-conformance vectors explain frame/read/request what each byte of a case's wire means
  m2m-conformance vectors explain '#TK|C|sk0='       the same for any wire
  m2m-conformance vectors generate --area frame --count 50 --seed 7 -o my-vectors

exit status:
  0  done; of check: nothing is wrong; of explain: every wire is sound
  1  of check: something is wrong; of explain: a wire is broken
  2  it could not be done: bad arguments, no such case, a file that cannot be read or written
"""


def add_vectors(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command `vectors` and its own commands."""
    vectors = commands.add_parser(
        "vectors",
        help="build, check, explain or generate vectors",
        description="What can be done with golden vectors beside running them.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    own = vectors.add_subparsers(dest="action", required=True, metavar="ACTION")
    _build(own)
    _check(own)
    _explain(own)
    _generate(own)
    derive = own.add_parser("derive", help="write the files that follow from the model")
    derive.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="instead of the built-in vectors")


def _build(own: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    build = own.add_parser(
        "build",
        help="write the vectors as JSON",
        description="Writes one JSON file for each area, with the JSON Schema, the requirements and a "
        "manifest of sizes and SHA-256 beside them. The same vectors give the same bytes.",
    )
    build.add_argument("folder", type=Path, metavar="DIR", help="where to; it is made if need be")
    _source(build)


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--vectors", type=Path, metavar="DIR", help="the vectors to use instead of the built-in ones"
    )


def _check(own: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = own.add_parser(
        "check",
        help="check vectors, whoever wrote them",
        description="Holds vectors to their schema, their ids and the requirements they name, and plays "
        "their cases on the embedded reference, so that every wire in them is read again. Says file, case "
        "and reason.",
    )
    check.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="instead of the built-in vectors")


def _explain(own: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    explain = own.add_parser(
        "explain",
        help="show a wire byte by byte",
        description="Shows what each byte of a wire means, and what is wrong with it, if anything is.",
    )
    explain.add_argument(
        "subject", metavar="ID|WIRE", help="the id of a case, or a wire; - reads one from stdin"
    )
    explain.add_argument("--binary", action="store_true", help="the wire is a binary form, given in base64")
    _source(explain)


def _generate(own: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    generate = own.add_parser(
        "generate",
        help="write new vectors",
        description="Writes new golden vectors, made from the model and from Hypothesis strategies. The same "
        "seed gives the same files, with the same versions of this package, Hypothesis and Python.",
    )
    generate.add_argument("--area", required=True, help="what they are about")
    generate.add_argument("--count", type=count, default=100, metavar="N", help="how many (default 100)")
    generate.add_argument("--seed", type=int, default=0, metavar="S", help="of the choices (default 0)")
    generate.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="where to")
