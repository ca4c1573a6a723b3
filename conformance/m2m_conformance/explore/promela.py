"""The same two peers, channels and laws in Promela, made from the rows, for `spin` to confirm the explorer.

Seconds are not counted: what a timer brings about may happen at any moment while it runs. That is more than
can happen, so a law that holds here is not broken there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from m2m_conformance.explore.law import LAWS
from m2m_conformance.explore.world import Bounds
from m2m_ref.guard import TIMERS
from m2m_ref.model import Model, Row
from m2m_ref.profile import Profile, settings

_HEAD = """\
/* Two peers of the {profile} profile over channels that lose, repeat and reorder. Made from the model by
   `m2m-conformance explore --profile {profile} --format promela`; do not edit. One law at a time:

       spin -DLAW=1 -a FILE && gcc -DSAFETY -DBFS -o pan pan.c && ./pan

{laws}

   Peer 0 is the client, peer 1 the server. `wire` counts the messages under way to each: they have no order.
   `id` is whose id a session has, `agreed` whose preference was followed: 1 the client's, 2 the server's.
   Seconds are not counted: what a timer brings about may happen at any moment while it runs. */
"""

_TYPES = ("HELLO", "ACCEPT", "REJECT", "DATA", "PING", "PONG", "CLOSE")
_SENDER_KNOWN = ("HELLO", "REJECT")  # which carry no session id
_STARTS = "create_hello"


@dataclass(frozen=True)
class _Kind:
    """A kind of message under way to one side: its type, whose id it has, whose choice labels it (DATA)."""

    type: str
    id: int
    label: int

    @property
    def number(self) -> int:
        return (_TYPES.index(self.type) * 2 + self.id) * 3 + self.label


def _kinds() -> Iterator[_Kind]:
    for each in _TYPES:
        for owner in (0,) if each in _SENDER_KNOWN else (0, 1):
            for label in (1, 2) if each == "DATA" else (0,):
                yield _Kind(each, owner, label)


@dataclass(frozen=True)
class _Case:
    """Something that happens at one side: when it may, what it spends, the message it is about."""

    side: int
    when: str
    spends: str
    kind: _Kind | None


_SIZE = len(_TYPES) * 2 * 3


class Promela:
    """Writes one model with its laws."""

    def __init__(self, model: Model, bounds: Bounds) -> None:
        self.model = model
        self.bounds = bounds
        self.keep = settings(Profile(model.profile))
        self.states = list(model.states)

    def text(self) -> str:
        """The whole file."""
        return "\n".join([*self._head(), *self._process()]) + "\n"

    def _head(self) -> Iterator[str]:
        laws = "\n".join(f"   {number}  {law.name}: {law.text}" for number, law in enumerate(LAWS, 1))
        yield _HEAD.format(profile=self.model.profile, laws=laws)
        for number, state in enumerate(self.states):
            yield f"#define {_name(state)} {number}"
        yield ""
        bounds = self.bounds
        yield f"byte state[2], agreed[2], id[2], pings[2], was[2], wire[{2 * _SIZE}], room[2], calls[2];"
        left = (f"{each} = {getattr(bounds, each)}" for each in ("losses", "duplicates", "lapses"))
        yield f"byte {', '.join(left)};"
        yield "bool quiet;"
        yield ""
        yield from self._checks()

    def _checks(self) -> Iterator[str]:
        """What is looked at after each step."""
        yield "inline look() {"
        yield "#if LAW == 1"
        yield "  assert(state[0] != ESTABLISHED || state[1] != ESTABLISHED || id[0] != id[1]"
        yield "         || agreed[0] == agreed[1])"
        yield "#elif LAW == 2"
        yield "  assert(was[0] != CLOSED || state[0] == CLOSED);"
        yield "  assert(was[1] != CLOSED || state[1] == CLOSED);"
        yield "  was[0] = state[0]; was[1] = state[1]"
        yield "#elif LAW == 3"
        yield f"  assert({self._goes_on(0)} && {self._goes_on(1)})"
        yield "#else"
        yield "  skip"
        yield "#endif"
        yield "}"
        yield ""

    def _goes_on(self, side: int) -> str:
        """A message on the way, a call that the model takes, or a timer that leads to Closed."""
        free = [
            state
            for state in self.states
            if state == "Closed" or self._takes_calls(state) or self._timed(state)
        ]
        return f"(room[{side}] > 0 || {_one_of(side, free)})"

    def _takes_calls(self, state: str) -> bool:
        rows = [row for event in (_STARTS, "compress", "close") for row in self.model.rows_of(event, state)]
        return any(not row.failure for row in rows)

    def _timed(self, state: str) -> bool:
        return any(row.target == "Closed" for row in self._ticks(state))

    def _ticks(self, state: str) -> list[Row]:
        """The rows of `tick` that do something."""
        rows = self.model.rows_of("tick", state) if "tick" in self.model.events else []
        return [row for row in rows if row.target != row.state or row.reply]

    def _process(self) -> Iterator[str]:
        calls = self.bounds.calls
        yield "init {"
        yield f"  calls[0] = {calls}; calls[1] = {calls}; id[1] = 1;"
        yield "end:"
        yield "  do"
        for side in (0, 1):
            yield from self._calls(side)
            yield from self._arrivals(side)
            yield from self._time(side)
        yield from self._quiet()
        yield "  od"
        yield "}"

    def _calls(self, side: int) -> Iterator[str]:
        starts = (_STARTS,) if side == 0 or self.bounds.both else ()
        for event in (*starts, "compress", "close"):
            for state in self.states:
                condition = f"!quiet && calls[{side}] && {_is(side, state)}"
                yield from self._event(event, state, _Case(side, condition, f"calls[{side}]--; ", None))

    def _arrivals(self, side: int) -> Iterator[str]:
        for kind in _kinds():
            at = side * _SIZE + kind.number
            here = f"!quiet && wire[{at}]"
            gone = f"wire[{at}]--; room[{side}]--; "
            event = "decompress" if kind.type == "DATA" else f"receive_{kind.type.lower()}"
            for state in self.states:
                case = _Case(side, f"{here} && {_is(side, state)}", gone, kind)
                yield from self._event(event, state, case)
            yield f"  :: atomic {{ {here} && losses -> losses--; {gone}look() }}"
            twice = f"duplicates--; wire[{at}]++; room[{side}]++; look()"
            yield f"  :: atomic {{ {here} && duplicates && room[{side}] < {self.bounds.room} -> {twice} }}"

    def _time(self, side: int) -> Iterator[str]:
        for state in self.states:
            for row in self._ticks(state):
                condition = f"!quiet && lapses && {_is(side, state)}"
                yield self._option(row, _Case(side, condition, "lapses--; ", None))

    def _event(self, event: str, state: str, case: _Case) -> Iterator[str]:
        """The rows of an event, after each of what time may have done before it."""
        first = self.model.events[event].first
        for lapse in self.model.rows_of(first, state) if first else [None]:
            if lapse and (lapse.failure or lapse.target != state):
                spent = replace(
                    case, when=f"{case.when} && lapses", spends=f"lapses--; {case.spends}", kind=None
                )
                yield self._option(lapse, spent)
            else:
                for row in self.model.rows_of(event, state):
                    if self._possible(row):
                        yield self._option(row, case)

    def _possible(self, row: Row) -> bool:
        """Messages here lack nothing, and what is sent can be read."""
        guard = self.model.guards.get(row.when, {})
        asked = {
            fact: wanted
            for fact, wanted in guard.items()
            if fact not in (*TIMERS, "own_session", "label_fits")
        }
        return all(asked.values())

    def _guard(self, row: Row, side: int, kind: _Kind | None) -> str:
        """What the guard asks that is not always so. Time may be anything, but PINGs are counted."""
        parts = []
        for fact, wanted in self.model.guards.get(row.when, {}).items():
            if fact == "own_session" and kind:
                parts.append(f"(id[{side}] == {kind.id}) == {int(wanted)}")
            elif fact == "label_fits" and kind:
                parts.append(f"(agreed[{side}] == {kind.label}) == {int(wanted)}")
            elif fact == "abandoned" and wanted:
                parts.append(f"pings[{side}] == {self.keep.missed_pongs}")
            elif fact == "ping_due" and wanted:
                parts.append(f"pings[{side}] < {self.keep.missed_pongs}")
        return "".join(f" && {part}" for part in parts)

    def _option(self, row: Row, case: _Case) -> str:
        """One guarded command: if there is room for what is sent, the row is carried out and looked at."""
        side, kind, does = case.side, case.kind, case.spends
        condition = case.when + self._guard(row, side, kind)
        if row.reply:
            condition += f" && room[{1 - side}] < {self.bounds.room}"
        if row.target == "Established" != row.state:
            accepted = "ACCEPT" in (kind.type if kind else "", row.reply.message if row.reply else "")
            does += f"assert(LAW != 4 || {int(accepted)}); "
        does += "".join(self._effect(effect, side, kind) for effect in row.effects)
        if row.target != row.state:
            does += f"state[{side}] = {_name(row.target)}; "
        if row.reply:
            does += self._send(row.reply.message, side)
        return f"  :: atomic {{ {condition} -> {does}look() }} /* {row.id} */"

    @staticmethod
    def _effect(effect: str, side: int, kind: _Kind | None) -> str:
        texts = {
            "take_session_id": f"id[{side}] = {kind.id if kind else 0}; ",
            "store_negotiated": f"agreed[{side}] = {side + 1}; ",
            "store_their_choice": f"agreed[{side}] = {2 - side}; ",
            "await_pong": f"pings[{side}]++; ",
            "answered": f"pings[{side}] = 0; ",
        }
        return texts.get(effect, "")

    def _send(self, message: str, side: int) -> str:
        """A message with the session's id; DATA with its label too."""
        first = ((1 - side) * len(_TYPES) + _TYPES.index(message)) * 2 * 3
        owner = "" if message in _SENDER_KNOWN else f" + id[{side}] * 3"
        label = f" + agreed[{side}]" if message == "DATA" else ""
        return f"wire[{first}{owner}{label}]++; room[{1 - side}]++; "

    def _quiet(self) -> Iterator[str]:
        """Nothing is under way and nobody calls anything any more: only timers run."""
        yield "#if LAW == 5"
        yield "  :: atomic { !quiet && room[0] + room[1] == 0 -> quiet = true }"
        idle = []
        for side in (0, 1):
            for state in self.states:
                for row in self._ticks(state):
                    yield self._silent(row, side)
            idle.append(_one_of(side, [state for state in self.states if not self._timed(state)]))
        over = " && ".join(_one_of(side, ["Closed", self.model.initial]) for side in (0, 1))
        yield f"  :: atomic {{ quiet && {' && '.join(idle)} -> assert({over}); break }}"
        yield "#endif"

    def _silent(self, row: Row, side: int) -> str:
        """A row of `tick` whose message nobody gets."""
        does = "".join(self._effect(effect, side, None) for effect in row.effects)
        condition = f"quiet && {_is(side, row.state)}{self._guard(row, side, None)}"
        return f"  :: atomic {{ {condition} -> {does}state[{side}] = {_name(row.target)} }} /* {row.id} */"


def _name(state: str) -> str:
    return state.upper()


def _is(side: int, state: str) -> str:
    return f"state[{side}] == {_name(state)}"


def _one_of(side: int, states: list[str]) -> str:
    return f"({' || '.join(_is(side, state) for state in states) or 'false'})"


def promela(model: Model, bounds: Bounds) -> str:
    """The model of two peers within `bounds`."""
    return Promela(model, bounds).text()
