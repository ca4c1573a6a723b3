"""The adapter that is examined: asked like any target, but all it does comes back as an answer or a fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from m2m_conformance.channel import BrokenTargetError, CommandError, Farewell, PipeChannel, SilentTargetError
from m2m_conformance.examine import remedy
from m2m_conformance.examine.check import Exchange, FaultError, UnexaminedError
from m2m_conformance.examine.diagnosis import Broken, diagnosed
from m2m_conformance.reply import Reply
from m2m_conformance.rpc import METHOD_NOT_FOUND, REFUSED, UNSUPPORTED
from m2m_conformance.target import CodeError, Target, TargetInfo, UnsupportedError, take_reply
from m2m_ref.profile import Profile

UNKNOWN = "examine.unknown"
"""A method that no adapter has."""

_HANGS, _BREAKS = 3, 12
_GRACE = 1.0  # seconds more for one that did not answer, and again when its input has ended
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply that is well-formed. `code` is 0 for a result; `kind` is that of a refused call."""

    code: int = 0
    text: str = ""
    value: Any = None
    kind: str = ""
    session: Mapping[str, Any] | None = None

    @property
    def carried(self) -> bool:
        """Whether the call was carried out."""
        return self.code == 0

    @property
    def missing(self) -> bool:
        """Whether it says that there is no such thing."""
        return self.code in (UNSUPPORTED, METHOD_NOT_FOUND)

    def __str__(self) -> str:
        if self.carried:
            return "a result"
        return f"error {self.code} ({self.kind or self.text})"


class Recorder:
    """A channel that remembers the last exchange."""

    def __init__(self, channel: PipeChannel) -> None:
        self.command = channel.command
        self.close, self.log = channel.close, channel.log
        self._channel = channel
        self.sent = self.got = b""

    def open(self) -> None:
        """Start afresh. Raises as the channel does."""
        self.sent = self.got = b""
        self._channel.open()

    def exchange(self, line: bytes) -> bytes:
        """Send a line and return the one that answers it. Raises BrokenTargetError.

        What came before it was sent, or happened, belongs to the exchange before, if there was one.
        """
        if self.sent:
            self._channel.rest(0)
        self.sent, self.got = line, b""
        self.got = self._channel.exchange(line)
        return self.got


