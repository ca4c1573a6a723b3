"""Serves one of them: `python -m tests.examine.wrong NAME FOLDER`."""

from __future__ import annotations

from tests.examine.adapter import serve
from tests.examine.wrong.every import ADAPTERS

serve(ADAPTERS)
