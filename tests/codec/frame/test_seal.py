"""Secured frames: RFC vectors, frames secured here by other means, and whatever was changed on the way."""

from __future__ import annotations

import hashlib
import hmac
import struct
import subprocess
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_ref.codec.frame.seal import FrameKey, Mode, seal, security_byte, unseal
from m2m_ref.error import CryptoError
from tests.oracle import chacha

SECRET = bytes(range(0x40, 0x80))
HMAC_KEY = FrameKey(Mode.HMAC, SECRET)
AEAD_KEY = FrameKey(Mode.AEAD, SECRET)
KEYS = [HMAC_KEY, AEAD_KEY]
NONCE = bytes(range(12))
CONTENT = b'{"model":"gpt-4o","messages":[]}'
BODY = struct.pack("<II", len(CONTENT), zlib.crc32(CONTENT)) + CONTENT
VARIABLE = b"\x06gpt-4o\x00\x00"


def headers(security: int, variable: bytes = VARIABLE) -> bytes:
    return struct.pack("<HBBI12x", 20 + len(variable), 1, security, 0) + variable


def by_hand(key: FrameKey, variable: bytes = VARIABLE, body: bytes = BODY, nonce: bytes = NONCE) -> bytes:
    """A secured frame, by RFC 2104 from SHA-256 alone, or with the ChaCha20-Poly1305 of the oracle."""
    if key.mode is Mode.AEAD:
        clear = headers(2, variable)
        return clear + nonce + chacha.seal(key.secret[:32], nonce, body, clear)
    frame = headers(1, variable) + body
    secret = key.secret if len(key.secret) <= 64 else hashlib.sha256(key.secret).digest()
    inner, outer = (bytes(byte ^ pad for byte in secret.ljust(64, b"\0")) for pad in (0x36, 0x5C))
    return frame + hashlib.sha256(outer + hashlib.sha256(inner + frame).digest()).digest()


def open_frame(data: bytes, key: FrameKey | None) -> bytes:
    """As a reader does it: header_len and the security byte from the frame itself, not verified yet."""
    return unseal(data, int.from_bytes(data[:2], "little"), data[3], key)


