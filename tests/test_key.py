"""Keys: the published vector, those of the RFCs, and HKDF worked out here with the standard library."""

from __future__ import annotations

import hmac
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from m2m_ref import key
from m2m_ref.error import CryptoError
from m2m_ref.key import KeyPair

MASTER = bytes(range(32))
IDS = st.text("abcXYZ019-_", min_size=1, max_size=128).filter(lambda text: text != "shared")
SHORT_IDS = st.sampled_from(["session", "a", "b", "a-b", "shared-", "Shared", "m2m", "v1"])
BAD_IDS = ["", "a" * 129, "a b", "a/b", "a:b", "a.b", "a\n", "\na", "ä", "٣", "a\0", "\uff41", "\ud800"]


def hkdf(secret: bytes, info: bytes, length: int = 32, salt: bytes = bytes(32)) -> bytes:
    """RFC 5869, sections 2.2 and 2.3."""
    inner = hmac.digest(salt, secret, "sha256")
    out = last = b""
    for number in range(1, 256):
        if len(out) >= length:
            break
        last = hmac.digest(inner, last + info + bytes([number]), "sha256")
        out += last
    return out[:length]


# RFC 5869, A.1 to A.3: secret, salt, info, output.
RFC_5869 = [
    (
        b"\x0b" * 22,
        bytes(range(13)),
        bytes(range(0xF0, 0xFA)),
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
    ),
    (
        bytes(range(0x50)),
        bytes(range(0x60, 0xB0)),
        bytes(range(0xB0, 0x100)),
        "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87",
    ),
    (
        b"\x0b" * 22,
        bytes(32),
        b"",
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
    ),
]


