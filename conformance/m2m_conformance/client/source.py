"""The scenes as cases, and the verdict on each: the client is run once for every scene."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from m2m_conformance.case import Case
from m2m_conformance.client.program import End, run
from m2m_conformance.client.scene import Scene, Scenes
from m2m_conformance.client.server import StageServer
from m2m_conformance.client.stage import Stage
from m2m_conformance.difference import Difference
from m2m_conformance.outcome import Outcome, Run, Verdict
from m2m_conformance.target import Target
from m2m_ref.profile import Profile


class ClientSource:
    """Judges the client that `command` starts by `scenes`, those of `profile`, `timeout` seconds for each."""

    def __init__(
        self,
        command: Sequence[str],
        profile: Profile,
        scenes: Scenes,
        server: StageServer,
        timeout: float,
    ) -> None:
        self._command = command
        self._profile = profile
        self._server = server
        self._timeout = timeout
        self._scenes = scenes

    @property
    def cases(self) -> Sequence[Case]:
        """One for each scene."""
        return [case for _, case in self._scenes.values()]

    def judge(self, case: Case, target: Target) -> Verdict:
        """The verdict on one scene. Raises CommandError if the client cannot be started."""
        scene, _ = self._scenes[case.id]
        stage = self._server.stage = Stage(scene, self._profile)
        began = time.perf_counter()
        end = run(self._command, self._server.url, self._timeout)
        self._server.stage = None
        return replace(_verdict(case, scene, stage, end, self._timeout), seconds=time.perf_counter() - began)

    def concluded(self, run: Run) -> Run:
        """Nothing is to be added."""
        return run


def _verdict(case: Case, scene: Scene, stage: Stage, end: End, timeout: float) -> Verdict:
    if stage.lacking:
        return Verdict(case, Outcome.SKIPPED, f"{stage.lacking}: the client does not offer it")
    if end.status is None:
        return Verdict(case, Outcome.ERRORED, f"the client had not ended after {timeout:g} s", log=end.log)
    if end.status < 0:
        return Verdict(case, Outcome.ERRORED, f"the client was ended by signal {-end.status}", log=end.log)
    found = (*stage.faults, *_missing(scene, stage), *_exit(scene, end.status))
    if not found:
        return Verdict(case, Outcome.PASSED)
    return Verdict(case, Outcome.FAILED, str(found[0]), differences=found, log=end.log)


def _missing(scene: Scene, stage: Stage) -> Sequence[Difference]:
    """What the client should have sent, and did not: as much as the scene has answers for."""
    wanted = {"HELLO": ("HELLO",), "DATA": ("HELLO", "DATA")}.get(scene.ends, ("HELLO", "DATA", "CLOSE"))
    return [Difference("messages", f"a {kind}", "none") for kind in wanted if not stage.messages[kind]]


def _exit(scene: Scene, status: int) -> Sequence[Difference]:
    if scene.ends and status == 0:
        expected = f"not 0, since no conversation goes on after such an answer to {scene.ends}"
        return [Difference("exit status", expected, "0")]
    if not scene.ends and status != 0:
        return [Difference("exit status", "0, since the conversation can go well", str(status))]
    return []
