"""Carries out `m2m-conformance serve --judge`."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from m2m_conformance.adapter.server import Server
from m2m_conformance.case import Case
from m2m_conformance.channel import TIMEOUT, EmbeddedChannel
from m2m_conformance.client.scene import Scenes, scenes_of
from m2m_conformance.client.server import StageServer
from m2m_conformance.client.source import ClientSource
from m2m_conformance.command import PASSED, ended, selected, terminal_of
from m2m_conformance.report.file import Reports
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.rpc import PROTOCOL
from m2m_conformance.runner import Observers, Runner
from m2m_conformance.setting import Setting
from m2m_conformance.target import Target
from m2m_ref.profile import Profile


def judge(options: argparse.Namespace, command: Sequence[str]) -> int:
    """Judge the client that `command` starts; the exit status."""
    requirements = load_requirements()
    scenes = scenes_of(Profile(options.profile), requirements)
    cases = selected(options, [case for _, case in scenes.values()], "scenes")
    if options.list:
        return _listed(cases)
    return _judged(options, command, requirements, scenes, cases)


def _judged(
    options: argparse.Namespace,
    command: Sequence[str],
    requirements: Mapping[str, Requirement],
    scenes: Scenes,
    cases: Sequence[Case],
) -> int:
    profile = Profile(options.profile)
    terminal = terminal_of(options, requirements, _again(options), task=("serve", "--judge"))
    server = StageServer(options.port or 0)
    source = ClientSource(command, profile, scenes, server, options.timeout or TIMEOUT)
    with server.listening(), Reports(options) as reports:
        setting = Setting.of(options)
        reports.begin(profile, command, len(cases), setting)
        observer = Observers(terminal, *reports.observers)
        runner = Runner(Target(_channel(command), profile), cases, observer, judge=source.judge)
        result = replace(runner.run(), setting=setting)
        return ended(source.concluded(result), terminal, reports)


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
