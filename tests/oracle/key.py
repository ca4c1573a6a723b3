"""Keys: HKDF-SHA256 as RFC 5869 writes it down, X25519 as RFC 7748 does, and the paths."""

import hmac
import re

from .error import WireError

ID = "[A-Za-z0-9_-]{1,128}"
AGENT = rf"(?!shared(?:[/:]|\Z)){ID}"
PATH = re.compile(rf"m2m/v1/{ID}(/shared|/{AGENT}(/{ID})?|/session/({AGENT}):({AGENT})/{ID})?")
PRIME = 2**255 - 19


def hkdf(secret: bytes, info: bytes) -> bytes:
    """32 bytes without salt: extract (section 2.2), and the first block of expand (2.3)."""
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, info + b"\1", "sha256")


def derive(master: bytes, path: str) -> bytes:
    """The key at a path."""
    found = PATH.fullmatch(path)
    if not found or (found[3] or "") > (found[4] or ""):
        raise WireError("not the path of any key")
    if len(master) < 16:
        raise WireError("a master secret under 16 bytes")
    return hkdf(master, path.encode())


def exchange(private: bytes, public: bytes) -> bytes:
    """The key of two peers."""
    if len(private) != 32 or len(public) != 32:
        raise WireError("not 32 bytes")
    secret = x25519(private, public)
    if secret == bytes(32):
        raise WireError("the shared secret is zero")
    return hkdf(secret, b"m2m-session-v1")


def x25519(scalar: bytes, point: bytes) -> bytes:
    """The Montgomery ladder (section 5), in numbers of any size and in no constant time."""
    k = int.from_bytes(scalar, "little") & ~7 & (2**254 - 1) | 2**254
    u = int.from_bytes(point, "little") & (2**255 - 1)
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in range(254, -1, -1):
        if k >> bit & 1:
            x3, z3, x2, z2 = step(x3, z3, x2, z2, u)
        else:
            x2, z2, x3, z3 = step(x2, z2, x3, z3, u)
    return (x2 * pow(z2, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")


def step(x2: int, z2: int, x3: int, z3: int, u: int) -> tuple[int, int, int, int]:
    """The first point doubled, and both added."""
    plus, minus = (x2 + z2) ** 2 % PRIME, (x2 - z2) ** 2 % PRIME
    one, other = (x3 - z3) * (x2 + z2), (x3 + z3) * (x2 - z2)
    apart = plus - minus
    doubled = (plus * minus % PRIME, apart * (plus + 121665 * apart) % PRIME)
    return *doubled, (one + other) ** 2 % PRIME, u * (one - other) ** 2 % PRIME
