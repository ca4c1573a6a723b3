"""A session: one peer's side of a conversation, run by the model (spec/session.yaml, spec/strict.yaml).

Sans-IO: messages in, messages out, and a clock that is passed in. What happens in which state is not decided
here: every call triggers its event on the machine, and what the row says is carried out (`execution`).
"""

from __future__ import annotations

import time

from m2m_ref.algorithm import Algorithm, Encoding
from m2m_ref.capability import Capabilities, NegotiatedCaps
from m2m_ref.codec.frame import FrameKey
from m2m_ref.error import ProtocolError
from m2m_ref.execution import Clock, Execution, Outcome
from m2m_ref.guard import is_expired
from m2m_ref.identity import FORMS
from m2m_ref.machine import SessionState
from m2m_ref.message import Message
from m2m_ref.payload import CloseReason
from m2m_ref.profile import Profile, settings
from m2m_ref.stats import SessionStats

SESSION_TIMEOUT = 300.0
"""Seconds a session may be idle before it is expired."""


class Session(Execution):
    """One side of a conversation.

    `clock` gives seconds from any start; `timeout` is the idle time in seconds after which the session is
    expired. Calls raise an M2MError of the kind the model names; what a failing call has changed, the model
    says too. In the strict profile time does things by itself: call `tick` when `next_deadline` has come.
    With a `key` DATA carries secured frames only, so the peers must agree on m2m.
    """

    __slots__ = ()

    def __init__(  # noqa: PLR0913 - all but the first by keyword, and rarely given
        self,
        capabilities: Capabilities,
        *,
        id: str | None = None,  # noqa: A002 - the protocol's name for it
        profile: Profile | str = Profile.CORE,
        clock: Clock = time.monotonic,
        timeout: float = SESSION_TIMEOUT,
        key: FrameKey | None = None,
    ) -> None:
        profile = Profile(profile)
        given = FORMS[settings(profile).session_id]() if id is None else id
        super().__init__(capabilities, given, profile, clock, timeout)
        if key is not None:
            self._codec = self._codec.with_key(key)

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

    def close(self, reason: CloseReason | None = None, message: str | None = None) -> Message:
        """CLOSE, to end the session; in strict maybe with a reason, and a message that says more about it.

        Raises ProtocolError, also for a reason that the profile has not.
        """
        known = settings(self.profile).close_reasons
        if (reason and reason.value not in known) or (message and not reason):
            raise ProtocolError(
                f"a CLOSE of the {self.profile.value} profile has no message without a reason, "
                f"and as reasons {', '.join(known) or 'none'}"
            )
        return self._reply(self._fire("close", reason=reason, content=message or ""))

    def tick(self) -> Message | None:
        """Let time do what it has to: end the session, or have a PING to send. Never raises.

        There is nothing to do in core, which has no timers.
        """
        return self._fire("tick").message if "tick" in self._machine.model.events else None

    def clone(self) -> Session:
        """A session with this one's id, state and agreement; its counters are zero, its clocks start now."""
        self._fire("clone")
        twin = Session(
            self._capabilities, id=self._id, profile=self.profile, clock=self._clock, timeout=self._timeout
        )
        twin._state, twin._negotiated, twin._codec = self._state, self._negotiated, self._codec
        return twin

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

    @staticmethod
    def _reply(outcome: Outcome) -> Message:
        assert outcome.message is not None
        return outcome.message
