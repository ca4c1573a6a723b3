"""Carries out `m2m-conformance serve --judge`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from m2m_conformance.adapter.server import Server
from m2m_conformance.case import Case
from m2m_conformance.channel import TIMEOUT, CommandError, EmbeddedChannel
from m2m_conformance.client.scene import Scenes, scenes_of
from m2m_conformance.client.server import StageServer
from m2m_conformance.client.source import ClientSource
from m2m_conformance.command import NOT_DONE, PASSED, SelectionError, ended, selected, terminal_of
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.rpc import PROTOCOL
from m2m_conformance.runner import Runner
from m2m_conformance.target import Target
from m2m_ref.document import DocumentError
from m2m_ref.profile import Profile


def judge(options: argparse.Namespace, command: Sequence[str]) -> int:
    """Judge the client that `command` starts; the exit status."""
    try:
        requirements = load_requirements()
        scenes = scenes_of(Profile(options.profile), requirements)
        cases = selected(options, [case for _, case in scenes.values()], "scenes")
        if options.list:
            return _listed(cases)
        return _judged(options, command, requirements, scenes, cases)
    except (CommandError, DocumentError, SelectionError, OSError, OverflowError) as error:
        print(f"m2m-conformance: {error}", file=sys.stderr)
        return NOT_DONE
    except KeyboardInterrupt:
        print("\nm2m-conformance: interrupted", file=sys.stderr)
        return NOT_DONE


def _judged(
    options: argparse.Namespace,
    command: Sequence[str],
    requirements: Mapping[str, Requirement],
    scenes: Scenes,
    cases: Sequence[Case],
) -> int:
    profile = Profile(options.profile)
    terminal = terminal_of(requirements, _again(options), task=("serve", "--judge"))
    server = StageServer(options.port or 0)
    source = ClientSource(command, profile, scenes, server, options.timeout or TIMEOUT)
    with server.listening():
        runner = Runner(Target(_channel(command), profile), cases, terminal, judge=source.judge)
        return ended(source.concluded(runner.run()), terminal, options)


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
    return EmbeddedChannel(lambda: answers.answer, command)
