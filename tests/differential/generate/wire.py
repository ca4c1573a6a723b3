"""Wires: those that either side wrote, and such with damage in every layer."""

from __future__ import annotations

import base64
import struct
import zlib

import brotli  # type: ignore[import-untyped]
from hypothesis import strategies as st

from tests.differential.generate.tree import choice
from tests.oracle import varint

PREFIXES = [
    "#M2M|1|",
    "#TK|",
    "#M2M[v3.0]|DATA:",
    "#M2M[v3.0]|",
    "#M2M|2|",
    "#m2m|1|",
    "#M2M|1",
    "#TK",
    "#T1|",
    " #TK|",
    "",
]
JSON = b'{"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}'
TEXTS = [b"", b"{}", JSON, JSON + b" " * 60, "Grüße, 世界 👋".encode() * 9, b"\xff\xfe", b"a" * 5000]

small = st.integers(0, 300)
values = choice(
    small, small, st.sampled_from([127, 128, 2**32 - 1, 2**32, 2**63, 2**64 - 1]), st.integers(0, 2**64 - 1)
)
raw = st.binary(max_size=6)


@st.composite
def varints(draw: st.DrawFn) -> bytes:
    """A varint: mostly as short as can be, else with zeros behind it or too large."""
    plain = varint.write(draw(values))
    kind = draw(st.integers(0, 12))
    if kind == 0:
        return plain[:-1] + bytes([plain[-1] | 0x80]) + b"\x80" * draw(st.integers(0, 9)) + b"\x00"
    if kind == 1:
        return b"\xff" * draw(st.integers(4, 11)) + draw(
            st.sampled_from([b"\x00", b"\x01", b"\x02", b"\x0f", b"\x10", b"\x7f"])
        )
    return plain


short_texts = choice(st.sampled_from([b"", b"gpt-4o", b"m" * 255, "é".encode() * 9]), raw).map(
    lambda text: bytes([len(text)]) + text
)


