"""What must hold of two peers, whatever happens between them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from m2m_conformance.explore.peer import CLOSED
from m2m_conformance.explore.world import Rules, Step, World

ESTABLISHED = "Established"
Check = Callable[[Rules, World, Step], bool]
"""Whether a step from a world keeps the law."""


@dataclass(frozen=True)
class Law:
    """One sentence, and how it is checked: of each step, or once of each world that steps lead to.

    `rule`: the strict rule without which core breaks it, if it does.
    """

    name: str
    text: str
    holds: Check
    of_world: bool
    rule: str = ""


def _agreement(_rules: Rules, _before: World, step: Step) -> bool:
    one, other = step.world.peers
    together = one.state == other.state == ESTABLISHED and one.id == other.id
    return not together or (one.algorithm, one.encoding) == (other.algorithm, other.encoding)


def _closed_is_final(_rules: Rules, before: World, step: Step) -> bool:
    pairs = zip(before.peers, step.world.peers, strict=True)
    return all(after.state == CLOSED for peer, after in pairs if peer.state == CLOSED)


def _established_needs_accept(_rules: Rules, before: World, step: Step) -> bool:
    if step.side is None or step.outcome is None:
        return before.peers == step.world.peers or _clocks_only(before, step.world)
    was, now = before.peers[step.side], step.world.peers[step.side]
    if now.state != ESTABLISHED or was.state == ESTABLISHED:
        return True
    sent = step.outcome.sends
    return step.text == "takes ACCEPT" or (sent is not None and sent.type == "ACCEPT")


def _clocks_only(before: World, after: World) -> bool:
    return [peer.state for peer in before.peers] == [peer.state for peer in after.peers]


def _no_deadlock(rules: Rules, _before: World, step: Step) -> bool:
    return all(_can_go_on(rules, step.world, number) for number in (0, 1))


def _can_go_on(rules: Rules, world: World, number: int) -> bool:
    """A call that the model takes, a message on its way, or a timer; bounds do not count."""
    peer, side = world.peers[number], rules.sides[number]
    if peer.state == CLOSED or world.wires[number]:
        return True
    if any(not side.happens(peer, event).row.failure for event in ("create_hello", "compress", "close")):
        return True
    return side.ends(peer)


def _every_session_ends(rules: Rules, _before: World, step: Step) -> bool:
    """Where nothing is under way; a session in Initial has not begun."""
    if any(step.world.wires):
        return True
    pairs = zip(rules.sides, step.world.peers, strict=True)
    return all(side.ends(peer) for side, peer in pairs if peer.state != rules.model.initial)


LAWS = (
    Law(
        "agreement",
        "Two peers that are Established in one session hold the same algorithm and encoding.",
        _agreement,
        True,
        "agreement",
    ),
    Law("closed-is-final", "Whoever is Closed stays so.", _closed_is_final, False, "closed_is_final"),
    Law(
        "no-deadlock",
        "Whoever is not Closed has a message on the way, a timer, or a call that the model takes.",
        _no_deadlock,
        True,
    ),
    Law(
        "established-needs-accept",
        "Nobody becomes Established but by sending ACCEPT or by taking one.",
        _established_needs_accept,
        False,
    ),
    Law(
        "every-session-ends",
        "With nothing under way, whoever has begun is Closed once its timers have run.",
        _every_session_ends,
        True,
        "unanswered_hello",
    ),
)
"""The laws, in the order of reports."""


def unpromised(profile: str) -> Mapping[str, str]:
    """The laws that a profile does not promise, each with the strict rule that mends it."""
    return {law.name: law.rule for law in LAWS if law.rule} if profile == "core" else {}
