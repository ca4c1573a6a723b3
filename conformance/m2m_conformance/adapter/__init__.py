"""The adapter side of the protocol: what a Python implementation needs to be judged."""

from m2m_conformance.adapter.embedding import Adapter
from m2m_conformance.adapter.server import AdapterError, Server, serve

__all__ = ["Adapter", "AdapterError", "Server", "serve"]
