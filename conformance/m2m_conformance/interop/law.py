"""What right peers are to each other, and where the rules of core let them fail in it."""

from __future__ import annotations

from collections.abc import Mapping

from m2m_conformance.derive.script import codec_error
from m2m_conformance.fuzz.party import Party
from m2m_conformance.interop.action import Role
from m2m_ref.model import Row

_ESTABLISHED = "Established"


def broken_promise(parties: Mapping[Role, Party], role: Role, refused: str, row: Row) -> str:
    """Why two peers that follow their models do not understand each other after a call of one; else nothing.

    `refused` is the type of a message that the side `role` refuses by `row`, though the other sent it in its
    time. A REJECT is meant to be an error.
    """
    if len(parties) == 2 and not _agree(parties):
        return "right peers hold different algorithms or encodings (strict rule: agreement)"
    if refused and refused != "REJECT" and row.failure:
        kind = row.failure.kind or codec_error(row)
        return f"a right {role} refuses the {refused} of a right {role.other} with {kind}"
    return ""


def _agree(parties: Mapping[Role, Party]) -> bool:
    """Whether, once both are Established in one session, they hold the same (explore's law `agreement`)."""
    one, other = (party.twin for party in parties.values())
    together = one.state == other.state == _ESTABLISHED and one.id == other.id
    return not together or (one.algorithm, one.encoding) == (other.algorithm, other.encoding)
