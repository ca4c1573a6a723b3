"""What is installed only for those who ask for it: the extras of the package."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from m2m_conformance.status import NotDoneError


@contextmanager
def needing(extra: str, what: str) -> Iterator[None]:
    """Around imports of `what`, which needs an extra. Raises NotDoneError, which says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        install = f"pip install 'm2m-conformance[{extra}]'"
        missing = error.name or "a package"
        raise NotDoneError(f"{what} needs {missing}, which is not installed: {install}") from error
