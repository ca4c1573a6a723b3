"""The one error of the oracle."""


class WireError(Exception):
    """A wire that is broken, or content that cannot be written."""
