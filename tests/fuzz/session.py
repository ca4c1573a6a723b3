"""Messages given to sessions in every state, from any bytes."""

from __future__ import annotations

from functools import partial

from m2m_ref import Capabilities, Message, Session
from m2m_ref.profile import Profile
from tests.fuzz.verdict import hold, outcome

OTHER = Capabilities(agent_id="2f1c8a64-9b7e-4d53-8c11-5e0a7d9b3f26")


def receive(data: bytes, profile: Profile) -> None:
    """A message, for sessions whose id it carries. What they answer is a message too."""
    message = Message.from_json(data, profile)
    for session in _sessions(message.session_id or "", profile):
        answer = outcome(partial(session.process_message, message))
        if answer is not None:
            hold(Message.from_json(answer.to_json(), profile) == answer, "an answer that reads as another")
        outcome(partial(session.decompress, message))


def _sessions(name: str, profile: Profile) -> list[Session]:
    """One that has done nothing, one that sent HELLO, one that is established, one that closes."""
    hello = Message.hello(OTHER)
    fresh, greeting, established, closing = (
        Session(OTHER, id=name, profile=profile, clock=lambda: 0.0) for _ in range(4)
    )
    greeting.create_hello()
    established.process_hello(hello)
    closing.process_hello(hello)
    closing.close()
    return [fresh, greeting, established, closing]
