"""The conformance suite of M2M: drives any implementation and says whether it is right."""

__version__ = "0.1.0"
