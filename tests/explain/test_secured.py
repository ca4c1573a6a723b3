"""Secured frames, which nobody can check without the key."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from tests.explain.build import (
    FIELDS,
    REQUEST,
    body,
    fixed,
    framed,
    rows,
)
from tests.explain.test_frame import LENGTHS, PAYLOAD


def test_an_hmac_frame_is_explained_up_to_its_tag() -> None:
    plain = fixed(FIELDS, security=1) + body(REQUEST)
    found = framed(plain + hmac.digest(b"k" * 32, plain, hashlib.sha256))
    assert rows(found)[3] == (3, "01", "security", "01 hmac")
    assert rows(found)[-4:] == [
        *LENGTHS,
        PAYLOAD,
        (126, "32 bytes", "tag", "HMAC-SHA256 of all between prefix and tag"),
    ]
    assert found.verdict.startswith("sound, as far as can be seen: it is secured with HMAC")
    assert found.content == REQUEST


def test_an_aead_frame_is_explained_around_what_is_encrypted() -> None:
    found = framed(fixed(FIELDS, security=2) + bytes(12) + bytes(8 + 82) + b"\xff" * 16)
    assert rows(found)[-3:] == [
        (36, "00 00 00 00 00 00 00 00 00 00 00 00", "nonce", "of ChaCha20-Poly1305, new for each frame"),
        (48, "90 bytes", "encrypted", "payload_len, crc32 and a payload of 82 bytes"),
        (138, "16 bytes", "tag", "Poly1305 of headers and encrypted part"),
    ]
    assert found.verdict.startswith("sound, as far as can be seen: it is secured with AEAD")
    assert found.content is None


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (
            fixed(FIELDS, security=1) + bytes(39),
            "not read at 36",
            "39 bytes are left, and lengths and tag alone take 40",
        ),
        (
            fixed(FIELDS, security=2) + bytes(12 + 23),
            "not read at 48",
            "23 bytes are left, and lengths and tag alone take 24",
        ),
        (
            fixed(FIELDS, security=2) + bytes(5),
            "nonce at 36",
            "only 5 of its 12 bytes are there, since the frame ends at 41",
        ),
        (
            fixed(FIELDS, security=1) + body(REQUEST)[:-1] + bytes(32),
            "payload_len at 36",
            "82 runs past the frame without its tag of 32 bytes, which has 81 bytes left",
        ),
    ],
)
def test_a_secured_frame_without_room_is_broken(data: bytes, where: str, what: str) -> None:
    found = framed(data)
    assert [(each.where, each.what) for each in found.faults] == [(where, what)]


def test_just_enough_room_is_enough() -> None:
    for security, room in ((1, 40), (2, 36)):
        assert not framed(fixed(FIELDS, security=security) + bytes(room)).faults
