"""ChaCha20-Poly1305, as RFC 8439 writes it down: slow, plain, and not the library's."""

import struct


def seal(key: bytes, nonce: bytes, plain: bytes, aad: bytes) -> bytes:
    """Ciphertext and tag (section 2.8)."""
    one_time_key = block(key, 0, nonce)[:32]
    encrypted = xor_stream(key, nonce, plain)
    return encrypted + poly1305(one_time_key, tagged(aad, encrypted))


def tagged(aad: bytes, encrypted: bytes) -> bytes:
    """What the tag is made of: both, padded to 16 bytes each, and their lengths."""
    lengths = struct.pack("<QQ", len(aad), len(encrypted))
    return aad + bytes(-len(aad) % 16) + encrypted + bytes(-len(encrypted) % 16) + lengths


def xor_stream(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """The data under the key stream, from block 1 (section 2.4)."""
    stream = b"".join(block(key, 1 + number, nonce) for number in range(len(data) // 64 + 1))
    return bytes(one ^ other for one, other in zip(data, stream, strict=False))


def block(key: bytes, counter: int, nonce: bytes) -> bytes:
    """One block of key stream (section 2.3)."""
    start = struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<I", counter) + nonce)
    state = list(start)
    for _ in range(10):
        for column in range(4):
            quarter(state, column, column + 4, column + 8, column + 12)
        for column in range(4):
            quarter(state, column, (column + 1) % 4 + 4, (column + 2) % 4 + 8, (column + 3) % 4 + 12)
    return struct.pack("<16I", *((one + other) & 0xFFFFFFFF for one, other in zip(state, start, strict=True)))


def quarter(state: list[int], a: int, b: int, c: int, d: int) -> None:
    """The quarter round (section 2.1)."""
    for target, source, mixed, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        state[target] = (state[target] + state[source]) & 0xFFFFFFFF
        word = state[mixed] ^ state[target]
        state[mixed] = (word << bits | word >> (32 - bits)) & 0xFFFFFFFF


def poly1305(key: bytes, message: bytes) -> bytes:
    """The tag (section 2.5)."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    s = int.from_bytes(key[16:], "little")
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % ((1 << 130) - 5)
    return ((total + s) & ((1 << 128) - 1)).to_bytes(16, "little")
