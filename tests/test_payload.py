"""Payloads: what both profiles take one for, and where they differ; the rest is in vectors/message."""

from __future__ import annotations

import pytest

from m2m_ref import Algorithm, Capabilities, CompressionCaps, Data, JsonError, Message
from m2m_ref import json as reader
from m2m_ref.payload import (
    Close,
    CloseReason,
    Empty,
    Payload,
    Rejection,
    RejectionCode,
    SecurityStatus,
    read_capabilities,
    read_payload,
)
from m2m_ref.profile import Profile

CORE, STRICT = Profile.CORE, Profile.STRICT
CODES = ["VERSION_MISMATCH", "NO_COMMON_ALGORITHM", "SECURITY_POLICY", "RATE_LIMITED", "UNKNOWN"]
REASONS = ["NORMAL", "TIMEOUT", "ERROR", "CLIENT_SHUTDOWN", "SERVER_SHUTDOWN"]


def read(text: str, profile: Profile = CORE) -> Payload:
    return read_payload(reader.parse(text), profile)


@pytest.mark.parametrize("number", ["-0", "-1", "0.0", "1.0", "18446744073709551616", "true", '"1"'])
@pytest.mark.parametrize("profile", Profile)
def test_sizes_are_whole_numbers_without_a_sign(number: str, profile: Profile) -> None:
    data = '{"algorithm":"none","content":"c","original_size":%s}'
    assert read(data % number, profile) == Empty()
    offer = Message.hello(Capabilities(compression=CompressionCaps(max_payload=987654))).to_json()
    hello = Message.from_json(offer.replace("987654", number), profile)
    assert hello.payload == Empty()


@pytest.mark.parametrize("size", [0, 1, 2**63, 2**64 - 1])
def test_all_64_bits_of_a_size_are_read(size: int) -> None:
    data = f'{{"algorithm":"none","content":"c","original_size":{size}}}'
    assert read(data) == Data(Algorithm.NONE, "c", size)


def test_a_size_beyond_64_bits_in_a_python_object_is_none() -> None:
    assert read_payload({"algorithm": "none", "content": "c", "original_size": 2**64}) == Empty()


def test_a_negative_zero_stays_one_where_floats_are_read() -> None:
    status = '{"scanned":true,"safe":true,"confidence":-0}'
    payload = read(f'{{"algorithm":"none","content":"c","security_status":{status}}}')
    assert repr(payload) == repr(
        Data(Algorithm.NONE, "c", security_status=SecurityStatus(True, True, confidence=-0.0))
    )


@pytest.mark.parametrize("code", [*CODES, "SERVER_BUSY", "server_busy", "OTHER"])
def test_a_busy_server_is_a_rejection_in_strict_only(code: str) -> None:
    for profile, known in ((CORE, CODES), (STRICT, [*CODES, "SERVER_BUSY"])):
        expected = Rejection(RejectionCode(code), "later") if code in known else Empty()
        assert read_payload({"code": code, "message": "later"}, profile) == expected


def test_a_busy_server_has_a_name_in_error_texts() -> None:
    assert RejectionCode.SERVER_BUSY.debug_name == "ServerBusy"


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_is_read_in_strict_only(reason: str) -> None:
    for more, message in (({}, None), ({"message": None, "x": 1}, None), ({"message": "bye"}, "bye")):
        value = {"reason": reason, **more}
        assert read_payload(value, STRICT) == Close(CloseReason(reason), message)
        assert read_payload(value, CORE) == Empty()


@pytest.mark.parametrize(
    "value",
    [{}, {"message": "bye"}, {"reason": "OTHER"}, {"reason": None}, {"reason": "NORMAL", "message": 1}],
    ids=str,
)
def test_what_is_no_reason_is_empty(value: dict[str, object]) -> None:
    assert read_payload(value, STRICT) == Empty()


def test_other_payloads_come_before_a_reason() -> None:
    rejection = {"reason": "NORMAL", "message": "m", "code": "UNKNOWN"}
    assert read_payload(rejection, STRICT) == Rejection(RejectionCode.UNKNOWN, "m")
    assert read_payload({**rejection, "message": None}, STRICT) == Close(CloseReason.NORMAL)
    data = {"reason": "NORMAL", "algorithm": "m2m", "content": "c"}
    assert read_payload(data, STRICT) == Data(Algorithm.M2M, "c")


@pytest.mark.parametrize("value", [[], None, "x", {}, {"version": "3.0"}], ids=str)
def test_what_is_not_capabilities_is_refused_where_they_are_needed(value: object) -> None:
    with pytest.raises(JsonError):
        read_capabilities(value)
