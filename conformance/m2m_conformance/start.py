"""How a command starts what it judges."""

from __future__ import annotations

from collections.abc import Sequence

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import TIMEOUT, Channel, EmbeddedChannel, PipeChannel


def channel(command: Sequence[str], timeout: float | None) -> Channel:
    """To the adapter that `command` starts, with a time limit in seconds; without, to the reference here."""
    if command:
        return PipeChannel(command, timeout or TIMEOUT)
    return EmbeddedChannel(lambda: ReferenceAdapter().answer)
