"""Damage to bytes, as hostile and broken peers do it. What comes out depends only on what goes in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

EXTREMES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 2**31 - 1, 2**31, 2**32 - 1)
LONG_VARINTS = (
    b"\xff" * 9 + b"\x01",  # 2^64 - 1
    b"\xff" * 9 + b"\x02",  # 2^64 and more
    b"\xff" * 10 + b"\x01",
    b"\x80" * 9 + b"\x00",  # 0 in as many bytes as are allowed
    b"\x80" * 40,
    b"\xff\xff\xff\xff\x0f",  # 2^32 - 1
    b"\xff\xff\xff\xff\x10",
)

HOSTILE_JSON = (
    *(b"[" * depth + b"]" * depth for depth in (33, 128, 1000, 1500)),
    *(b'{"":' * depth + b"0" + b"}" * depth for depth in (33, 128, 1000)),
    b"9" * 300,
    b"9" * 5000,
    b"0." + b"9" * 2000,
    b"1" + b"0" * 400 + b"e-400",
    b"-0",
    b"1e999",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"3.5e38",
    b"NaN",
    b'"\\ud83d"',
    b'"\\u0000"',
    b'"' + b"x" * 3000 + b'"',
)
_JSON_VALUE = re.compile(rb'-?\d[\d.eE+-]*|"[^"]*"|null|true|false|\{\}|\[\]')

Edit = Callable[[bytes, Random, Sequence[bytes]], bytes]


def edit(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """`data` with one to four things done to it. `words` are texts worth inserting."""
    for _ in range(random.randint(1, 4)):
        data = random.choice(EDITS)(data, random, words)
    return data


def flip(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """One bit is another."""
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes((data[at] ^ 1 << random.randrange(8),)) + data[at + 1 :]


def cut(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A span is lost, sometimes all up to the end."""
    start, end = _span(data, random)
    return data[:start] + (b"" if random.randrange(3) == 0 else data[end:])


def insert(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A few bytes, or one many times, are put in."""
    at = random.randint(0, len(data))
    count = random.choice((1, 2, 8, 200))
    new = random.randbytes(1) * count if random.randrange(2) else random.randbytes(min(count, 8))
    return data[:at] + new + data[at:]


def copy(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A span stands once more, or many times, somewhere else."""
    start, end = _span(data, random)
    at = random.randint(0, len(data))
    return data[:at] + data[start:end] * random.choice((1, 1, 2, 30)) + data[at:]


def name(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A word is put in, or in the place of a span."""
    if not words:
        return data
    start, end = _span(data, random)
    return data[:start] + random.choice(words) + data[random.choice((start, end)) :]


def blow_up(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A byte becomes a varint that is very long, or longer than need be."""
    if not data:
        return data
    at = random.randrange(len(data))
    padded = bytes((data[at] | 0x80,)) + b"\x80" * random.randrange(10) + b"\x00"
    return data[:at] + random.choice((padded, *LONG_VARINTS)) + data[at + 1 :]


def overstate(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """One, two or four bytes say an extreme number, or one more or less than they said."""
    width = random.choice((1, 2, 4))
    if len(data) < width:
        return data
    at = random.randint(0, len(data) - width)
    number = int.from_bytes(data[at : at + width], "little")
    wanted = random.choice((number + 1, number - 1, *EXTREMES)) % (1 << 8 * width)
    return data[:at] + wanted.to_bytes(width, "little") + data[at + width :]


def revalue(data: bytes, random: Random, words: Sequence[bytes]) -> bytes:
    """A value in JSON text is another: far too deep, long, large or odd."""
    found = list(_JSON_VALUE.finditer(data))
    if not found:
        return data
    start, end = random.choice(found).span()
    return data[:start] + random.choice(HOSTILE_JSON) + data[end:]


EDITS: tuple[Edit, ...] = (flip, cut, insert, copy, name, blow_up, overstate, revalue)


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(data))
    longest = random.choice((1, 4, 16, len(data)))
    return start, random.randint(start, min(len(data), start + longest))
