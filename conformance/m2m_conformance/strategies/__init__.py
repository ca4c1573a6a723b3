"""Hypothesis strategies for tests of an M2M implementation.

Sound messages, payloads and wires with what they hold, and broken ones with the error that a right reader
ends with. All of it is drawn; `examples` gives the same with the same seed, in every process.
"""

from m2m_conformance.strategies.broken import BrokenWire, broken_flags, broken_wires
from m2m_conformance.strategies.broken_message import BrokenMessage, broken_messages
from m2m_conformance.strategies.capability import capabilities
from m2m_conformance.strategies.chat import requests, responses
from m2m_conformance.strategies.content import contents, json_texts, prose
from m2m_conformance.strategies.message import messages
from m2m_conformance.strategies.message_text import MessageText, message_texts
from m2m_conformance.strategies.payload import closes, data, empties, payloads, rejections
from m2m_conformance.strategies.seeded import examples
from m2m_conformance.strategies.wire import Wire, wires

__all__ = [
    "BrokenMessage",
    "BrokenWire",
    "MessageText",
    "Wire",
    "broken_flags",
    "broken_messages",
    "broken_wires",
    "capabilities",
    "closes",
    "contents",
    "data",
    "empties",
    "examples",
    "json_texts",
    "message_texts",
    "messages",
    "payloads",
    "prose",
    "rejections",
    "requests",
    "responses",
    "wires",
]
