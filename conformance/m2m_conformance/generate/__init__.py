"""New golden vectors, from the model and from Hypothesis strategies."""

from m2m_conformance.generate.file import AREAS, GenerateError, generate

__all__ = ["AREAS", "GenerateError", "generate"]
