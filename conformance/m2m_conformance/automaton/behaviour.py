"""The machine that a model comes to, seen through an alphabet."""

from __future__ import annotations

from collections.abc import Hashable

from m2m_conformance.automaton.alphabet import Alphabet
from m2m_conformance.automaton.foreseen import Foreseen
from m2m_conformance.automaton.mealy import Mealy, explored, minimal
from m2m_conformance.automaton.observation import Observation
from m2m_conformance.derive.twin import Twin
from m2m_ref.model import Model


def behaviour(
    model: Model, alphabet: Alphabet, met: dict[Hashable, Foreseen] | None = None
) -> Mealy[Observation]:
    """The smallest machine whose every step shows what the model foresees of it.

    `met` is filled with a session for each `key` that there is.
    """
    start = Foreseen(model, alphabet)
    met = {} if met is None else met
    met[key(start)] = start

    def step(known: Hashable, given: int) -> tuple[Hashable, Observation]:
        after = met[known].copy()
        seen = after.step(alphabet.inputs[given])
        reached = key(after)
        met.setdefault(reached, after)
        return reached, seen

    names = [each.name for each in alphabet.inputs]
    return minimal(explored(names, key(start), step, lambda each: _name(met[each])))


def key(session: Foreseen) -> Hashable:
    """What the future of a session hangs on. Seen relatively, that is neither its id nor its agreement."""
    twin = session.twin
    own = () if session.alphabet.relative else (twin.id, twin.algorithm, twin.encoding)
    return (twin.state, *own, *clocks(twin))


def asked(model: Model, state: str) -> set[str]:
    """The facts that guards ask in a state."""
    rows = (row for row in model.rows if row.state == state)
    return {fact for row in rows for fact in model.guards.get(row.when, {})}


def clocks(twin: Twin) -> tuple[int, ...]:
    """The clocks that matter in its state, in seconds, no further than they matter.

    They are idle, in this state, and since the last PING; then PINGs unanswered.
    """
    keep, facts = twin.settings, asked(twin.model, twin.state)
    lasts = keep.hello_seconds if "unanswered" in facts else keep.closing_seconds if "overdue" in facts else 0
    pings = twin.pings if "ping_due" in facts else 0
    waits = keep.pong_seconds if pings else 0
    return (
        min(twin.now - twin.touched, twin.timeout + 1),
        min(twin.now - twin.entered, lasts or 0),
        min(twin.now - twin.pinged, waits or 0),
        pings,
    )


def _name(session: Foreseen) -> str:
    """The state, and what else is told apart: `Established s-7 m2m/O200kBase idle 299 s`."""
    twin = session.twin
    words = [twin.state]
    if not session.alphabet.relative:
        words += [twin.id, "/".join(filter(None, (twin.algorithm, twin.encoding)))]
    idle, lasts, waits, pings = clocks(twin)
    words += [f"idle {idle} s"] * bool(idle) + [f"for {lasts} s"] * bool(lasts)
    words += [f"{pings} unanswered, {waits} s"] * bool(pings)
    return " ".join(filter(None, words))
