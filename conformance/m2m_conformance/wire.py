"""What a wire says: the suite reads for itself what a target wrote, and does not take its word for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def decode(wire: str, key: Mapping[str, str] | None = None, *, binary: bool = False) -> str:
    """The content of a wire text, or of a binary form in base64.

    `key` is that of a secured frame, as in spec/adapter.md. The rules are those of the strict profile: a wire
    that is read by them is read alike by every right reader. Raises M2MError, or ValueError for a key that is
    none or what is not base64.
    """
    # Imported when a wire is first read: the codec takes longer to load than all the rest of the suite.
    from base64 import b64decode

    from m2m_ref.codec import CodecEngine
    from m2m_ref.codec.frame import FrameKey, Mode
    from m2m_ref.profile import Profile

    engine = CodecEngine(profile=Profile.STRICT)
    if key is not None:
        engine = engine.with_key(FrameKey(Mode(key["mode"]), bytes.fromhex(key["secret"])))
    if binary:
        return engine.decompress_binary(b64decode(wire, validate=True))
    return engine.decompress(wire)


def content_of(wire: Any, how: Mapping[str, Any]) -> tuple[str | None, str]:
    """The content of a wire, None if it cannot be read, and why not. `how` may have `key` and `binary`."""
    from m2m_ref.error import M2MError

    if not isinstance(wire, str):
        return None, "not a text"
    try:
        return decode(wire, how.get("key"), binary=how.get("binary", False)), ""
    except (M2MError, ValueError) as error:
        return None, str(error)
