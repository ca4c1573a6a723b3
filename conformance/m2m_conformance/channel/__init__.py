"""How request and reply lines reach a target: over pipes, or inside this process."""

from m2m_conformance.channel.base import BrokenTargetError, Channel, CommandError
from m2m_conformance.channel.embedded import EmbeddedChannel
from m2m_conformance.channel.pipe import TIMEOUT, PipeChannel

__all__ = ["TIMEOUT", "BrokenTargetError", "Channel", "CommandError", "EmbeddedChannel", "PipeChannel"]