@st.composite
def request_headers(draw: st.DrawFn, flags: int) -> bytes:
    """The variable header of a request, fitting the flags or nearly."""
    count = draw(
        choice(st.integers(0, 12), st.integers(0, 12), st.sampled_from([128, 2**32, 2**32 + 1, 2**64 - 1]))
    )
    roles = draw(st.binary(min_size=min(count + 3, 140) // 4, max_size=min(count + 3, 140) // 4))
    fields = [draw(short_texts), varint.write(count), roles, draw(varints())]
    if flags >> 6 & 1:
        fields.append(draw(varints()))
    fields.append(
        draw(
            st.sampled_from(
                [b"\0\0\0\0", b"\x0a\xd7\x23\x3c", b"\0\0\xc0\x7f", b"", b"\0", b"\0" * 5, b"\0" * 8]
            )
        )
    )
    return b"".join(fields)


@st.composite
def response_headers(draw: st.DrawFn, flags: int) -> bytes:
    """The variable header of a response, fitting the flags or nearly."""
    fields = [
        draw(short_texts),
        draw(short_texts),
        bytes([draw(st.integers(0, 255))]),
        draw(varints()),
        draw(varints()),
    ]
    fields += [draw(varints()) for bit in (5, 6) if flags >> bit & 1]
    if flags >> 7 & 1:
        fields.append(draw(st.sampled_from([b"\0\0\0\0", b"\0\0\0\0", b"\0\0\0"])))
    return b"".join(fields)


@st.composite
def headers(draw: st.DrawFn, schema: int, flags: int) -> bytes:
    """A variable header, now and then with bytes lost, added or of another layout."""
    layout = request_headers if schema in (1, 4) else response_headers
    whole = draw(layout(flags) if draw(st.integers(0, 9)) else raw)
    damage = draw(st.integers(0, 5))
    if damage == 0:
        return whole[: draw(st.integers(0, len(whole)))]
    return whole + draw(raw) if damage == 1 else whole


LARGE = [bytes.fromhex("11180200027b7d03"), bytes.fromhex("11d8")]
"""Streams of the large-window variant, `{}` and the empty text; no encoder here writes it."""
plain_streams = st.builds(
    lambda content, quality, window: brotli.compress(content, quality=quality, lgwin=window),
    st.sampled_from(TEXTS),
    st.integers(0, 11),
    st.integers(10, 24),
)


streams = choice(*[plain_streams] * 9, st.sampled_from(LARGE))


@st.composite
def damaged(draw: st.DrawFn, data: bytes) -> bytes:
    """Bytes as they are, or with a few changed, lost or added."""
    kind = draw(st.integers(0, 7))
    at = draw(st.integers(0, len(data)))
    if kind == 0 and data:
        at = min(at, len(data) - 1)
        return data[:at] + bytes([data[at] ^ 1 << draw(st.integers(0, 7))]) + data[at + 1 :]
    if kind == 1:
        return data[:at]
    if kind == 2:
        return data + draw(raw)
    return data[:at] + draw(raw) + data[at:] if kind == 3 else data


@st.composite
def payloads(draw: st.DrawFn, compressed: bool) -> bytes:
    """Length, checksum and payload, nearly always right."""
    content = draw(st.sampled_from(TEXTS))
    payload = (
        draw(damaged(brotli.compress(content, quality=draw(st.integers(0, 11))))) if compressed else content
    )
    wrong = draw(st.integers(0, 15))
    length = len(payload) + (draw(st.sampled_from([-1, 1, 5, 2**31])) if wrong == 0 else 0)
    checksum = zlib.crc32(content) ^ (wrong == 1)
    return struct.pack("<II", length % 2**32, checksum) + payload + (draw(raw) if wrong == 2 else b"")


@st.composite
def frames(draw: st.DrawFn) -> bytes:
    """The bytes of a frame built from its fields."""
    schema = draw(st.sampled_from([1, 1, 1, 2, 2, 2, 3, 4, 5, 0x10, 0x11, 0xFE, 0xFF, 0]))
    security = draw(st.sampled_from([0] * 12 + [1, 2, 3, 255]))
    flags = draw(
        choice(st.just(0), st.sampled_from([0x40, 0x20, 0x60, 0xE0, 0x88, 0x7FFF]), st.integers(0, 2**16 - 1))
    )
    flags |= draw(st.sampled_from([0, 0, 1, 1, 2, 3, 0x80])) << 24 | draw(st.sampled_from([0, 0, 0xFF])) << 16
    variable = draw(headers(schema, flags))
    size = (
        20
        + len(variable)
        + (draw(st.sampled_from([-1, 1, 4, -20, 200])) if draw(st.integers(0, 9)) == 0 else 0)
    )
    reserved = draw(st.sampled_from([bytes(12)] * 3 + [b"\xff" * 12]))
    fixed = struct.pack("<HBBI", max(0, size), schema, security, flags) + reserved
    return fixed + variable + draw(payloads(bool(flags >> 24 & 1)))


ids = choice(
    st.sampled_from(
        [
            0,
            1,
            220,
            100255,
            100256,
            100257,
            100260,
            100261,
            100275,
            100276,
            100277,
            199997,
            199998,
            199999,
            200000,
            200017,
            200018,
            200019,
            2**31,
            2**32 - 1,
        ]
    ),
    st.integers(0, 100300),
    st.integers(0, 200100),
).map(varint.write)
tokens = st.lists(choice(ids, ids, ids, varints()), max_size=8).map(b"".join)
letters = st.sampled_from(["C", "C", "O", "O", "L", "", "c", "X", "CO", "OC", "é", "👋x", " C", "0"])


def standard(data: bytes) -> str:
    return base64.b64encode(data).decode()


@st.composite
def texts_of(draw: st.DrawFn, data: bytes) -> str:
    """Base64, sometimes not quite."""
    text = standard(data)
    bad = [
        base64.urlsafe_b64encode(data).decode(),
        text.rstrip("="),
        text + "=",
        text + "\n",
        text[:-1],
        " " + text,
        text + "AA==",
        text[:4] + "\n" + text[4:],
    ]
    if text:
        bad += [
            chr(ord(text[0]) + 1) + text[1:],
            text.rstrip("=")[:-1] + "/" + "=" * text.count("="),
            text[:-1] + "é",
        ]
    return draw(st.sampled_from([text] * 14 + bad))


built = choice(
    st.builds(lambda text: "#M2M|1|" + text, frames().flatmap(texts_of)),
    st.builds(lambda text: "#M2M|1|" + text, frames().map(standard)),
    st.builds(lambda text: "#M2M[v3.0]|DATA:" + text, streams.flatmap(damaged).flatmap(texts_of)),
    st.builds(
        lambda letter, text: f"#TK|{letter}|{text}", letters, tokens.flatmap(damaged).flatmap(texts_of)
    ),
    st.builds(
        lambda prefix, text: prefix + text,
        st.sampled_from(PREFIXES),
        choice(
            st.text(max_size=8),
            frames().map(standard),
            streams.map(standard),
            st.text("ABC|=/+", max_size=12),
        ),
    ),
)


@st.composite
def altered(draw: st.DrawFn, wire: str) -> str:
    """A wire that someone wrote, with damage to its bytes or to its text."""
    prefix = next((start for start in PREFIXES[:3] if wire.startswith(start)), "")
    start = len(prefix) + (2 if prefix == "#TK|" else 0)
    if prefix and draw(st.booleans()):
        data = draw(damaged(base64.b64decode(wire[start:])))
        return wire[:start] + draw(texts_of(data))
    at = draw(st.integers(0, len(wire)))
    swapped = draw(st.sampled_from(PREFIXES)) + wire[len(prefix) :]
    return draw(
        st.sampled_from(
            [
                wire,
                swapped,
                wire[:at],
                wire[:at] + draw(st.text(max_size=2)) + wire[at:],
                wire[:at] + wire[at + 1 :],
            ]
        )
    )
