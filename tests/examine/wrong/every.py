"""All of them, by name."""

from __future__ import annotations

from tests.examine.adapter import adapters_of
from tests.examine.wrong import feature, introduction, line, process, refusal, reply, request, session

_MODULES = (line, reply, introduction, session, feature, refusal, request, process)
_HALF = ("Snapshots", "Errors", "ReadingItself")
"""What others are made of."""

ADAPTERS = {
    name: adapter
    for module in _MODULES
    for name, adapter in adapters_of(vars(module)).items()
    if name not in _HALF
}
