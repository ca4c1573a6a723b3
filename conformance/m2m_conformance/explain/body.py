"""What follows a frame's headers: payload_len, crc32 and payload, or what security makes of them."""

from __future__ import annotations

from zlib_ng.zlib_ng import crc32

from m2m_conformance.explain import content, stream
from m2m_conformance.explain.span import Kind, Span, Weight
from m2m_conformance.explain.stream import Stream
from m2m_conformance.explain.suspect import Payload
from m2m_conformance.explain.walk import EndError, Walk
from m2m_conformance.text import count
from m2m_ref.codec import limit
from m2m_ref.codec.frame.header import LENGTHS
from m2m_ref.codec.frame.seal import AEAD_TAG_BYTES, HMAC_TAG_BYTES, NONCE_BYTES
from m2m_ref.profile import Profile, settings

_DAMAGED = "it was damaged: send it again"


def walk(way: Walk, security: str, compressed: bool) -> None:
    """Go through all that follows the headers. `security` is a name of spec/frame.yaml, or `unknown`."""
    try:
        if security == "aead":
            _encrypted(way)
        elif security == "hmac":
            _signed(way, compressed)
        else:
            _plain(way, compressed)
    except EndError:
        return  # and nothing is left


def _encrypted(way: Walk) -> None:
    _unchecked(way, "AEAD: seal and content")
    way.field(NONCE_BYTES, "nonce", lambda _: "of ChaCha20-Poly1305, new for each frame", Kind.SEAL)
    _hold_room(way, LENGTHS.size + AEAD_TAG_BYTES)
    size = way.left - AEAD_TAG_BYTES
    payload = count(size - LENGTHS.size, "byte")
    way.span(size, "encrypted", f"payload_len, crc32 and a payload of {payload}", Kind.SEAL)
    way.span(AEAD_TAG_BYTES, "tag", "Poly1305 of headers and encrypted part", Kind.SEAL)


def _signed(way: Walk, compressed: bool) -> None:
    _unchecked(way, "HMAC: the seal")
    _hold_room(way, LENGTHS.size + HMAC_TAG_BYTES)
    whole = way.end
    way.within(whole - HMAC_TAG_BYTES, f"the frame without its tag of {HMAC_TAG_BYTES} bytes", way.remedy)
    _plain(way, compressed)
    way.within(whole, "the frame", way.remedy)
    way.span(HMAC_TAG_BYTES, "tag", "HMAC-SHA256 of all between prefix and tag", Kind.SEAL)


def _unchecked(way: Walk, what: str) -> None:
    refused = "and without it a reader refuses the frame (crypto)"
    way.find(
        Weight.UNCHECKED, None, f"it is secured with {what} cannot be checked without its key, {refused}"
    )


def _hold_room(way: Walk, needed: int) -> None:
    """See to it that lengths and tag have room. Raises EndError."""
    if way.left >= needed:
        return
    left = way.left
    span = way.span(left, "not read", "too short for lengths, payload and tag", Kind.IGNORED)
    way.fault(span, f"{count(left, 'byte')} are left, and lengths and tag alone take {needed}", way.remedy)
    raise EndError


def _plain(way: Walk, compressed: bool) -> None:
    """payload_len, crc32, payload and what comes after it. Raises EndError if the lengths are cut off."""
    length = way.number(4, "payload_len", str, Kind.LENGTH)
    of_length = way.spans[-1]
    checksum = way.number(4, "crc32", lambda value: f"{value:08x}, of the content", Kind.LENGTH)
    of_checksum = way.spans[-1]
    rest = way.data[way.position : way.end]
    payload = Payload(rest[:length], rest, compressed, checksum)
    if length > len(rest):
        what = f"{length} runs past {way.area}, which has {count(len(rest), 'byte')} left"
        way.fault(of_length, what, payload.mistake() or way.remedy)
    _payload(way, payload, of_checksum, whole=length <= len(rest))
    _after(way)


def _payload(way: Walk, payload: Payload, of_checksum: Span, *, whole: bool) -> None:
    """The payload, and whether it is what the checksum says; of one that was cut off, what is there."""
    found = stream.read(payload.raw) if payload.compressed else Stream(payload.raw, len(payload.raw))
    span = _span(way, payload, found, whole)
    content.keep(way, found.content, span, whole=whole and not found.problem)
    if not whole:
        return
    if found.problem:
        way.fault(span, found.problem, payload.mistake() or found.remedy)
    elif len(payload.raw) > limit.CONTENT_BYTES and not payload.compressed:
        way.fault(span, f"no reader takes content of more than {limit.CONTENT_BYTES} bytes", "split it")
    elif (right := crc32(found.content)) != payload.checksum:
        what = f"{payload.checksum:08x} stands here, the content's is {right:08x}"
        way.fault(of_checksum, what, payload.mistake() or _DAMAGED)
    elif found.content and content.kind(found.content) == content.NOT_JSON:
        way.note(span, "the content is not JSON: no reader looks, and no writer writes it")


def _span(way: Walk, payload: Payload, found: Stream, whole: bool) -> Span | None:
    """The span of the payload, or of where it breaks."""
    held = f"{content.describe(found.content)}{'' if whole else ', cut off'}"
    if not payload.compressed:
        return way.span(len(payload.raw), "payload", held, Kind.PAYLOAD) if payload.raw else None
    return stream.span(way, "payload", found, len(payload.raw), held)


def _after(way: Walk) -> None:
    """Bytes after the payload: each profile has its own rule (spec/strict.yaml, after_payload)."""
    if not way.left:
        return
    what = count(way.left, "byte")
    span = way.span(way.left, "after payload", "ignored in core", Kind.IGNORED)
    if not settings(Profile.STRICT).bytes_after_payload:
        remedy = "end the frame with its payload"
        way.find(
            Weight.STRICT, span, f"{what} after the payload: in core ignored, in strict an error", remedy
        )
