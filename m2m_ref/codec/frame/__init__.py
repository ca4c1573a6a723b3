"""The M2M v1 frame: content JSON behind a header that routers can read (spec/protocol.md, The frame).

Its tables are data, in spec/frame.yaml.
"""

from m2m_ref.codec.frame.header import PREFIX
from m2m_ref.codec.frame.reader import read, read_text
from m2m_ref.codec.frame.writer import write, write_text

__all__ = ["PREFIX", "read", "read_text", "write", "write_text"]
