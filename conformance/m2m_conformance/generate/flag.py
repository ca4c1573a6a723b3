"""What the flags of broken wires mean, and the requirements that such a wire is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from m2m_conformance.requirement import load_requirements
from m2m_conformance.resource import vectors_path
from m2m_conformance.vector import load_files

FRAME: Mapping[str, Sequence[str]] = {
    "bad_base64": ("FRM-037",),
    "bad_brotli": ("FRM-038",),
    "bad_crc": ("FRM-036",),
    "byte_order": ("FRM-030", "FRM-031", "FRM-036"),
    "count_mismatch": ("FRM-034",),
    "cut_varint": ("FRM-035",),
    "field_without_flag": ("FRM-033",),
    "flag_without_field": ("FRM-032",),
    "header_overrun": ("FRM-031", "FRM-032"),
    "header_underrun": ("FRM-031", "FRM-033"),
    "no_key": ("SEC-001", "SEC-002"),
    "not_utf8": ("FRM-039",),
    "overlong_varint": ("FRM-035",),
    "payload_overrun": ("FRM-030",),
    "payload_underrun": ("FRM-036",),
    "relabelled": ("SEC-001", "SEC-002"),
    "trailing_bytes": ("FRM-040",),
    "truncated": ("FRM-030",),
    "unannounced_brotli": ("FRM-039",),
    "unknown_security": ("SEC-003",),
}
TOKEN: Mapping[str, Sequence[str]] = {
    "bad_base64": ("TOK-008",),
    "cut_varint": ("TOK-009",),
    "inexact_id": ("TOK-015",),
    "missing_data": ("TOK-007",),
    "missing_id": ("TOK-007",),
    "not_utf8": ("TOK-011",),
    "overlong_varint": ("TOK-009",),
    "unknown_token": ("TOK-010",),
}
BROTLI: Mapping[str, Sequence[str]] = {
    "bad_base64": ("BRO-004",),
    "bad_brotli": ("BRO-005",),
    "missing_data": ("BRO-003",),
    "not_utf8": ("BRO-006",),
    "trailing_bytes": ("BRO-007",),
    "truncated": ("BRO-005",),
}
SECURITY: Mapping[str, Sequence[str]] = {
    "other_key": ("SEC-007",),
    "relabelled": ("SEC-006",),
    "tampered": ("SEC-006",),
    "trailing_bytes": ("SEC-006",),
    "truncated": ("SEC-006",),
    "unsecured": ("SEC-008", "SEC-010"),
}


@cache
def meanings() -> Mapping[str, str]:
    """What each flag means, as the golden vectors say it."""
    files = load_files(vectors_path(), load_requirements())
    return {name: text for file in files for name, text in file.flags.items()}