@pytest.mark.parametrize(("secret", "salt", "info", "output"), RFC_5869)
def test_the_hkdf_of_this_file(secret: bytes, salt: bytes, info: bytes, output: str) -> None:
    assert hkdf(secret, info, len(output) // 2, salt).hex() == output


def test_the_rfc_vector_without_salt() -> None:
    secret, _, info, output = RFC_5869[2]
    assert key.derive(secret, info.decode()).hex() == output[:64]


def test_the_published_vector() -> None:
    derived = key.derive(MASTER, key.agent_path("test-org", "agent-001"))
    assert derived.hex() == "c87f687fae1cf5991cd0cc64e113ec09750b0d1c41338a41cd8ad90bdd60dba1"


@given(st.binary(min_size=16, max_size=200), st.text(st.characters(exclude_categories=["Cs"])))
def test_derived_keys(master: bytes, path: str) -> None:
    assert key.derive(master, path) == hkdf(master, path.encode())


@pytest.mark.parametrize("master", [b"", b"\x77" * 15])
def test_a_short_master_is_refused_and_not_shown(master: bytes) -> None:
    with pytest.raises(CryptoError, match=f"at least 16 bytes, and this one is {len(master)};") as caught:
        key.derive(master, "m2m/v1/a")
    assert "w" not in str(caught.value) and "77" not in str(caught.value)


def test_a_master_of_16_bytes_is_enough() -> None:
    assert key.derive(b"\x77" * 16, "a") == hkdf(b"\x77" * 16, b"a")


def test_what_is_no_bytes_or_no_utf8_is_refused() -> None:
    with pytest.raises(CryptoError, match="this one is a str"):
        key.derive("long enough to be a master", "a")  # type: ignore[arg-type]
    with pytest.raises(CryptoError, match="surrogate"):
        key.derive(MASTER, "m2m/v1/\ud800")


def test_paths() -> None:
    assert key.organisation_path("acme") == "m2m/v1/acme"
    assert key.agent_path("acme", "a_1") == "m2m/v1/acme/a_1"
    assert key.purpose_path("acme", "a_1", "encryption") == "m2m/v1/acme/a_1/encryption"
    assert key.session_path("acme", "alice", "bob", "s-1") == "m2m/v1/acme/session/alice:bob/s-1"
    assert key.session_path("acme", "bob", "alice", "s-1") == "m2m/v1/acme/session/alice:bob/s-1"
    assert key.session_path("acme", "a", "a", "s") == "m2m/v1/acme/session/a:a/s"
    # By code points: Z comes before a, and - before digits, letters and _.
    assert key.session_path("acme", "a", "Z", "s") == "m2m/v1/acme/session/Z:a/s"
    assert key.session_path("acme", "a_", "a-", "s") == "m2m/v1/acme/session/a-:a_/s"
    assert key.shared_path("acme") == "m2m/v1/acme/shared"
    assert key.organisation_path("a" * 128) == "m2m/v1/" + "a" * 128


MAKERS: list[Callable[[str], str]] = [
    key.organisation_path,
    key.shared_path,
    lambda text: key.agent_path(text, "a"),
    lambda text: key.agent_path("o", text),
    lambda text: key.purpose_path(text, "a", "p"),
    lambda text: key.purpose_path("o", text, "p"),
    lambda text: key.purpose_path("o", "a", text),
    lambda text: key.session_path(text, "a", "b", "s"),
    lambda text: key.session_path("o", text, "b", "s"),
    lambda text: key.session_path("o", "a", text, "s"),
    lambda text: key.session_path("o", "a", "b", text),
]


@pytest.mark.parametrize("make", MAKERS)
def test_bad_ids_are_refused_everywhere(make: Callable[[str], str]) -> None:
    for bad in BAD_IDS:
        with pytest.raises(CryptoError, match="1 to 128 of the characters"):
            make(bad)
    with pytest.raises(CryptoError, match="1 to 128"):
        make(b"bytes")  # type: ignore[arg-type]


def test_no_agent_is_called_shared() -> None:
    makers: list[Callable[[str], str]] = [
        lambda agent: key.agent_path("o", agent),
        lambda agent: key.purpose_path("o", agent, "p"),
        lambda agent: key.session_path("o", agent, "b", "s"),
        lambda agent: key.session_path("o", "b", agent, "s"),
    ]
    for make in makers:
        with pytest.raises(CryptoError, match="no agent may be called `shared`"):
            make("shared")
    assert key.organisation_path("shared") == "m2m/v1/shared"


def every_path(org: str, one: str, other: str, third: str) -> dict[tuple[str, ...], str]:
    """Every kind of path of these ids, by what it is for; a session's agents in any order."""
    return {
        ("organisation", org): key.organisation_path(org),
        ("agent", org, one): key.agent_path(org, one),
        ("purpose", org, one, third): key.purpose_path(org, one, third),
        ("session", org, *sorted((one, other)), third): key.session_path(org, one, other, third),
        ("shared", org): key.shared_path(org),
    }


@given(*[st.tuples(*[IDS | SHORT_IDS] * 4)] * 2)
def test_different_uses_have_different_paths(
    first: tuple[str, str, str, str], second: tuple[str, str, str, str]
) -> None:
    uses = every_path(*first) | every_path(*second)
    assert len(set(uses.values())) == len(uses)


# RFC 7748, 5.2: private key, the peer's public one, the shared secret. The last: the iteration's first round.
RFC_7748 = [
    (
        "a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4",
        "e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c",
        "c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552",
    ),
    (
        "4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d",
        "e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493",
        "95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957",
    ),
    ("09" + "00" * 31, "09" + "00" * 31, "422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079"),
]


@pytest.mark.parametrize(("private", "peer", "secret"), RFC_7748)
def test_exchange_with_the_rfc_vectors(private: str, peer: str, secret: str) -> None:
    pair = KeyPair.from_private(bytes.fromhex(private))
    assert pair.exchange(bytes.fromhex(peer)) == hkdf(bytes.fromhex(secret), b"m2m-session-v1")


# RFC 7748, 6.1: private and public key of Alice, of Bob, and what they share.
ALICE = (
    "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
    "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
)
BOB = (
    "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
    "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
)
SHARED = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"


def test_two_organisations_agree_on_a_key() -> None:
    alice, bob = (KeyPair.from_private(bytes.fromhex(private)) for private, _ in (ALICE, BOB))
    assert (alice.public.hex(), bob.public.hex()) == (ALICE[1], BOB[1])
    expected = hkdf(bytes.fromhex(SHARED), b"m2m-session-v1")
    assert alice.exchange(bob.public) == expected == bob.exchange(alice.public)


def test_generated_pairs_agree_and_differ() -> None:
    one, other, third = (KeyPair.generate() for _ in range(3))
    assert len(one.public) == len(one.exchange(other.public)) == 32
    assert one.exchange(other.public) == other.exchange(one.public) != third.exchange(one.public)


# The points whose multiples by any private key are zero: 0, 1, two of order 8, p - 1, p and p + 1.
LOW_ORDER = [
    "00" * 32,
    "01" + "00" * 31,
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ec" + "ff" * 30 + "7f",
    "ed" + "ff" * 30 + "7f",
    "ee" + "ff" * 30 + "7f",
]


@pytest.mark.parametrize("top", [0, 0x80])  # the top bit is not looked at (RFC 7748, 5)
@pytest.mark.parametrize("point", LOW_ORDER)
def test_points_of_low_order_are_refused(point: str, top: int) -> None:
    public = bytearray.fromhex(point)
    public[31] |= top
    for pair in (KeyPair.from_private(bytes.fromhex(ALICE[0])), KeyPair.generate()):
        with pytest.raises(CryptoError, match="low order"):
            pair.exchange(bytes(public))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_keys_of_another_length_are_refused(length: int) -> None:
    with pytest.raises(CryptoError, match=f"private key is 32 bytes, and this one is {length}$"):
        KeyPair.from_private(bytes(length))
    with pytest.raises(CryptoError, match=f"public key is 32 bytes, and this one is {length}$"):
        KeyPair.generate().exchange(bytes(length))
    with pytest.raises(CryptoError, match=r"this one is a str$"):
        KeyPair.generate().exchange("x" * 32)  # type: ignore[arg-type]


def test_no_private_key_is_shown() -> None:
    shown = repr(KeyPair.from_private(b"\x77" * 32))
    assert "w" * 4 not in shown and "77" * 4 not in shown and "\\x77" not in shown


def test_nothing_imports_cryptography_before_a_key_is_made() -> None:
    code = (
        "import sys, m2m_ref.key, m2m_conformance.command, m2m_conformance.cli; "
        "m2m_ref.key.session_path('o', 'a', 'b', 's'); before = 'cryptography' in sys.modules; "
        "m2m_ref.key.derive(bytes(32), 'a'); print(before, 'cryptography' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
