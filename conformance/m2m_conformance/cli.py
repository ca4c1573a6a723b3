"""The command line. Imports only what the command at hand needs, so that it starts quickly."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

from m2m_conformance import __version__
from m2m_conformance.corpus.option import add_vectors
from m2m_conformance.explore.option import add_explore
from m2m_conformance.fuzz.option import add_fuzz
from m2m_conformance.http.address import Address, AddressError
from m2m_conformance.interop.option import add_interop
from m2m_conformance.learn.option import add_learn
from m2m_conformance.merge.option import add_merge, add_shard
from m2m_conformance.mutate.option import add_mutate
from m2m_conformance.sequence.option import add_sequences, add_suite
from m2m_conformance.serve.option import add_serve

EXIT_CODES = """\
exit status:
  0  at least one case was checked, every MUST that was asked passed or is listed in the baseline, and
     every entry of the baseline holds
  1  that is not so, or the run was stopped because the target broke ten times in a row
  2  the run could not be done: bad arguments, adapter not found, no case selected, bad vector or
     baseline file; or it was interrupted (Ctrl-C, SIGTERM, SIGHUP), which ends the target and leaves the
     summary and the reports of what was found so far
  --update-baseline ends as the same run would with the file just written
"""

EXAMPLES = """\
examples:
  m2m-conformance run                                judge the embedded reference
  m2m-conformance run -- ./my-adapter --flag         judge your implementation, through its adapter
  m2m-conformance run --url http://127.0.0.1:3000    judge a running server, with no adapter
  m2m-conformance run --profile strict -- CMD        by the stricter rules of the published prose
  m2m-conformance run --select 'frame/*' -- CMD      only some cases
  m2m-conformance run --baseline FILE -- CMD         not red for the known failures listed in FILE
  m2m-conformance run --list                         which cases there are
  m2m-conformance run --shard 2/3 --json FILE -- CMD  a third of the cases, for the second of three machines
  m2m-conformance run --suite wp -- CMD              the sequences that follow from the model
  m2m-conformance interop reference ./my-adapter     play implementations against each other
  m2m-conformance vectors --help                     build, check, explain and generate vectors
