"""What only Python can see of a session; the rest is in vectors/ and played by test_suite.py."""

from __future__ import annotations

from dataclasses import replace

import pytest

import m2m_ref
from m2m_ref import (
    Algorithm,
    Capabilities,
    CompressionCaps,
    CompressionError,
    CryptoError,
    Encoding,
    FrameKey,
    Message,
    MessageType,
    Mode,
    NegotiationFailedError,
    ProtocolError,
    RejectionCode,
    Session,
    SessionExpiredError,
    SessionState,
    SessionStats,
)
from tests.clock import Clock

REQUEST = '{"model":"gpt-4o","messages":[{"role":"user","content":"Qual é a capital do Japão? 🗾"}]}'


def established(clock: Clock | None = None, **caps: object) -> tuple[Session, Session]:
    """Two peers after a handshake."""
    clock = clock or Clock(1000.0)
    offer = Capabilities(compression=CompressionCaps(**caps))  # type: ignore[arg-type]
    client, server = Session(offer, clock=clock), Session(offer, clock=clock)
    client.process_accept(server.process_hello(client.create_hello()))
    return client, server


@pytest.mark.parametrize("algorithm", Algorithm)
@pytest.mark.parametrize("encoding", [Encoding.CL100K_BASE, Encoding.O200K_BASE])
def test_data_comes_back_as_it_was(algorithm: Algorithm, encoding: Encoding) -> None:
    client, server = established(algorithms=[algorithm], encodings=[encoding], preferred_encoding=encoding)
    message = Message.from_json(client.compress(REQUEST).to_json())
    assert message.type is MessageType.DATA
    assert server.decompress(message) == REQUEST
    assert client.encoding is server.encoding is encoding


def test_the_wire_names_the_negotiated_encoding() -> None:
    client, _ = established(
        algorithms=[Algorithm.TOKEN_NATIVE],
        encodings=[Encoding.O200K_BASE],
        preferred_encoding=Encoding.O200K_BASE,
    )
    data = client.compress(REQUEST).get_data()
    assert data is not None
    assert data.content.startswith("#TK|O|")


def test_error_texts_name_the_state_and_the_reason() -> None:
    client, server = established()
    with pytest.raises(ProtocolError, match=r"^Protocol error: Cannot process HELLO in state Established$"):
        server.process_hello(Message.hello(Capabilities()))
    with pytest.raises(NegotiationFailedError, match=r"^Negotiation failed: RateLimited: too many$"):
        client.process_reject(
            Message.reject(RejectionCode.RATE_LIMITED, "too {many}".replace("{many}", "many"))
        )


def test_a_rejection_text_with_braces_is_taken_as_it_is() -> None:
    with pytest.raises(NegotiationFailedError, match=r"Unknown: \{state\} \{0\}$"):
        Session(Capabilities()).process_reject(Message.reject(RejectionCode.UNKNOWN, "{state} {0}"))


def test_the_version_is_named_in_a_rejection() -> None:
    reply = Session(Capabilities(version="4.1")).process_hello(Message.hello(Capabilities()))
    rejection = reply.get_rejection()
    assert rejection is not None
    assert rejection.message == "Version 3.0 not compatible with 4.1"


def test_ids_are_version_4_and_each_session_has_its_own() -> None:
    import uuid

    one, other = Session(Capabilities()), Session(Capabilities())
    assert uuid.UUID(one.id).version == 4
    assert one.id != other.id
    assert Session(Capabilities(), id="").id == ""


def test_a_failed_compress_leaves_the_session_as_it_was() -> None:
    clock = Clock(1000.0)
    client, _ = established(clock)
    before = client.stats()
    clock.now += 300
    with pytest.raises(CompressionError):
        client.compress("not JSON")
    assert client.stats() == replace(before, uptime_secs=300)
    clock.now += 0.001
    with pytest.raises(SessionExpiredError):
        client.compress(REQUEST)


def test_statistics_are_those_of_the_bytes() -> None:
    stats = SessionStats("s", SessionState.ESTABLISHED, 1, 0, 25, 75, 9)
    assert stats.compression_ratio() == 4.0
    assert stats.savings_percent() == 75.0
    fresh = Session(Capabilities()).stats()
    assert (fresh.compression_ratio(), fresh.savings_percent()) == (1.0, 0.0)


def test_a_clone_and_its_original_go_their_own_ways() -> None:
    clock = Clock(1000.0)
    client, server = established(clock)
    clock.now += 301
    twin = client.clone()
    assert client.is_expired
    assert not twin.is_expired
    twin.close()
    assert client.state is SessionState.ESTABLISHED
    assert (twin.id, twin.algorithm, twin.stats().messages_sent) == (client.id, Algorithm.M2M, 1)
    assert server.clone().decompress(client.clone().compress(REQUEST)) == REQUEST


def test_state_cannot_be_set_from_outside() -> None:
    with pytest.raises(AttributeError):
        Session(Capabilities()).state = SessionState.CLOSED  # type: ignore[misc]


def test_everything_public_is_exported() -> None:
    assert all(hasattr(m2m_ref, name) for name in m2m_ref.__all__)
    assert [state.name for state in SessionState] == [
        "INITIAL",
        "HELLO_SENT",
        "ESTABLISHED",
        "CLOSING",
        "CLOSED",
    ]
    assert [each.name for each in Algorithm] == ["NONE", "M2M", "TOKEN_NATIVE", "BROTLI"]
    assert [each.name for each in Encoding] == ["CL100K_BASE", "O200K_BASE", "LLAMA_BPE", "HEURISTIC"]
    assert (str(Algorithm.TOKEN_NATIVE), str(Encoding.LLAMA_BPE)) == ("TOKEN_NATIVE", "llama_bpe")


def test_with_a_key_data_is_secured_and_other_sessions_cannot_read_it() -> None:
    key = FrameKey(Mode.AEAD, bytes(range(32)))
    client, server = (Session(Capabilities(), key=key) for _ in range(2))
    client.process_accept(server.process_hello(client.create_hello()))
    content = '{"model":"gpt-4o","messages":[]}'
    message = client.compress(content)
    assert server.clone().decompress(message) == server.decompress(message) == content
    stranger = Session(Capabilities())
    stranger.process_hello(Message.hello(Capabilities()))
    with pytest.raises(CryptoError):
        stranger.decompress(message)
    with pytest.raises(CryptoError):
        server.decompress(stranger.compress(content))


def test_with_a_key_only_m2m_can_be_sent() -> None:
    plain = Capabilities(compression=CompressionCaps(algorithms=[Algorithm.NONE]))
    session = Session(plain, key=FrameKey(Mode.HMAC, bytes(16)))
    session.process_hello(Message.hello(plain))
    with pytest.raises(CryptoError, match="NONE has no seal"):
        session.compress("{}")
    assert session.stats().messages_sent == 1
