"""The ids that sessions make for themselves (spec/strict.yaml, session_id)."""

from __future__ import annotations

import secrets
import string
import uuid
from collections.abc import Callable

_LETTERS = string.ascii_lowercase + string.digits
_LENGTH = 20


def _sess() -> str:
    return "sess_" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


FORMS: dict[str, Callable[[], str]] = {"uuid4": lambda: str(uuid.uuid4()), "sess": _sess}
"""How an id of each form is made: a UUID of version 4 in lower case, or sess_ and 20 of a-z and 0-9."""