"""


_ENDING = (signal.SIGTERM, signal.SIGHUP)


def parser() -> argparse.ArgumentParser:
    """The parser of everything before `--`."""
    top = argparse.ArgumentParser(
        prog="m2m-conformance",
        description="Tells whether an implementation of M2M, in any language, is right.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"m2m-conformance {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _run_parser(commands)
    add_merge(commands)
    add_suite(commands)
    add_learn(commands)
    add_explore(commands)
    add_fuzz(commands)
    add_interop(commands)
    add_mutate(commands)
    add_vectors(commands)
    add_serve(commands)
    commands.add_parser("adapter", help="serve the reference on stdin and stdout (spec/adapter.md)")
    model = commands.add_parser("model", help="print the session model as Markdown")
    model.add_argument("--format", choices=("page", "table", "mermaid"), default="page", help="what of it")
    _profile(model, "whose rules")
    return top


def _profile(command: argparse.ArgumentParser, text: str) -> None:
    command.add_argument(
        "--profile", choices=("core", "strict"), default="core", help=f"{text} (default core)"
    )


def _run_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    run = commands.add_parser(
        "run",
        help="judge an implementation",
        usage="m2m-conformance run [options] [-- CMD ARG ...]",
        description="Judges the embedded reference, or the adapter that CMD starts.",
        epilog=f"{EXAMPLES}\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _profile(run, "the rules to judge by")
    run.add_argument(
        "--url",
        type=_address,
        metavar="URL",
        help="judge the server that runs at http://HOST:PORT, over the HTTP binding, with no adapter",
    )
    run.add_argument(
        "--advisory",
        action="store_true",
        help="the other profile's cases too; those that do not pass are warnings",
    )
    run.add_argument(
        "--select",
        action="append",
        default=[],
        metavar="GLOB",
        help="only cases with such an id; may be repeated",
    )
    run.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="no cases with such an id; may be repeated",
    )
    run.add_argument("--list", action="store_true", help="list the cases and end")
    run.add_argument(
        "--fail-fast", action="store_true", help="end at the first failed or errored case that is not listed"
    )
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
    run.add_argument(
        "--timeout",
        type=_seconds,
        metavar="SECONDS",
        help="time limit of one request (default 10)",
    )
    run.add_argument(
        "--json", type=Path, metavar="FILE", help="write the JSON report (spec/report.schema.json)"
    )
    run.add_argument("--junit", type=Path, metavar="FILE", help="write a JUnit XML report")
    run.add_argument(
        "--vectors", type=Path, metavar="DIR", help="the vectors to use instead of the built-in ones"
    )
    add_shard(run)
    add_sequences(run)


def _address(text: str) -> Address:
    try:
        return Address.of(text)
    except AddressError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    own, separator, command = _split(words)
    options = parser().parse_args(own)
    if separator and options.command not in _WITH_TARGET:
        parser().error(f"{options.command} takes no command after --")
    if separator and not command:
        parser().error("there is no command after --")
    with _signals() if options.command in _ENDED else nullcontext():
        return _ACTIONS[options.command](options, command)


def _run(options: argparse.Namespace, command: Sequence[str]) -> int:
    _check(options)
    if options.url and command:
        parser().error("--url judges a server that runs already; leave the command after -- out")
    from m2m_conformance.command import run

    return run(options, command)


def _merge(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.merge.command import merge

    return merge(options)


def _learn(options: argparse.Namespace, command: Sequence[str]) -> int:
    from m2m_conformance.learn.command import learn

    return learn(options, command)


def _fuzz(options: argparse.Namespace, command: Sequence[str]) -> int:
    from m2m_conformance.fuzz.command import fuzz

    return fuzz(options, command)


def _interop(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.interop.command import interop

    return interop(options)


def _suite(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.sequence.command import suite

    return suite(options)


def _mutate(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.mutate.command import mutate

    return mutate(options)


def _explore(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.explore.command import explore

    return explore(options)


def _vectors(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.corpus.command import vectors

    return vectors(options)


def _serve(options: argparse.Namespace, command: Sequence[str]) -> int:
    if bool(command) != options.judge and not options.list:
        parser().error("serve takes a command after -- with --judge, which judges the client that it starts")
    if options.judge or options.list:
        from m2m_conformance.client.command import judge

        return judge(options, command)
    from m2m_conformance.serve.command import serve

    return serve(options)


def _adapter(_options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.adapter.reference import ReferenceAdapter
    from m2m_conformance.adapter.server import serve

    serve(ReferenceAdapter().answer)
    return 0


def _model(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.command import show_model

    return show_model(options.format, options.profile)


_ACTIONS: dict[str, Callable[[argparse.Namespace, Sequence[str]], int]] = {
    "run": _run,
    "merge": _merge,
    "learn": _learn,
    "fuzz": _fuzz,
    "interop": _interop,
    "suite": _suite,
    "explore": _explore,
    "mutate": _mutate,
    "vectors": _vectors,
    "serve": _serve,
    "adapter": _adapter,
    "model": _model,
}
_WITH_TARGET = ("run", "learn", "fuzz", "serve")
_ENDED = (*_WITH_TARGET, "interop")
"""The commands that a signal ends in their own way."""


@contextmanager
def _signals() -> Iterator[None]:
    """SIGTERM and SIGHUP end a run as Ctrl-C does, unless whoever started us wants them ignored (nohup).

    SIGCHLD is what it is by default: where it is ignored, nobody learns how a target ended.
    """
    ending = [each for each in _ENDING if signal.getsignal(each) is not signal.SIG_IGN]
    before = {each: signal.signal(each, _interrupt) for each in ending}
    before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        yield
    finally:
        for each, handler in before.items():
            if signal.getsignal(each) is not signal.SIG_IGN:  # which `_interrupt` left, until we are gone
                signal.signal(each, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    """Once: timeout(1) sends two, and the second one shall not spoil the reports."""
    for each in _ENDING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt


def _check(options: argparse.Namespace) -> None:
    """End with exit status 2 for options that do not go together."""
    if options.update_baseline and not options.baseline:
        parser().error("--update-baseline needs --baseline FILE")
    if options.update_baseline and options.fail_fast:
        parser().error("--update-baseline needs a whole run; leave --fail-fast out")
    if options.update_baseline and options.shard:
        parser().error("--update-baseline needs a whole run; leave --shard out")
    if options.suite or options.walks:
        for name in ("vectors", "advisory", "url"):
            if getattr(options, name):
                parser().error(f"--{name} is for vectors, not for sequences")


def _split(words: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in words:
        return words, False, []
    at = words.index("--")
    return words[:at], True, words[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
