"""The M2M v1 frame: content JSON behind a header that routers can read (spec/protocol.md, The frame).

Its tables are data, in spec/frame.yaml.
"""

from m2m_ref.codec.frame.header import PREFIX
from m2m_ref.codec.frame.inspect import FrameInfo, inspect
from m2m_ref.codec.frame.reader import read, read_binary, read_text
from m2m_ref.codec.frame.request import RequestHeader
from m2m_ref.codec.frame.response import ResponseHeader
from m2m_ref.codec.frame.seal import FrameKey, Mode
from m2m_ref.codec.frame.writer import FrameShape, write, write_binary, write_text

__all__ = [
    "PREFIX",
    "FrameInfo",
    "FrameKey",
    "FrameShape",
    "Mode",
    "RequestHeader",
    "ResponseHeader",
    "inspect",
    "read",
    "read_binary",
    "read_text",
    "write",
    "write_binary",
    "write_text",
]
