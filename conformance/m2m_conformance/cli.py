"""The command line. Imports only what the command at hand needs, so that it starts quickly."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from types import FrameType

from m2m_conformance import __version__
from m2m_conformance.corpus.option import add_vectors
from m2m_conformance.explore.option import add_explore
from m2m_conformance.fuzz.option import add_fuzz
from m2m_conformance.interop.option import add_interop
from m2m_conformance.learn.option import add_learn
from m2m_conformance.merge.option import add_merge
from m2m_conformance.mutate.option import add_mutate
from m2m_conformance.option import EXAMPLES, EXIT_CODES, add_profile, add_run, wrong_of_run
from m2m_conformance.sequence.option import add_suite
from m2m_conformance.serve.option import add_serve

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
    add_run(commands)
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
    add_profile(model, "whose rules")
    return top


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
    if wrong := wrong_of_run(options, command):
        parser().error(wrong)
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


def _split(words: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in words:
        return words, False, []
    at = words.index("--")
    return words[:at], True, words[at + 1 :]


if __name__ == "__main__":
    sys.exit(main())
