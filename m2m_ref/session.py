"""A session: one peer's side of a conversation, run by the model (spec/session.yaml).

Sans-IO: messages in, messages out, and a clock that is passed in. What happens in which state is not decided
here: every call triggers its event on the machine, and this module carries out the row that fired.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.capability import Capabilities, NegotiatedCaps
from m2m_ref.codec import CodecEngine, CompressionResult
from m2m_ref.error import KINDS, M2MError
from m2m_ref.guard import Situation, is_expired
from m2m_ref.machine import SessionState, core_machine
from m2m_ref.message import Message, RejectionCode
from m2m_ref.model import Failure, Reply, Row
from m2m_ref.stats import SessionStats

SESSION_TIMEOUT = 300.0
"""Seconds a session may be idle before it is expired."""

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a call hands back."""

    message: Message | None = None
    content: str | None = None
    session: Session | None = None


class Session:
    """One side of a conversation.

    `clock` gives seconds from any start; `timeout` is the idle time in seconds after which the session is
    expired. Calls raise an M2MError of the kind the model names; what a failing call has changed, the model
    says too.
    """

    __slots__ = (
        "_bytes_compressed",
        "_bytes_saved",
        "_capabilities",
        "_clock",
        "_codec",
        "_created",
        "_id",
        "_machine",
        "_negotiated",
        "_received",
        "_sent",
        "_state",
        "_timeout",
        "_touched",
    )

    def __init__(
        self,
        capabilities: Capabilities,
        *,
        id: str | None = None,  # noqa: A002 - the protocol's name for it
        clock: Clock = time.monotonic,
        timeout: float = SESSION_TIMEOUT,
    ) -> None:
        self._machine = core_machine()
        self._capabilities = capabilities
        self._id = str(uuid.uuid4()) if id is None else id
        self._clock = clock
        self._timeout = timeout
        self._state = SessionState(self._machine.model.initial)
        self._negotiated: NegotiatedCaps | None = None
        self._codec = CodecEngine()
        self._created = self._touched = clock()
        self._sent = self._received = self._bytes_compressed = self._bytes_saved = 0

    @property
    def id(self) -> str:
        """The session's id: our own, or the one the ACCEPT brought."""
        return self._id

    @property
    def state(self) -> SessionState:
        """Where the session stands."""
        return self._state

    @property
    def capabilities(self) -> Capabilities:
        """What we offer."""
        return self._capabilities

    @property
    def negotiated(self) -> NegotiatedCaps | None:
        """What we take to be agreed; None before the first handshake."""
        return self._negotiated

    @property
    def algorithm(self) -> Algorithm | None:
        """The negotiated algorithm; None before the first handshake."""
        return self._negotiated.algorithm if self._negotiated else None

    @property
    def encoding(self) -> Encoding | None:
        """The negotiated token encoding; None before the first handshake."""
        return self._negotiated.encoding if self._negotiated else None

    @property
    def is_established(self) -> bool:
        """Whether data may flow."""
        return self._state is SessionState.ESTABLISHED

    @property
    def is_expired(self) -> bool:
        """Whether the session has been idle for longer than its timeout."""
        return is_expired(self._clock() - self._touched, self._timeout)

    def create_hello(self) -> Message:
        """HELLO, to start a handshake."""
        return self._reply(self._fire("create_hello"))

    def process_hello(self, hello: Message) -> Message:
        """ACCEPT or REJECT, in answer to `hello`. Raises ProtocolError, InvalidMessageError."""
        return self._reply(self._fire("process_hello", hello))

    def process_accept(self, accept: Message) -> None:
        """Take the answer to our HELLO. Raises ProtocolError, InvalidMessageError, NegotiationFailedError."""
        self._fire("process_accept", accept)

    def process_reject(self, reject: Message) -> None:
        """Take a REJECT. Always raises NegotiationFailedError, with the peer's reason."""
        self._fire("process_reject", reject)

    def process_message(self, message: Message) -> Message | None:
        """Take any message; the answer to it, if there is one. Raises what its type's call raises."""
        event = self._machine.model.message_events[message.type.value]
        return self._fire(event, message).message

    def compress(self, content: str) -> Message:
        """DATA with `content`. Raises SessionNotEstablishedError, SessionExpiredError, the codec's error."""
        return self._reply(self._fire("compress", content=content))

    def decompress(self, message: Message) -> str:
        """The content of a DATA message. Raises as compress does, and InvalidMessageError."""
        outcome = self._fire("decompress", message)
        assert isinstance(outcome.content, str)
        return outcome.content

    def close(self) -> Message:
        """CLOSE, to end the session."""
        return self._reply(self._fire("close"))

    def clone(self) -> Session:
        """A session with this one's id, state and agreement; its counters are zero, its clocks start now."""
        outcome = self._fire("clone")
        assert outcome.session is not None
        return outcome.session

    def stats(self) -> SessionStats:
        """The statistics so far."""
        return SessionStats(
            session_id=self._id,
            state=self._state,
            messages_sent=self._sent,
            messages_received=self._received,
            bytes_compressed=self._bytes_compressed,
            bytes_saved=self._bytes_saved,
            uptime_secs=int(self._clock() - self._created),
        )

    def _fire(self, event: str, message: Message | None = None, content: str = "") -> _Outcome:
        """Trigger `event` and carry out the row that fired: first what it moves, then its error or result."""
        situation = Situation(
            state=self._state.value,
            local=self._capabilities,
            algorithm=self.algorithm,
            codec=self._codec,
            idle=self._clock() - self._touched,
            timeout=self._timeout,
            message=message,
            content=content,
        )
        row = self._machine.fire(self, event, situation)
        self._move(row, situation)
        if row.failure:
            raise _error(row.failure, situation)
        return self._outcome(row, situation)

    def _move(self, row: Row, situation: Situation) -> None:
        self._sent += row.sent
        self._received += row.received
        if row.touch:
            self._touched = self._clock()
        for effect in row.effects:
            EFFECTS[effect](self, situation)

    def _outcome(self, row: Row, situation: Situation) -> _Outcome:
        if row.returns == "session":
            return _Outcome(session=self._twin())
        if row.returns == "content":
            assert isinstance(situation.decoded, str)
            return _Outcome(content=situation.decoded)
        return _Outcome(message=REPLIES[row.reply.message](self, row.reply, situation) if row.reply else None)

    @staticmethod
    def _reply(outcome: _Outcome) -> Message:
        assert outcome.message is not None
        return outcome.message

    def _twin(self) -> Session:
        twin = Session(self._capabilities, id=self._id, clock=self._clock, timeout=self._timeout)
        twin._state = self._state
        twin._negotiated = self._negotiated
        twin._codec = self._codec
        return twin

    def _take_session_id(self, situation: Situation) -> None:
        assert situation.message is not None
        assert situation.message.session_id is not None
        self._id = situation.message.session_id

    def _store_negotiated(self, situation: Situation) -> None:
        assert situation.remote is not None
        agreed = self._capabilities.negotiate(situation.remote)
        assert agreed is not None
        self._negotiated = agreed
        self._codec = self._codec.with_ml_routing(agreed.ml_routing).with_encoding(agreed.encoding)

    def _count_bytes(self, situation: Situation) -> None:
        result = situation.encoded
        assert isinstance(result, CompressionResult)
        self._bytes_compressed += result.compressed_bytes
        self._bytes_saved += max(0, result.original_bytes - result.compressed_bytes)

    def _reject(self, reply: Reply, situation: Situation) -> Message:
        return Message.reject(RejectionCode(reply.code), _text(reply.text, situation))

    def _data(self, situation: Situation) -> Message:
        result = situation.encoded
        assert isinstance(result, CompressionResult)
        return Message.data(self._id, result.algorithm, result.data)


