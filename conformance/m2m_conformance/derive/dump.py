"""Writes a vector file as people would: short lines, one case under the other."""

from __future__ import annotations

from typing import Any

import yaml


class _Dumper(yaml.CSafeDumper):
    """Without the anchors that YAML makes of what stands twice; nobody reads them."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def dump(document: dict[str, Any], comment: str) -> str:
    """The YAML text of `document`, under a comment. The same document gives the same text."""
    text: str = yaml.dump(
        document, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=118, default_flow_style=None
    )
    return f"# {comment}\n{text}"
