"""Reads the project's YAML documents and holds them to their JSON Schema.

YAML is read strictly: a key that stands twice in one mapping is an error, not the last one's victory.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from m2m_ref.resource import spec_path


class DocumentError(ValueError):
    """A document of the project cannot be used: which file, where in it, and why."""

    def __init__(self, file: Path | str, where: str, reason: str) -> None:
        super().__init__(f"{file}: {where}: {reason}" if where else f"{file}: {reason}")
        self.file = str(file)
        self.where = where
        self.reason = reason


class _StrictLoader(yaml.CSafeLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key.value!r} twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def path_text(path: Sequence[str | int]) -> str:
    """A place in a document as text: `rows.close.Initial[0]`."""
    parts = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(parts).removeprefix(".")


@cache
def _validator(schema: str) -> jsonschema_rs.Validator:
    name, _, part = schema.partition("#")
    document = json.loads(spec_path(name).read_text(encoding="utf-8"))
    if part:
        document = {"$schema": document["$schema"], "$defs": document["$defs"], "$ref": f"#{part}"}
    return jsonschema_rs.validator_for(document, base_uri=f"{_BASE}{name}", retriever=_retrieved)


_BASE = "spec:///"
"""What a schema's place is called, so that one can refer to another beside it."""


def _retrieved(address: str) -> Any:
    return json.loads(spec_path(address.removeprefix(_BASE)).read_text(encoding="utf-8"))


def validate(value: object, schema: str, file: Path | str) -> None:
    """Hold `value` to a schema of spec/, or to a part of one (`file.json#/$defs/part`).

    Raises DocumentError naming the first place that breaks it.
    """
    try:
        error = next(iter(_validator(schema).iter_errors(value)), None)
    except ValueError as problem:  # YAML can hold what JSON cannot, such as a key that is a number
        raise DocumentError(file, "", str(problem)) from problem
    if error is not None:
        raise DocumentError(file, path_text(error.instance_path), error.message)


def read_file(file: Path) -> bytes:
    """What is in `file`. Raises DocumentError if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise DocumentError(file, "", error.strerror or str(error)) from error


def read_document(file: Path, schema: str) -> dict[str, Any]:
    """The document in a YAML file. Raises DocumentError if it is unreadable, no YAML or breaks `schema`."""
    return parse_document(read_file(file), schema, file)


def parse_document(content: bytes, schema: str, file: Path) -> dict[str, Any]:
    """The document that the YAML in `content` is, which was read from `file`. Raises as `read_document`."""
    try:
        value = yaml.load(content, _StrictLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise DocumentError(file, f"line {mark.line + 1}" if mark else "", str(error.problem)) from error
    except yaml.YAMLError as error:
        raise DocumentError(file, "", " ".join(str(error).split())) from error
    validate(value, schema, file)
    assert isinstance(value, dict)
    return value
