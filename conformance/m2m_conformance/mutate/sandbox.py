"""A copy of the reference in which one file at a time is another one, and an adapter that runs it."""

from __future__ import annotations

import compileall
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from m2m_conformance.channel import PipeChannel
from m2m_conformance.mutate.reach import PACKAGE
from m2m_conformance.target import Target
from m2m_ref.profile import Profile
from m2m_ref.resource import spec_path

_MEMORY = 4 << 20  # KiB: a mutant may never stop growing


class Sandbox:
    """A copy below `folder`, which is to be empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._copy = folder / PACKAGE.name
        shutil.copytree(PACKAGE, self._copy, ignore=shutil.ignore_patterns("__pycache__"))
        spec = self._copy / "spec"
        if not spec.exists():  # in a checkout it is beside the package
            spec.symlink_to(spec_path("session.yaml").parent)
        compileall.compile_dir(self._copy, quiet=1)

    @contextmanager
    def holding(self, path: str, code: str) -> Iterator[None]:
        """Meanwhile the file at `path` reads `code`."""
        file = self._copy / path
        kept = file.with_suffix(".kept")
        compiled = file.parent / "__pycache__" / f"{file.stem}.{sys.implementation.cache_tag}.pyc"
        compiled.unlink(missing_ok=True)
        file.rename(kept)
        file.write_text(code, encoding="utf-8")
        try:
            yield
        finally:
            kept.replace(file)

    def target(self, profile: Profile) -> Target:
        """The copy's adapter, to be started."""
        python = [sys.executable, "-P", "-m", "m2m_conformance", "adapter"]
        place = [f"PYTHONPATH={self._folder}", "PYTHONDONTWRITEBYTECODE=1"]
        limited = ["sh", "-c", f'ulimit -v {_MEMORY}; exec "$@"', "sh", "env", *place, *python]
        return Target(PipeChannel(limited), profile)
