"""The vectors as JSON, for people without our code: a file for each area, beside it schema and manifest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from m2m_conformance import __version__
from m2m_conformance.requirement import Requirement
from m2m_conformance.value import plain
from m2m_conformance.vector import VectorFile
from m2m_ref.capability import PROTOCOL_VERSION
from m2m_ref.resource import spec_path

FORMAT = 1
SCHEMA = "schema.json"
MANIFEST = "manifest.json"
REQUIREMENTS = "requirements.json"

Part = dict[str, Any]


def build(files: Iterable[VectorFile], requirements: Mapping[str, Requirement], folder: Path) -> list[Path]:
    """Write the build into `folder`, which is made if need be; the files written, the manifest last.

    The same vectors give the same bytes. Raises OSError where a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    areas: dict[str, Part] = {}
    for file in files:
        area = areas.setdefault(file.area, {"format": FORMAT, "area": file.area, "flags": {}, "cases": []})
        area["flags"] |= {f"{file.prefix}/{name}": text for name, text in file.flags.items()}
        area["cases"] += _cases(file)
    parts = {f"{name}.json": area for name, area in areas.items()}
    parts |= {REQUIREMENTS: _requirements(requirements), SCHEMA: schema()}
    written = [_write(folder / name, part) for name, part in parts.items()]
    return [*written, _write(folder / MANIFEST, _manifest(written, areas))]


def _write(file: Path, part: Part) -> Path:
    file.write_bytes(orjson.dumps(part, option=orjson.OPT_APPEND_NEWLINE))
    return file


def _manifest(written: Iterable[Path], areas: Mapping[str, Part]) -> Part:
    return {
        "format": FORMAT,
        "version": __version__,
        "protocol": PROTOCOL_VERSION,
        "cases": sum(len(area["cases"]) for area in areas.values()),
        "files": [_entry(file, areas.get(file.stem)) for file in written],
    }


def _entry(file: Path, area: Part | None) -> Part:
    content = file.read_bytes()
    cases = {"cases": len(area["cases"])} if area else {}
    return {"name": file.name, "bytes": len(content), "sha256": sha256(content).hexdigest(), **cases}


def _requirements(requirements: Mapping[str, Requirement]) -> Part:
    return {
        "format": FORMAT,
        "requirements": [
            {"id": each.id, "level": each.level.name, "profile": each.profile, "text": each.text}
            for each in requirements.values()
        ],
    }


def _cases(file: VectorFile) -> Iterator[Part]:
    for entry, case in zip(file.document["cases"], file.cases(), strict=True):
        head: Part = {"id": case.id, "title": case.title, "level": case.level.name, "profile": case.profile}
        head["requirements"] = list(case.requirements)
        if case.retired:
            yield {**head, "retired": case.retired}
            continue
        sets = {"needs": sorted(case.needs), "without": sorted(case.without)}
        flags = {"flags": [f"{file.prefix}/{flag}" for flag in case.flags]} if case.flags else {}
        notes = {"notes": case.notes} if case.notes else {}
        yield {**head, **sets, **flags, **notes, **_played(file, entry)}


def _played(file: VectorFile, entry: Mapping[str, Any]) -> Part:
    """What is played: the setup once, then the steps, once for each row if there are rows."""
    setups = file.document.get("setup", {})
    before = [_step(file, step) for name in entry.get("setup", ()) for step in setups[name]]
    rows = [plain(row, file.define) for row in entry.get("rows", ())]
    parts = {"setup": before, "rows": rows, "steps": [_step(file, step) for step in entry["steps"]]}
    return {name: part for name, part in parts.items() if part}


def _step(file: VectorFile, step: Mapping[str, Any]) -> Part:
    return {
        "call": step["call"],
        "with": plain(step.get("with", {}), file.define),
        **({"save": step["save"]} if "save" in step else {}),
        "expect": plain(step["expect"], file.define),
    }


def schema() -> Part:
    """The JSON Schema of an area's file: spec/vector.schema.json with the definitions put in."""
    source = json.loads(spec_path("vector.schema.json").read_text(encoding="utf-8"))
    parts, texts = source["$defs"], {"type": "array", "items": {"type": "string"}}
    features = {"type": "array", "uniqueItems": True, "items": {"$ref": "#/$defs/feature"}}
    case = {
        key: parts["case"]["properties"][key]
        for key in ("title", "requirements", "notes", "steps", "retired")
    }
    case |= {
        "id": {"type": "string", "pattern": "^[a-z]+/[a-z0-9_-]+/[a-z0-9-]+$"},
        "level": {"enum": ["MUST", "SHOULD", "MAY"]},
        "profile": {"enum": ["core", "strict", "both"]},
        "needs": features,
        "without": features,
        "flags": texts,
        "setup": {"$ref": "#/$defs/steps"},
        "rows": parts["case"]["properties"]["rows"],
    }
    kept = {name: parts[name] for name in ("name", "method", "kind", "feature", "steps", "step", "expect")}
    return {
        "$schema": source["$schema"],
        "title": f"M2M vectors, JSON build, format {FORMAT}",
        "type": "object",
        "additionalProperties": False,
        "required": ["format", "area", "flags", "cases"],
        "properties": {
            "format": {"const": FORMAT},
            "area": {"type": "string"},
            "flags": {"type": "object", "additionalProperties": {"type": "string"}},
            "cases": {"type": "array", "items": {"$ref": "#/$defs/case"}},
        },
        "$defs": {
            **kept,
            "case": {
                "type": "object",
                "additionalProperties": False,
                "required": ["id", "title", "level", "profile", "requirements"],
                "oneOf": parts["case"]["oneOf"],
                "properties": case,
            },
        },
    }
