"""Carries out `m2m-conformance serve --judge`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from m2m_conformance.adapter.server import Server
from m2m_conformance.case import Case, select
from m2m_conformance.channel import TIMEOUT, CommandError, EmbeddedChannel
from m2m_conformance.client.server import StageServer
from m2m_conformance.client.source import ClientSource
from m2m_conformance.command import NOT_DONE, PASSED, SelectionError, ended, terminal_of
from m2m_conformance.requirement import load_requirements
from m2m_conformance.rpc import PROTOCOL
from m2m_conformance.runner import Runner
from m2m_conformance.target import Target
from m2m_ref.document import DocumentError
from m2m_ref.profile import Profile


def judge(options: argparse.Namespace, command: Sequence[str]) -> int:
    """Judge the client that `command` starts; the exit status."""
    try:
        server = StageServer(options.port or 0)
        source = ClientSource(
            command, Profile(options.profile), load_requirements(), server, options.timeout or TIMEOUT
        )
        cases = _selected(options, source.cases)
        if options.list:
            return _listed(cases)
        return _judged(options, command, source, server, cases)
    except (CommandError, DocumentError, SelectionError, OSError, OverflowError) as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        print("\nm2m-conformance: interrupted", file=sys.stderr)
        return NOT_DONE


def _judged(
    options: argparse.Namespace,
    command: Sequence[str],
    source: ClientSource,
    server: StageServer,
    cases: Sequence[Case],
) -> int:
    profile = Profile(options.profile)
    terminal = terminal_of(load_requirements(), _again(options), task=("serve", "--judge"))
    with server.listening():
        runner = Runner(Target(_channel(command), profile), cases, terminal, judge=source.judge)
        return ended(source.concluded(runner.run()), terminal, options)


def _selected(options: argparse.Namespace, cases: Sequence[Case]) -> list[Case]:
    selected = select(cases, options.select, options.exclude)
    if not selected:
        raise SelectionError(f"none of the {len(cases)} scenes is selected; --list shows their ids")
    return selected


def _listed(cases: Sequence[Case]) -> int:
    for case in cases:
        print(f"{case.id}  {case.title}")
    return PASSED


def _again(options: argparse.Namespace) -> list[str]:
    profile = [] if options.profile == "core" else ["--profile", options.profile]
    return profile + ([] if options.timeout is None else ["--timeout", f"{options.timeout:g}"])


def _channel(command: Sequence[str]) -> EmbeddedChannel:
    """A client says nothing of itself; its name is that of its program."""

    name = " ".join(Path(word).name for word in command)
    said = {"protocol": PROTOCOL, "name": name, "version": "", "language": "a client", "features": ["http"]}
    answers = Server({"initialize": lambda _params: said}, lambda _name, _params: None)
    channel = EmbeddedChannel(lambda: answers.answer)
    channel.command = tuple(command)
    return channel
