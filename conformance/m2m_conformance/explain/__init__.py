"""A wire byte by byte: what each stands for, and what is wrong with it, if anything is.

It is for broken wires as well, so it does not use the reference's readers, which stop at the first fault; a
test holds that both refuse the same wires.
"""

from m2m_conformance.explain.page import render
from m2m_conformance.explain.span import Explanation, Finding, Kind, Span, Weight
from m2m_conformance.explain.wire import explain

__all__ = ["Explanation", "Finding", "Kind", "Span", "Weight", "explain", "render"]
