"""The command line. Imports only what the command at hand needs, so that it starts quickly."""

from __future__ import annotations

import argparse
import shlex
import sys
from collections.abc import Callable, Sequence

from m2m_conformance import __version__
from m2m_conformance.compare.option import add_compare
from m2m_conformance.completion.option import add_completion
from m2m_conformance.corpus.option import add_vectors
from m2m_conformance.ending import ended
from m2m_conformance.examine.option import add_check_adapter, wrong_of_check_adapter
from m2m_conformance.explore.option import add_explore
from m2m_conformance.fuzz.option import add_fuzz
from m2m_conformance.interop.option import add_interop
from m2m_conformance.learn.option import add_learn
from m2m_conformance.merge.option import add_merge
from m2m_conformance.mutate.option import add_mutate
from m2m_conformance.option import add_adapter, add_model, add_run, wrong_of_run
from m2m_conformance.sequence.option import add_suite
from m2m_conformance.serve.option import add_serve, wrong_of_serve
from m2m_conformance.status import NotDoneError
from m2m_conformance.usage import NAME, Commands, Parser, nearest

_GROUPS: dict[str, tuple[Callable[[Commands], None], ...]] = {
    "judge implementations": (add_run, add_check_adapter, add_serve, add_interop, add_learn, add_fuzz),
    "join and compare reports": (add_merge, add_compare),
    "vectors, the model, the reference": (add_vectors, add_suite, add_model, add_adapter),
    "check the model and the suite themselves": (add_explore, add_mutate),
    "for your shell": (add_completion,),
}
"""What adds each command, in the order of the help."""

_EXAMPLES = (
    ("judge the built-in reference", "m2m-conformance run"),
    ("judge your implementation, through its adapter", "m2m-conformance run -- ./my-adapter"),
    ("judge a running server", "m2m-conformance run --url http://127.0.0.1:3000"),
    ("what else it can do; so it is with every command", "m2m-conformance run --help"),
)

_STATUS = {
    0: "done, and what was looked at is right",
    1: "done, and it is not",
    2: "it could not be done; one sentence on stderr says why, and what to do",
    130: "it was interrupted, by Ctrl-C, SIGTERM or SIGHUP",
    141: "what read its output ended before it did, as in `m2m-conformance model | head`",
}


def parser() -> Parser:
    """The parser of everything before `--`."""
    top = Parser(
        prog=NAME,
        usage=f"{NAME} COMMAND [options] [-- CMD ARG ...]",
        description="Tells whether an implementation of M2M, in any language, is right. CMD starts an "
        "adapter (spec/adapter.md), which is how an implementation is asked.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"{NAME} {__version__}")
    commands = top.add_subparsers(
        dest="command", required=True, metavar="COMMAND", prog=NAME, parser_class=Parser
    )
    top.examples, top.status = _EXAMPLES, _STATUS
    top.groups = {title: _added(commands, adds) for title, adds in _GROUPS.items()}
    return top


def _added(commands: Commands, adds: Sequence[Callable[[Commands], None]]) -> list[Parser]:
    before = len(commands.choices)
    for add in adds:
        add(commands)
    return list(commands.choices.values())[before:]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    return ended(lambda: _main(words))


def _main(words: list[str]) -> int:
    options, command = read(words)
    return _ACTIONS[options.command](options, command)


def read(words: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """The options in `words`, and the command after `--`. Raises NotDoneError for what cannot be meant."""
    own, separator, command = _split(words)
    top = parser()
    if own and own[0].startswith("-") and own[0] not in top._option_string_actions:
        raise NotDoneError(f"options come after the command: {NAME} COMMAND {own[0]}")
    options, unknown = top.parse_known_args(own)
    if unknown:
        raise NotDoneError(_unknown(top.chosen(options), own, unknown[0]))
    if separator and options.command not in _WITH_TARGET:
        raise NotDoneError(f"{options.command} takes no command after --; leave it out")
    if separator and not command:
        raise NotDoneError("there is no command after --; put the one there that starts your adapter")
    if options.command in _RULES and (wrong := _RULES[options.command](options, command)):
        raise NotDoneError(wrong)
    return options, command


def _run(options: argparse.Namespace, command: Sequence[str]) -> int:
    from m2m_conformance.command import run

    return run(options, command)


def _check_adapter(options: argparse.Namespace, command: Sequence[str]) -> int:
    from m2m_conformance.examine.command import check_adapter

    return check_adapter(options, command)


def _merge(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.merge.command import merge

    return merge(options)


def _compare(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.compare.command import compare

    return compare(options)


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


def _completion(options: argparse.Namespace, _command: Sequence[str]) -> int:
    from m2m_conformance.completion.command import script

    print(script(parser(), options.shell), end="")
    return 0


_ACTIONS: dict[str, Callable[[argparse.Namespace, Sequence[str]], int]] = {
    "run": _run,
    "check-adapter": _check_adapter,
    "merge": _merge,
    "compare": _compare,
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
    "completion": _completion,
}
_RULES: dict[str, Callable[[argparse.Namespace, Sequence[str]], str]] = {
    "run": wrong_of_run,
    "check-adapter": wrong_of_check_adapter,
    "serve": wrong_of_serve,
}
"""What says in a sentence what is wrong with words that do not go together; nothing if they do."""
_WITH_TARGET = ("run", "check-adapter", "learn", "fuzz", "serve")
"""The commands that take a command after `--`."""


def _split(words: list[str]) -> tuple[list[str], bool, list[str]]:
    if "--" not in words:
        return words, False, []
    at = words.index("--")
    return words[:at], True, words[at + 1 :]


def _unknown(used: Parser, own: Sequence[str], word: str) -> str:
    """What is wrong with the first word that no parser knew, and what to do, in a sentence."""
    name = used.prog.removeprefix(f"{NAME} ")
    if word.startswith("-"):
        near = nearest(word.partition("=")[0], used._option_string_actions)
        hint = f"did you mean {near}?" if near else f"{used.prog} --help lists its options"
        return f"{name} has no option {word}; {hint}"
    if own[0] in _WITH_TARGET:
        valued = {option for option, action in used._option_string_actions.items() if action.nargs != 0}
        at = next(at for at, each in enumerate(own) if each == word and at and own[at - 1] not in valued)
        return f"put -- before the command: {shlex.join([NAME, *own[:at], '--', *own[at:]])}"
    return f"{name} takes no {word!r}; {used.prog} --help says what it takes"


if __name__ == "__main__":
    sys.exit(main())
