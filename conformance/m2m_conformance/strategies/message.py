"""Messages as peers exchange them."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import strategies as st

from m2m_conformance.strategies.capability import capabilities
from m2m_conformance.strategies.either import either
from m2m_conformance.strategies.option import member, profile_of
from m2m_conformance.strategies.payload import closes, data, empties, rejections
from m2m_conformance.strategies.text import words
from m2m_ref.capability import U64_MAX
from m2m_ref.message import Message, MessageType
from m2m_ref.payload import Payload
from m2m_ref.profile import Profile, settings

_TIMES = (0, 1, 1_760_000_000_000, 2**53, 2**53 + 1, 2**63 - 1, 2**63, U64_MAX)
_WITHOUT_ID = (MessageType.HELLO, MessageType.REJECT)


def messages(
    *, types: Iterable[MessageType | str] | None = None, profile: Profile | str = "core"
) -> st.SearchStrategy[Message]:
    """Sound messages, of all types or of `types` only.

    Each has the payload and the session id that a writer gives its type (spec/protocol.md, Messages): HELLO
    and REJECT no id, all others one, which may be any text. Timestamps are from 0 to 2^64 - 1. Each is the
    same after `Message.to_json` and `Message.from_json`. Never a payload of another type's, nor one that is
    missing. Raises ValueError for a type that there is not, and for no types.
    """
    found = profile_of(profile)
    wanted = (
        list(MessageType) if types is None else [member(MessageType, each, "message type") for each in types]
    )
    if not wanted:
        raise ValueError("types are empty; leave them out for all types")
    return either(*[_of(each, found) for each in dict.fromkeys(wanted)])


def session_ids() -> st.SearchStrategy[str]:
    """Ids as either profile makes them, and other texts, which readers take too."""
    strict = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=20, max_size=20).map("sess_{}".format)
    return either(st.uuids(version=4).map(str), strict, words())


def timestamps() -> st.SearchStrategy[int]:
    """Milliseconds that fit 64 unsigned bits."""
    return either(st.sampled_from(_TIMES), st.integers(0, U64_MAX))


def _of(kind: MessageType, profile: Profile) -> st.SearchStrategy[Message]:
    ids = st.none() if kind in _WITHOUT_ID else session_ids()
    return st.builds(Message, st.just(kind), ids, _payloads(kind, profile), timestamps())


def _payloads(kind: MessageType, profile: Profile) -> st.SearchStrategy[Payload]:
    """What a message of this type carries."""
    if kind in (MessageType.HELLO, MessageType.ACCEPT):
        return capabilities(profile=profile)
    if kind is MessageType.REJECT:
        return rejections(profile=profile)
    if kind is MessageType.DATA:
        return data(profile=profile)
    if kind is MessageType.CLOSE and settings(profile).close_reasons:
        return either(empties(), closes())
    return empties()