# RFC 4231, 4.2 to 4.8, but for the two with a shorter key or tag: secret, data, tag.
RFC_4231 = [
    (b"\x0b" * 20, b"Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
    (b"\xaa" * 20, b"\xdd" * 50, "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
    (
        bytes(range(1, 26)),
        b"\xcd" * 50,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
    ),
    (
        b"\xaa" * 131,
        b"Test Using Larger Than Block-Size Key - Hash Key First",
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ),
    (
        b"\xaa" * 131,
        b"This is a test using a larger than block-size key and a larger than block-size data. "
        b"The key needs to be hashed before being used by the HMAC algorithm.",
        "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ),
]


@pytest.mark.parametrize(("secret", "data", "tag"), RFC_4231)
def test_hmac_of_the_rfc(secret: bytes, data: bytes, tag: str) -> None:
    key = FrameKey(Mode.HMAC, secret)
    sealed = seal(data[:3], data[3:], key)
    assert sealed == data + bytes.fromhex(tag)
    assert unseal(sealed, 3, 1, key) == data[3:]


# RFC 8439, 2.8.2
SUNSCREEN = (
    b"Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, "
    b"sunscreen would be it."
)
SUNSCREEN_SEALED = bytes.fromhex(
    "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
    "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
    "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691"
)
SUNSCREEN_KEY = bytes(range(0x80, 0xA0))
SUNSCREEN_NONCE = bytes.fromhex("070000004041424344454647")
SUNSCREEN_HEADERS = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")


@pytest.mark.parametrize("more", [b"", b"bytes beyond the first 32 do not count"])
def test_aead_of_the_rfc(more: bytes) -> None:
    key = FrameKey(Mode.AEAD, SUNSCREEN_KEY + more)
    sealed = seal(SUNSCREEN_HEADERS, SUNSCREEN, key, SUNSCREEN_NONCE)
    assert sealed == SUNSCREEN_HEADERS + SUNSCREEN_NONCE + SUNSCREEN_SEALED
    assert unseal(sealed, len(SUNSCREEN_HEADERS), 2, key) == SUNSCREEN


def test_the_oracle_has_the_vector_of_the_rfc() -> None:
    sealed = chacha.seal(SUNSCREEN_KEY, SUNSCREEN_NONCE, SUNSCREEN, SUNSCREEN_HEADERS)
    assert sealed == SUNSCREEN_SEALED


SECRETS = {Mode.HMAC: st.binary(min_size=16, max_size=150), Mode.AEAD: st.binary(min_size=32, max_size=70)}
FRAME_KEYS = st.sampled_from(Mode).flatmap(lambda mode: st.builds(FrameKey, st.just(mode), SECRETS[mode]))


@given(FRAME_KEYS, st.binary(max_size=300), st.binary(max_size=300), st.binary(min_size=12, max_size=12))
def test_frames_secured_by_hand(key: FrameKey, variable: bytes, body: bytes, nonce: bytes) -> None:
    expected = by_hand(key, variable, body, nonce)
    clear = headers(security_byte(key), variable)
    assert seal(clear, body, key, nonce if key.mode is Mode.AEAD else None) == expected
    assert open_frame(expected, key) == body


@pytest.mark.parametrize("key", KEYS)
def test_layout(key: FrameKey) -> None:
    clear = headers(security_byte(key))
    sealed = seal(clear, BODY, key)
    assert security_byte(key) == {Mode.HMAC: 1, Mode.AEAD: 2}[key.mode]
    assert sealed.startswith(clear)
    if key.mode is Mode.HMAC:
        assert sealed == clear + BODY + hmac.digest(SECRET, clear + BODY, "sha256")
    else:
        assert len(sealed) == len(clear) + 12 + len(BODY) + 16
        assert CONTENT not in sealed
    assert open_frame(sealed, key) == BODY


def test_every_nonce_is_new() -> None:
    sealed = {seal(headers(2), BODY, AEAD_KEY) for _ in range(64)}
    nonces = {frame[len(headers(2)) :][:12] for frame in sealed}
    assert len(nonces) == len(sealed) == 64


@pytest.mark.parametrize("length", [0, 11, 13])
def test_a_nonce_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(CryptoError, match=f"a nonce is 12 bytes, and this one is {length}$"):
        seal(headers(2), BODY, AEAD_KEY, bytes(length))


@pytest.mark.parametrize("key", KEYS)
def test_every_flipped_bit_is_found(key: FrameKey) -> None:
    sealed = by_hand(key)
    assert open_frame(sealed, key) == BODY
    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(CryptoError):
            open_frame(bytes(changed), key)


@given(FRAME_KEYS, st.binary(max_size=300), st.data())
def test_any_flipped_bit_is_found(key: FrameKey, body: bytes, data: st.DataObject) -> None:
    changed = bytearray(seal(headers(security_byte(key)), body, key))
    bit = data.draw(st.integers(0, len(changed) * 8 - 1))
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CryptoError):
        open_frame(bytes(changed), key)


@pytest.mark.parametrize("key", KEYS)
def test_every_cut_and_every_added_byte_is_found(key: FrameKey) -> None:
    sealed = by_hand(key)
    for length in range(4, len(sealed)):
        with pytest.raises(CryptoError):
            open_frame(sealed[:length], key)
    for length in range(4):  # a reader has refused these before, since there is no header
        with pytest.raises(CryptoError):
            unseal(sealed[:length], 20, security_byte(key), key)
    for more in (b"\0", bytes(32)):
        with pytest.raises(CryptoError):
            open_frame(sealed + more, key)


@pytest.mark.parametrize("key", KEYS)
def test_a_short_frame_says_so(key: FrameKey) -> None:
    if key.mode is Mode.HMAC:
        with pytest.raises(CryptoError, match="has 31 bytes, and its HMAC alone has 32"):
            unseal(bytes(31), 20, 1, key)
    else:
        with pytest.raises(CryptoError, match="27 bytes follow the headers, and nonce and tag alone have 28"):
            unseal(bytes(47), 20, 2, key)


@pytest.mark.parametrize("key", KEYS)
def test_another_key_is_refused(key: FrameKey) -> None:
    sealed = by_hand(key)
    for other in (SECRET[::-1], bytes(32), b"\xff" + SECRET[1:], SECRET[:31] + b"\xff"):
        with pytest.raises(CryptoError, match="another key"):
            open_frame(sealed, FrameKey(key.mode, other))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("used", KEYS)
def test_one_key_in_the_other_mode(key: FrameKey, used: FrameKey) -> None:
    if key is used:
        assert open_frame(by_hand(key), used) == BODY
        return
    with pytest.raises(CryptoError, match=f"and the key is for {used.mode.value}"):
        open_frame(by_hand(key), used)


@pytest.mark.parametrize("key", KEYS)
def test_without_a_key_no_secured_frame_is_read(key: FrameKey) -> None:
    with pytest.raises(CryptoError, match="there is no key to verify it with"):
        open_frame(by_hand(key), None)


def test_without_a_key_an_unsecured_frame_is_read() -> None:
    assert security_byte(None) == 0
    assert open_frame(headers(0) + BODY, None) == BODY


@pytest.mark.parametrize("key", KEYS)
def test_with_a_key_no_unsecured_frame_is_read(key: FrameKey) -> None:
    sealed = bytearray(by_hand(key))
    sealed[3] = 0  # one bit changed, and a reader that believes it verifies nothing
    for frame in (bytes(sealed), headers(0) + BODY):
        with pytest.raises(CryptoError, match=f"0x00 .none., and the key is for {key.mode.value}"):
            open_frame(frame, key)


@pytest.mark.parametrize("byte", range(3, 256))
def test_other_security_bytes_are_refused(byte: int) -> None:
    for key in (None, *KEYS):
        with pytest.raises(CryptoError, match=f"is {byte:#04x} .unknown."):
            open_frame(headers(byte) + BODY + bytes(32), key)


@pytest.mark.parametrize(("mode", "least"), [(Mode.HMAC, 16), (Mode.AEAD, 32)])
def test_short_secrets_are_refused(mode: Mode, least: int) -> None:
    assert FrameKey(mode, bytes(least)).secret == bytes(least)
    for length in (0, 1, least - 1):
        with pytest.raises(CryptoError, match=f"at least {least} bytes, and this one is {length}"):
            FrameKey(mode, bytes(length))
    with pytest.raises(CryptoError, match="this one is a str"):
        FrameKey(mode, "x" * 64)  # type: ignore[arg-type]


@pytest.mark.parametrize("key", KEYS)
def test_no_secret_is_shown(key: FrameKey) -> None:
    changed = by_hand(key)[:-1]
    with pytest.raises(CryptoError) as caught:
        open_frame(changed, key)
    with pytest.raises(CryptoError) as refused:
        FrameKey(key.mode, SECRET[:15])
    shown = [
        repr(key),
        str(key),
        str(caught.value),
        repr(caught.value),
        str(refused.value),
        repr(refused.value),
    ]
    for text in shown:
        assert "ABC" not in text and SECRET[:4].hex() not in text


def test_more_than_the_cipher_takes_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    sealed = by_hand(AEAD_KEY)
    size = len(sealed) - len(headers(2))
    monkeypatch.setattr("m2m_ref.codec.frame.seal.AEAD_LIMIT", size)
    assert open_frame(sealed, AEAD_KEY) == BODY
    assert seal(headers(2), BODY, AEAD_KEY, NONCE) == sealed
    monkeypatch.setattr("m2m_ref.codec.frame.seal.AEAD_LIMIT", size - 1)
    expected = f"AEAD takes {size - 1} bytes with nonce and tag, and these are {size}"
    with pytest.raises(CryptoError, match=expected):
        open_frame(sealed, AEAD_KEY)
    with pytest.raises(CryptoError, match=expected):
        seal(headers(2), BODY, AEAD_KEY)


def test_no_cryptography_before_an_aead_frame() -> None:
    code = (
        "import sys; from m2m_ref.codec.frame.seal import *; "
        "key = FrameKey(Mode.HMAC, bytes(32)); unseal(seal(bytes(20), b'x', key), 20, 1, key); "
        "before = 'cryptography' in sys.modules; "
        "seal(bytes(20), b'x', FrameKey(Mode.AEAD, bytes(32))); print(before, 'cryptography' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
