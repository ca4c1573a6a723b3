"""How request and reply lines reach a target: over pipes, or inside this process."""

from m2m_conformance.channel.base import (
    BrokenTargetError,
    Channel,
    EndedTargetError,
    FaultyAdapterError,
    SilentTargetError,
    UnaskedError,
)
from m2m_conformance.channel.command import CommandError
from m2m_conformance.channel.embedded import EmbeddedChannel
from m2m_conformance.channel.pipe import TIMEOUT, Farewell, PipeChannel

__all__ = [
    "TIMEOUT",
    "BrokenTargetError",
    "Channel",
    "CommandError",
    "EmbeddedChannel",
    "EndedTargetError",
    "Farewell",
    "FaultyAdapterError",
    "PipeChannel",
    "SilentTargetError",
    "UnaskedError",
]
