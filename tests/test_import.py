"""Imports go one way (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import m2m_conformance
import m2m_ref

REFERENCE = Path(m2m_ref.__file__).parent
SUITE = Path(m2m_conformance.__file__).parent

ORDER = {
    "m2m_ref": [
        "resource",
        "error",
        "key",
        "algorithm",
        "document",
        "profile",
        "json",
        "capability",
        "payload",
        "message",
        "overlay",
        "model",
        "codec",
        "guard",
        "machine",
        "stats",
        "answer",
        "identity",
        "execution",
        "session",
        "diagram",
        "__init__",
    ],
    "m2m_conformance": [
        "__init__",
        "resource",
        "status",
        "interrupt",
        "extra",
        "text",
        "output",
        "place",
        "drawing",
        "quantity",
        "schema",
        "usage",
        "rpc",
        "requirement",
        "wire",
        "value",
        "difference",
        "pattern",
        "case",
        "shard",
        "setting",
        "store",
        "channel",
        "reply",
        "evidence",
        "vector",
        "target",
        "outcome",
        "baseline",
        "judge",
        "series",
        "runner",
        "source",
        "adapter",
        "http",
        "explain",
        "report",
        "serve",
        "examine",
        "derive",
        "automaton",
        "found",
        "sequence",
        "start",
        "plugin",
        "learn",
        "explore",
        "strategies",
        "generate",
        "fuzz",
        "interop",
        "mutate",
        "corpus",
        "command",
        "merge",
        "compare",
        "client",
        "completion",
        "option",
        "ending",
        "cli",
        "__main__",
    ],
}


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def layer(module: str) -> tuple[str, int] | None:
    package, _, rest = module.partition(".")
    if package not in ORDER:
        return None
    name = rest.partition(".")[0]
    return package, ORDER[package].index(name if name in ORDER[package] else "__init__")


FILES = [
    (file, root.name, file.relative_to(root).parts[0].removesuffix(".py"))
    for root in (REFERENCE, SUITE)
    for file in sorted(root.rglob("*.py"))
]


@pytest.mark.parametrize(
    ("file", "package", "module"), FILES, ids=lambda each: getattr(each, "stem", str(each))
)
def test_a_module_imports_only_what_is_below_it(file: Path, package: str, module: str) -> None:
    own = ORDER[package].index(module)
    for name in imports(file):
        found = layer(name)
        if found is None or name == package:
            continue
        assert package == "m2m_conformance" or found[0] == "m2m_ref", f"m2m_ref imports {name}"
        if found[0] == package:
            assert found[1] <= own, f"{module} imports {name}"


def test_every_module_is_in_the_order() -> None:
    for package, modules in ORDER.items():
        assert {module for _, name, module in FILES if name == package} == set(modules)


def test_only_the_machine_imports_transitions() -> None:
    users = [
        file.name for file, _, _ in FILES if any(name.startswith("transitions") for name in imports(file))
    ]
    assert users == ["machine.py"]


def test_nothing_imports_the_tokenizers_package_or_a_tokenizer_before_it_is_used() -> None:
    code = (
        "import sys, m2m_ref, m2m_conformance.command; "
        "print('bpe_openai' in sys.modules, 'tiktoken' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]