EFFECTS: dict[str, Callable[[Session, Situation], None]] = {
    "take_session_id": Session._take_session_id,
    "store_negotiated": Session._store_negotiated,
    "count_bytes": Session._count_bytes,
}
"""What the effects of the model do."""

REPLIES: dict[str, Callable[[Session, Reply, Situation], Message]] = {
    "HELLO": lambda session, _reply, _situation: Message.hello(session.capabilities),
    "ACCEPT": lambda session, _reply, _situation: Message.accept(session.id, session.capabilities),
    "REJECT": Session._reject,
    "DATA": lambda session, _reply, situation: session._data(situation),
    "PONG": lambda session, _reply, _situation: Message.pong(session.id),
    "CLOSE": lambda session, _reply, _situation: Message.close(session.id),
}
"""How the replies of the model are made."""


def _error(failure: Failure, situation: Situation) -> M2MError:
    if failure.kind is not None:
        return KINDS[failure.kind](_text(failure.text, situation))
    attempt = situation.encoded if situation.message is None else situation.decoded
    assert isinstance(attempt, M2MError)
    return attempt


def _text(template: str, situation: Situation) -> str:
    """A text of the model with its names filled in."""
    remote = situation.remote
    rejection = situation.message.get_rejection() if situation.message else None
    return template.format(
        state=situation.state,
        local_version=situation.local.version,
        remote_version=remote.version if remote else "",
        code=rejection.code.debug_name if rejection else "",
        message=rejection.message if rejection else "",
    )
