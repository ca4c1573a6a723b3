"""Serves one adapter: `python -m tests.examine.wrong NAME FOLDER`, or `right`.

FOLDER is empty at first; what is left in it stays. Each class is the example adapter, which starts quickly,
with one thing changed. Those of `wrong` are wrong, those of `right` are not.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

EXAMPLE = Path(__file__).parents[2] / "conformance" / "adapters" / "python_stdlib" / "adapter.py"

Object = dict[str, Any]
Right = Callable[[Object], Any]
"""A method as it should be."""


def _example() -> Any:
    specification = importlib.util.spec_from_file_location("example", EXAMPLE)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


example = _example()


class Plain:
    """Nothing changed, but that what is no request is answered."""

    folder: ClassVar[Path]
    """Where an adapter may leave what outlives it."""

    def __init__(self) -> None:
        self.target = example.Adapter()
        self.methods: dict[str, Callable[[Object], Any]] = self.target.methods

    def run(self) -> None:
        """Answer until the input ends."""
        for line in sys.stdin.buffer:
            self.take(line)

    def take(self, line: bytes) -> None:
        """Answer a line."""
        self.write(self.answer(line))

    def answer(self, line: bytes) -> Object:
        """The reply to a line."""
        try:
            reply: Object = self.target.answer(line)
        except ValueError as error:
            return {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": str(error)}}
        return reply

    def write(self, reply: Object) -> None:
        """Put a reply on stdout."""
        self.put(json.dumps(reply).encode() + b"\n")

    def put(self, data: bytes) -> None:
        """Put bytes on stdout, at once."""
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()


class Changed(Plain):
    """The method `METHOD` is `method`, which may call the right one as `right`."""

    METHOD: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        right = self.methods.get(self.METHOD, lambda _: None)
        self.methods[self.METHOD] = lambda given: self.method(given, right)

    def method(self, given: Object, right: Right) -> Any:
        """What the method does."""
        raise NotImplementedError


class Welcome(Plain):
    """What it says of itself is changed by `welcome`."""

    def __init__(self) -> None:
        super().__init__()
        value = json.loads(json.dumps(example.WELCOME))
        self.welcome(value)
        self.methods["initialize"] = lambda given: value

    def welcome(self, value: Object) -> None:
        """Change it."""
        raise NotImplementedError


def serve(adapters: dict[str, type[Plain]]) -> None:
    """Serve the one that is named on the command line."""
    name, folder = sys.argv[1:]
    Plain.folder = Path(folder)
    adapters[name]().run()


def adapters_of(module: dict[str, Any]) -> dict[str, type[Plain]]:
    """The adapters that a module defines, by name."""
    return {
        name: value
        for name, value in module.items()
        if isinstance(value, type) and issubclass(value, Plain) and value.__module__ == module["__name__"]
    }
