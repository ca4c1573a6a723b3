"""Carries out `m2m-conformance fuzz`."""

from __future__ import annotations

import argparse
import shlex
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from tempfile import TemporaryDirectory

from hypothesis.configuration import set_hypothesis_home_dir

from m2m_conformance import __version__
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.found import FoundFolder
from m2m_conformance.fuzz.campaign import Budget, Campaign
from m2m_conformance.fuzz.database import database_of, reachable
from m2m_conformance.fuzz.finding import case_of
from m2m_conformance.outcome import Verdict
from m2m_conformance.requirement import Requirement, load_requirements
from m2m_conformance.start import channel
from m2m_conformance.status import INTERRUPTED, NotDoneError
from m2m_conformance.target import Target
from m2m_conformance.text import Progress, count
from m2m_ref.profile import Profile

NOTHING, SOMETHING = 0, 1
_EXAMPLES = 200


def fuzz(options: argparse.Namespace, command: Sequence[str]) -> int:
    """`m2m-conformance fuzz`: the exit status."""
    target = Target(channel(command, options.timeout), Profile(options.profile))
    try:
        with TemporaryDirectory() as folder:
            set_hypothesis_home_dir(folder)  # it would leave one of its own behind
            with reachable(options.database):
                return _fuzz(options, target)
    except BrokenTargetError as error:
        raise NotDoneError(f"the target broke where it must not: {error}") from error
    finally:
        target.stop()


def _fuzz(options: argparse.Namespace, target: Target) -> int:
    examples = options.examples or (None if options.seconds else _EXAMPLES)
    budget = Budget(examples, options.seconds, options.rules)
    campaign = Campaign(target, budget, options.seed, database_of(options.database))
    requirements = load_requirements()
    folder = FoundFolder(options.found, target, requirements)
    began, found = time.monotonic(), 0
    print(f"m2m-conformance {__version__}, profile {target.profile.value}", flush=True)
    try:
        for verdict in _found(campaign, folder, target.profile, requirements):
            found += 1
            print("\n".join(["", *_shown(verdict, target, options)]), flush=True)
    except KeyboardInterrupt:  # between two conversations
        campaign.interrupted = True
    seconds = time.monotonic() - began
    print(f"target: {target.info.name} {target.info.version} ({target.info.language})")
    played = f"{count(campaign.examples, 'conversation')}, {count(campaign.steps, 'call')}"
    what = "NOTHING FOUND" if not found else f"FOUND {count(found, 'fault')}"
    print(f"{what} in {played}{', interrupted' * campaign.interrupted}  ({seconds:.1f} s)")
    if campaign.interrupted:
        return INTERRUPTED
    return SOMETHING if found else NOTHING


def _found(
    campaign: Campaign, folder: FoundFolder, profile: Profile, requirements: Mapping[str, Requirement]
) -> Iterator[Verdict]:
    """What is found, each when it is written."""
    progress = Progress(sys.stderr)
    try:
        for failure in campaign.failures(partial(_told, progress)):
            case = case_of(failure, profile, requirements)
            verdict = folder.add(failure.fault, case, failure.differences, {})
            progress.clear()
            yield verdict
    finally:
        progress.clear()


def _told(progress: Progress, campaign: Campaign) -> None:
    progress.show(f"{campaign.examples} conversations")


def _shown(verdict: Verdict, target: Target, options: argparse.Namespace) -> list[str]:
    lines = [f"FAILED {verdict.case.id}  {verdict.case.title}"]
    if verdict.differences:
        lines.append(f"  {verdict.label}{', ' * bool(verdict.call)}{verdict.call}")
        for each in verdict.differences:
            lines += [f"    {each.path}", f"      expected {each.expected}", f"      got      {each.got}"]
    else:
        lines.append(f"  {verdict.message}")
    words = ["m2m-conformance", "run", "--vectors", str(options.found), "--select", verdict.case.id]
    words += ["--profile", options.profile] if options.profile != "core" else []
    words += ["--", *target.command] if target.command else []
    return [*lines, f"  again: {shlex.join(words)}"]
