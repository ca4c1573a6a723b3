"""The codec: content to wire and back, in four forms (spec/protocol.md, The codec engine)."""

from m2m_ref.codec.engine import CodecEngine, detect
from m2m_ref.codec.result import BinaryResult, CompressionResult

__all__ = ["BinaryResult", "CodecEngine", "CompressionResult", "detect"]
