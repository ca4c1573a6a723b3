"""What a session of ours answers over HTTP, whoever serves it (spec/protocol.md, HTTP binding)."""

from __future__ import annotations

from m2m_ref import CompressionError, Message, MessageType, Session


def answered(session: Session, message: Message) -> Message:
    """The answer to any message but HELLO. Raises what the session's calls raise.

    A message without an answer is its own one, as the released server has it.
    """
    if message.type is MessageType.DATA:
        return _echoed(session, message)
    return session.process_message(message) or message


def _echoed(session: Session, data: Message) -> Message:
    """The content of DATA again, in what the session agreed on; as it came, if that cannot write it."""
    content = session.decompress(data)
    try:
        return session.compress(content)
    except CompressionError:
        return data