class Subject:
    """Runs `command`, with a time limit per request in seconds. Its methods raise FaultError."""

    def __init__(self, command: Sequence[str], timeout: float, profile: Profile) -> None:
        self.channel = PipeChannel(command, timeout)
        self._recorder = Recorder(self.channel)
        self._target = Target(self._recorder, profile)
        self._hangs = self._breaks = 0
        self._number = 10_000
        self._lost = True
        self.played: list[Any] | None = None
        self.kept = False
        """Whether the process before this one was left with a session `kept`."""

    @property
    def info(self) -> TargetInfo:
        """What it says of itself."""
        return self._target.info

    @property
    def profile(self) -> Profile:
        """The rules by which it is told that it is judged."""
        return self._target.profile

    @property
    def last(self) -> Exchange:
        """The last exchange."""
        return Exchange(self._recorder.sent, self._recorder.got)

    @property
    def spent(self) -> str:
        """Why nothing more is asked, empty if it is."""
        if self._hangs >= _HANGS:
            return f"it was silent {_HANGS} times"
        return f"it broke {_BREAKS} times" if self._breaks >= _BREAKS else ""

    def another(self, profile: Profile | None = None) -> Subject:
        """The same command once more."""
        return Subject(self._recorder.command, self.channel.timeout, profile or self.profile)

    def start(self) -> None:
        """Start a process, in place of the one there is, and shake hands."""
        try:
            self._guarded(self._target.start)
        except CommandError as error:
            do = error.remedy[:1].upper() + error.remedy[1:]
            raise FaultError(error.what, do or remedy.START, check="start") from error
        self._lost = False

    def ready(self) -> None:
        """Start again what broke."""
        if self._lost:
            self.start()

    def stop(self) -> None:
        """End it. Never raises."""
        self._target.stop()

    def kill(self) -> None:
        """Kill it, whatever it does."""
        self.channel.close(patient=False)
        self._lost = True

    def ask(self, method: str, **params: Any) -> Answer:
        """The answer to a request."""
        answer = self._guarded(lambda: _answer(lambda: self._target.request(method, params)))
        self._hold_snapshot(method, answer)
        return answer

    def send(self, text: str, number: int, before: bytes = b"", after: bytes = b"\n") -> Answer:
        """The answer to the request in a line that is written as it is; `number` is the id of it."""
        line = before + text.encode() + after
        return self._guarded(lambda: _answer(lambda: take_reply(self._recorder.exchange(line), number)))

    def probe(self, number: int = 0, before: bytes = b"", after: bytes = b"\n") -> Answer:
        """The answer to a request that every adapter knows how to answer: for an unknown method."""
        return self.put(UNKNOWN, {}, number, before, after)

    def put(
        self,
        method: str,
        params: Mapping[str, Any],
        number: int = 0,
        before: bytes = b"",
        after: bytes = b"\n",
    ) -> Answer:
        """The answer to a request that no target is asked: of another id, or without what it should have."""
        self._number += 1
        number = number or self._number
        return self.send(_request(number, method, params), number, before, after)

    def throw(self, line: bytes, timeout: float) -> bytes:
        """What comes for a line that is no request, in a time of its own; nothing, if nothing does."""
        usual, self.channel.timeout = self.channel.timeout, min(timeout, self.channel.timeout)
        try:
            return self._recorder.exchange(line)
        except SilentTargetError:
            return b""
        except BrokenTargetError as error:
            raise self._fault(error) from error
        finally:
            self.channel.timeout = usual

    def rest(self, seconds: float) -> None:
        """Leave it alone for a while, in which it should do nothing."""
        self._guarded(lambda: self.channel.rest(seconds))

    def finish(self, patience: float) -> Farewell:
        """Let it see the end of its input, and tell what it did in `patience` seconds; then end it."""
        self._lost = True
        return self.channel.finish(patience)

    def _guarded(self, act: Callable[[], T]) -> T:
        try:
            return act()
        except BrokenTargetError as error:
            raise self._fault(error) from error

    def _fault(self, error: BrokenTargetError) -> FaultError:
        self._lost = True
        self._breaks += 1
        silent = isinstance(error, SilentTargetError)
        self._hangs += silent
        if silent:
            self._linger()
        unread = self.channel.unread()
        ended = self.channel.finish(_GRACE if silent or self._recorder.got else 0.0)
        return diagnosed(
            error, Broken(self._recorder.sent, self._recorder.got, unread, ended, self.channel.log())
        )

    def _linger(self) -> None:
        """Let a reply come that is only late, before the input is ended, which makes some come as well."""
        with suppress(BrokenTargetError):
            self.channel.rest(_GRACE)

    def _hold_snapshot(self, method: str, answer: Answer) -> None:
        """A snapshot is there where it belongs; that a result has one, the target sees to."""
        there, wanted = answer.session is not None, method.startswith("session.")
        if wanted and answer.code == REFUSED and not there and method != "session.create":
            raise FaultError(
                f"the refused {method} has no snapshot",
                "Put the snapshot of the session into error.data.session, as it is after the failed call",
                check="snapshot",
            )
        if there and not wanted:
            raise FaultError(
                f"the reply to {method} has a snapshot of a session",
                "Leave `session` out of replies to methods that do not begin with session.",
                check="snapshot",
            )


def _request(number: int, method: str, params: Mapping[str, Any]) -> str:
    """A request as the suite writes it."""
    return orjson.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params}).decode()


def carried(subject: Subject, method: str, **params: Any) -> Answer:
    """The answer to a request that has to be carried out, lest a check cannot be made."""
    answer = subject.ask(method, **params)
    if not answer.carried:
        raise UnexaminedError(f"{method} is answered with {answer}")
    return answer


def _answer(act: Callable[[], Reply]) -> Answer:
    try:
        reply = act()
    except UnsupportedError as error:
        return Answer(error.code, str(error))
    except CodeError as error:
        return Answer(error.code, error.text)
    if reply.kind is not None:
        return Answer(REFUSED, reply.text, kind=reply.kind, session=reply.session)
    return Answer(value=reply.value, session=reply.session)
