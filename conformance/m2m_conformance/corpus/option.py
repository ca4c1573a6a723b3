"""The options of `m2m-conformance vectors`."""

from __future__ import annotations

import argparse
from pathlib import Path

from m2m_conformance.place import folder
from m2m_conformance.quantity import count, integer
from m2m_conformance.usage import Commands, Parser, add_command

AREAS = ("session", "negotiation", "message", "engine", "frame", "token", "brotli", "security")
"""What there is a generator for; the cases of `limit` are about fixed sizes."""

_EXAMPLES = (
    ("the vectors as JSON, for any language", "m2m-conformance vectors build out"),
    ("are these sound?", "m2m-conformance vectors check my-vectors"),
    ("what each byte of a case's wire means", "m2m-conformance vectors explain frame/read/request"),
    ("what can be done more, of one of them", "m2m-conformance vectors generate --help"),
)


def add_vectors(commands: Commands) -> None:
    """Add the command `vectors` and its own commands."""
    vectors = add_command(
        commands,
        "vectors",
        summary="build, check, explain or generate vectors",
        description="What can be done with golden vectors beside running them.",
        examples=_EXAMPLES,
    )
    own = vectors.add_subparsers(dest="action", required=True, metavar="COMMAND", parser_class=Parser)
    _build(own)
    _check(own)
    _explain(own)
    _generate(own)
    _derive(own)
    vectors.groups = {"commands": list(own.choices.values())}


def _build(own: Commands) -> None:
    build = add_command(
        own,
        "build",
        summary="write the vectors as JSON",
        description="Writes one JSON file for each area, with the JSON Schema, the requirements and a "
        "manifest of sizes and SHA-256 beside them. The same vectors give the same bytes.",
        examples=(
            ("the built-in ones", "m2m-conformance vectors build out"),
            ("yours", "m2m-conformance vectors build --vectors my-vectors out"),
        ),
    )
    build.add_argument("folder", type=folder, metavar="DIR", help="where to; it is made if need be")
    _source(build)


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--vectors", type=Path, metavar="DIR", help="the vectors to use instead of the built-in ones"
    )


def _check(own: Commands) -> None:
    check = add_command(
        own,
        "check",
        summary="check vectors, whoever wrote them",
        description="Holds vectors to their schema, their ids and the requirements they name, and plays "
        "their cases on the embedded reference, so that every wire in them is read again. Says file, case "
        "and reason.",
        examples=(("are these sound?", "m2m-conformance vectors check my-vectors"),),
        status={
            0: "nothing is wrong",
            1: "something is, and was said",
            2: "it could not be done: bad arguments, no such folder; or it was interrupted",
        },
    )
    check.add_argument("folder", type=Path, nargs="?", metavar="DIR", help="instead of the built-in vectors")


def _explain(own: Commands) -> None:
    explain = add_command(
        own,
        "explain",
        summary="show a wire byte by byte",
        description="Shows what each byte of a wire means, and what is wrong with it, if anything is.",
        examples=(
            ("the wires of a case", "m2m-conformance vectors explain frame/read/request"),
            ("any wire", "m2m-conformance vectors explain '#TK|C|sk0='"),
            ("one that comes in on stdin", "m2m-conformance vectors explain - < wire.txt"),
        ),
        status={
            0: "every wire is sound",
            1: "one is broken",
            2: "it could not be done: bad arguments, no such case, what is no wire",
        },
    )
    explain.add_argument(
        "subject", metavar="ID|WIRE", help="the id of a case, or a wire; - reads one from stdin"
    )
    explain.add_argument("--binary", action="store_true", help="the wire is a binary form, given in base64")
    _source(explain)


def _generate(own: Commands) -> None:
    generate = add_command(
        own,
        "generate",
        summary="write new vectors",
        description="Writes new golden vectors, made from the model and from Hypothesis strategies. The same "
        "seed gives the same files, with the same versions of this package, Hypothesis and Python.",
        examples=(
            (
                "fifty about frames, and play them",
                "m2m-conformance vectors generate --area frame --count 50 -o my-vectors",
            ),
            ("", "m2m-conformance run --vectors my-vectors -- ./my-adapter"),
        ),
    )
    generate.add_argument(
        "--area",
        required=True,
        choices=AREAS,
        metavar="AREA",
        help=f"what they are about: {', '.join(AREAS)}",
    )
    generate.add_argument("--count", type=count, default=100, metavar="N", help="how many (default 100)")
    generate.add_argument("--seed", type=integer, default=0, metavar="S", help="of the choices (default 0)")
    generate.add_argument("-o", "--output", type=folder, required=True, metavar="DIR", help="where to")


def _derive(own: Commands) -> None:
    derive = add_command(
        own,
        "derive",
        summary="write the files that follow from the model",
        description="Writes the vector files that follow from the model: every row of both profiles, and all "
        "negotiations of lists of up to three. Without DIR it writes over the built-in ones.",
        examples=(("to look at them", "m2m-conformance vectors derive derived"),),
    )
    derive.add_argument(
        "folder", type=folder, nargs="?", metavar="DIR", help="instead of the built-in vectors"
    )
