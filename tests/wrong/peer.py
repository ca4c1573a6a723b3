"""A tiny target that goes wrong once, in /bin/sh, so that a thousand of them start in seconds."""

from __future__ import annotations

import os
from collections.abc import Sequence

from m2m_conformance.case import Case, Step
from m2m_conformance.channel import PipeChannel
from m2m_conformance.outcome import Outcome, Run
from m2m_conformance.requirement import Level
from m2m_conformance.target import Target
from tests.test_suite import run

SCRIPT = """
welcome='{"protocol":1,"name":"peer","version":"1","language":"sh","features":["engine"]}'
body() { printf '{"jsonrpc":"2.0","id":%s,"result":{"value":%s}}' "$1" "$2"; }
reply() { body "$@"; echo; }
while IFS= read -r line; do
    id=${line#*\\"id\\":}
    id=${id%%,*}
    case $line in
        *initialize*) reply "$id" "$welcome" ;;
        *'"break"'*) eval "$1" ;;
        *) reply "$id" '"m2m"' ;;
    esac
done
"""

GOOD = "reply $id '\"m2m\"'"
"""The shell's words for the right reply."""


class Peer(PipeChannel):
    """Runs `code` when it is asked for the algorithm of the wire `break`; `opened` counts its processes.

    In `code`, `reply ID VALUE` writes a reply, `body ID VALUE` one without newline; $id is the request's.
    """

    def __init__(self, code: str, timeout: float = 10.0) -> None:
        super().__init__(["/bin/sh", "-c", SCRIPT, "peer", code], timeout)
        self.opened = 0

    def open(self) -> None:
        self.opened += 1
        super().open()


def case(wire: str, number: int = 0) -> Case:
    """Asks for the algorithm of `wire` and expects m2m; `missing` needs what the peer has not got."""
    step = Step("step 1", "engine.detect", {"wire": wire}, None, None, {"value": "m2m"})
    needs = frozenset({"clock" if wire == "missing" else "engine"})
    name = f"engine/{wire}/{number}"
    return Case(name, "engine", wire, Level.MUST, ("ENG-001",), needs, (), "", (step,))


def play(peer: PipeChannel, wires: Sequence[str]) -> Run:
    """A run of one case for each of `wires`."""
    return run(Target(peer), [case(wire, number) for number, wire in enumerate(wires)])


def initials(result: Run) -> str:
    """The outcomes as letters: `P` passed, `E` errored, `S` skipped, `F` failed."""
    letters = {Outcome.PASSED: "P", Outcome.ERRORED: "E", Outcome.SKIPPED: "S", Outcome.FAILED: "F"}
    return "".join(letters[each.outcome] for each in result.verdicts)


def no_zombie() -> bool:
    """Whether this process has no child, alive or not reaped."""
    try:
        os.waitpid(-1, os.WNOHANG)
    except ChildProcessError:
        return True
    return False
