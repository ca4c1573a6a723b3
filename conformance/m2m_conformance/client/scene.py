"""The scenes: how the server of each differs from the usual one (scene.yaml)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from m2m_conformance.case import Case
from m2m_conformance.requirement import Level, Requirement
from m2m_ref.document import read_document
from m2m_ref.profile import Profile

FILE = Path(__file__).with_name("scene.yaml")


@dataclass(frozen=True)
class Scene:
    """One scene; the fields are as spec/scene.schema.json says. `ends` is empty where it ends well."""

    name: str
    title: str
    requirements: Sequence[str]
    profile: str = "both"
    needs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    compression: Mapping[str, Any] = field(default_factory=dict)
    session_id: str | None = None
    accept: Mapping[str, Any] = field(default_factory=dict)
    without: Sequence[str] = ()
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    ends: str = ""
    manner: str = "plain"

    def case(self, requirements: Mapping[str, Requirement]) -> Case:
        """The scene as a case, `client/scene/NAME`; a client may break none of what it is about."""
        profiles = {requirements[name].profile for name in self.requirements} - {"both"}
        own = self.profile if self.profile != "both" else next(iter(profiles), "both")
        ids = tuple(self.requirements)
        return Case(
            f"client/scene/{self.name}",
            "client",
            self.title,
            Level.MUST,
            ids,
            frozenset(),
            (),
            "",
            (),
            profile=own,
        )


Scenes = Mapping[str, tuple[Scene, Case]]
"""Scenes with their cases, by the ids of those."""


def load_scenes(file: Path = FILE) -> list[Scene]:
    """Every scene, in order. Raises DocumentError if the file breaks its schema."""
    return [Scene(**each) for each in read_document(file, "scene.schema.json")["scenes"]]


def scenes_of(profile: Profile, requirements: Mapping[str, Requirement]) -> Scenes:
    """The scenes that a client of `profile` is judged by, with their cases, by the ids of those."""
    made = ((scene, scene.case(requirements)) for scene in load_scenes())
    return {case.id: (scene, case) for scene, case in made if case.profile in ("both", profile.value)}
