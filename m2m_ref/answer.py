"""What a row hands back, made of the row and the situation it fired in: a message or an error."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from m2m_ref.capability import Capabilities
from m2m_ref.codec import CompressionResult
from m2m_ref.error import KINDS, M2MError
from m2m_ref.guard import Situation
from m2m_ref.message import Message
from m2m_ref.model import Failure, Reply
from m2m_ref.payload import RejectionCode


def message_of(reply: Reply, situation: Situation) -> Message:
    """The message that `reply` is in this situation."""
    return MESSAGES[reply.message](reply, situation)


def error_of(failure: Failure, situation: Situation) -> M2MError:
    """The error that `failure` is in this situation."""
    if failure.kind is not None:
        return KINDS[failure.kind](_text(failure.text, situation))
    attempt = situation.encoded if situation.message is None else situation.decoded
    assert isinstance(attempt, M2MError)
    return attempt


def _accept(reply: Reply, situation: Situation) -> Message:
    listed = _common(situation) if reply.algorithms else situation.local
    return Message.accept(situation.id, listed)


def _common(situation: Situation) -> Capabilities:
    """Ours, with those of the remote's algorithms that we have too, in its order."""
    assert situation.remote is not None
    ours, theirs = situation.local.compression, situation.remote.compression
    common = tuple(each for each in theirs.algorithms if each in ours.algorithms)
    return replace(situation.local, compression=replace(ours, algorithms=common))


def _reject(reply: Reply, situation: Situation) -> Message:
    return Message.reject(RejectionCode(reply.code), _text(reply.text, situation))


def _data(_reply: Reply, situation: Situation) -> Message:
    result = situation.encoded
    assert isinstance(result, CompressionResult)
    return Message.data(situation.id, result.algorithm, result.data)


def _close(_reply: Reply, situation: Situation) -> Message:
    return Message.close(situation.id, situation.reason, situation.content or None)


MESSAGES: dict[str, Callable[[Reply, Situation], Message]] = {
    "HELLO": lambda _, situation: Message.hello(situation.local),
    "ACCEPT": _accept,
    "REJECT": _reject,
    "DATA": _data,
    "PING": lambda _, situation: Message.ping(situation.id),
    "PONG": lambda _, situation: Message.pong(situation.id),
    "CLOSE": _close,
}
"""How the replies of the model are made, by type."""


def _text(template: str, situation: Situation) -> str:
    """A text of the model with its names filled in."""
    remote = situation.remote
    rejection = situation.message.get_rejection() if situation.message else None
    return template.format(
        state=situation.state,
        algorithm=situation.algorithm,
        local_version=situation.local.version,
        remote_version=remote.version if remote else "",
        code=rejection.code.debug_name if rejection else "",
        message=rejection.message if rejection else "",
    )
