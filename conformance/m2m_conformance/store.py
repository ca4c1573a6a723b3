"""Keeps vector files that were found well-formed, as JSON, so that they need not be read as YAML again.

A kept document stands under the SHA-256 of the file's bytes and of everything that decided it is well-formed,
so it cannot be stale: what was changed is not found. Where nothing can be kept, all goes on without.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

Document = dict[str, Any]


def cache_path() -> Path:
    """The folder for what can be made again: `$XDG_CACHE_HOME`, or `~/.cache`, and our name."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(given) if Path(given).is_absolute() else Path("~/.cache").expanduser()) / "m2m-conformance"


class Store:
    """The documents of one folder of vectors. `rules` are the files that decide what is well-formed."""

    def __init__(self, folder: Path, rules: Iterable[Path]) -> None:
        self._rules = b"".join(sha256(file.read_bytes()).digest() for file in rules)
        self._name = sha256(os.fsencode(folder.resolve())).hexdigest()
        self._fresh: dict[str, Document] = {}
        self._used: set[str] = set()

    def digest(self, content: bytes) -> str:
        """What a document made of `content` stands under."""
        return sha256(self._rules + sha256(content).digest()).hexdigest()

    def get(self, digest: str) -> Document | None:
        """The document that was put under `digest`, if there is one."""
        self._used.add(digest)
        return self._kept.get(digest)

    def put(self, digest: str, document: Document) -> None:
        """Keep `document` for next time, if JSON can hold it unchanged."""
        try:
            if orjson.loads(orjson.dumps(document, option=orjson.OPT_PASSTHROUGH_DATETIME)) == document:
                self._fresh[digest] = document
        except (orjson.JSONEncodeError, RecursionError):
            return

    def save(self) -> None:
        """Write what is new, and drop what was not asked for."""
        if not self._fresh:
            return
        kept = {digest: document for digest, document in self._kept.items() if digest in self._used}
        text = orjson.dumps(kept | self._fresh)
        try:
            self._write(sha256(text).hexdigest().encode() + b"\n" + text)
        except (OSError, RuntimeError):  # the second where nobody has a home
            return

    @property
    def _file(self) -> Path:
        return cache_path() / f"{self._name}.json"

    def _write(self, content: bytes) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(content)
        draft.replace(self._file)

    @cached_property
    def _kept(self) -> dict[str, Document]:
        try:
            digest, _, text = self._file.read_bytes().partition(b"\n")
        except (OSError, RuntimeError):
            return {}
        kept: dict[str, Document] = orjson.loads(text) if digest == sha256(text).hexdigest().encode() else {}
        return kept
