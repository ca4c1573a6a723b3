"""Two peers in every way there is: what core breaks, what strict holds, and models broken on purpose."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from m2m_conformance.explore.law import LAWS, unpromised
from m2m_conformance.explore.page import as_expected, page, record, said
from m2m_conformance.explore.promela import promela
from m2m_conformance.explore.search import Exploration, explore
from m2m_conformance.explore.world import Bounds, Rules
from m2m_ref.model import Model, Row, profile_model
from m2m_ref.profile import Profile, strict_document
from tests.cli.process import CLI

SMALL = Bounds(calls=1)
CORE, STRICT = (profile_model(each) for each in Profile)


@cache
def explored(profile: Profile) -> Exploration:
    return explore(profile_model(profile), Bounds())


def trace(found: Exploration, law: str) -> list[str]:
    return [said(step) for step in found.broken[law]]


def test_core_breaks_what_it_does_not_promise_in_as_few_steps_as_can_be() -> None:
    """By hand from the rows: no fewer calls and messages lead there."""
    found = explored(Profile.CORE)
    assert as_expected(found)
    assert trace(found, "agreement") == [
        "client calls create_hello, sends HELLO",
        "server takes HELLO, sends ACCEPT",
        "client takes ACCEPT",
    ]
    assert trace(found, "closed-is-final") == [
        "client calls close, sends CLOSE",
        "server takes CLOSE",
        "server calls close, sends CLOSE",
    ]
    assert trace(found, "every-session-ends") == [
        "client calls create_hello, sends HELLO",
        "HELLO to the server is lost",
    ]
    assert len(found.broken) == 3


def test_strict_holds_every_law() -> None:
    found = explored(Profile.STRICT)
    assert found.broken == {}
    assert as_expected(found)
    assert found.worlds > 50_000


def test_either_may_begin() -> None:
    found = explore(STRICT, replace(SMALL, both=True))
    assert found.broken == {}
    assert found.worlds > explore(STRICT, SMALL).worlds


def test_what_core_does_not_promise_has_a_rule_in_strict() -> None:
    rules = strict_document()["rules"]
    assert set(unpromised("core").values()) <= set(rules)
    assert unpromised("strict") == {}


def without(event: str, state: str, change: Callable[[Row], Row]) -> Model:
    """The strict model with rows of an event in a state changed."""
    rows = (change(row) if (row.event, row.state) == (event, state) else row for row in STRICT.rows)
    return replace(STRICT, rows=tuple(rows))


@dataclass
class Broken:
    model: Model
    law: str
    steps: int


def core_row(event: str, state: str) -> Callable[[Row], Row]:
    """The row of core in the place of strict's."""
    (found,) = CORE.rows_of(event, state)
    return lambda _row: found


def established(row: Row) -> Row:
    return replace(row, target="Established", failure=None)


BROKEN = {
    "a responder that follows its own preference": Broken(
        without(
            "receive_hello",
            "Initial",
            lambda row: replace(
                row,
                effects=tuple(each.replace("store_their_choice", "store_negotiated") for each in row.effects),
            ),
        ),
        "agreement",
        3,
    ),
    "Closed can be left": Broken(
        without("create_hello", "Closed", core_row("create_hello", "Closed")), "closed-is-final", 3
    ),
    "a HELLO is waited for": Broken(
        without("tick", "HelloSent", lambda row: replace(row, target="HelloSent")), "every-session-ends", 2
    ),
    "a CLOSE is waited for": Broken(
        without("tick", "Closing", lambda row: replace(row, target="Closing")), "every-session-ends", 5
    ),
    "nothing can be done in Closing": Broken(
        without("tick", "Closing", lambda row: replace(row, target="Closing")), "no-deadlock", 3
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_model_that_is_broken_on_purpose_is_found_out(name: str) -> None:
    broken = BROKEN[name]
    found = explore(broken.model, SMALL)
    assert len(found.broken[broken.law]) == broken.steps
    assert not as_expected(found)
    assert f"{broken.law} is broken" in page(found)


def test_established_without_an_accept_is_found_out() -> None:
    model = without("create_hello", "Initial", established)
    assert len(explore(model, SMALL).broken["established-needs-accept"]) == 1


def test_a_law_that_holds_where_it_was_known_to_be_broken_is_told() -> None:
    found = replace(explored(Profile.CORE), broken={})
    assert not as_expected(found)
    assert "agreement holds, which it was not known to" in page(found)


def test_bounds_are_kept() -> None:
    bounds = Bounds(room=1, losses=0, duplicates=0, calls=1, lapses=0)
    rules = Rules(CORE, bounds)
    seen, queue = {rules.start}, [rules.start]
    for world in queue:  # which grows
        assert all(len(wire) <= 1 for wire in world.wires)
        for step in rules.steps(world):
            assert "lost" not in step.text
            assert "twice" not in step.text
            assert "pass" not in step.text
            if step.world not in seen:
                seen.add(step.world)
                queue.append(step.world)
    assert len(seen) == explore(CORE, bounds).worlds


def test_the_order_of_messages_is_free() -> None:
    """A CLOSE that overtakes the HELLO before it ends the server's session first."""
    rules = Rules(CORE, Bounds())
    world = rules.start
    for text in ("create_hello", "close", "takes CLOSE"):
        world = next(step.world for step in rules.steps(world) if step.text == text)
    assert [peer.state for peer in world.peers] == ["Closing", "Closed"]
    assert [message.type for message in world.wires[1]] == ["HELLO"]


def test_reports(tmp_path: Path) -> None:
    file = tmp_path / "found.json"
    outputs = []
    for seed in ("0", "1"):
        done = subprocess.run(
            [*CLI, "explore", "--calls", "1", "--json", str(file)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        outputs.append(re.sub(r"\([\d.]+ s\)", "", done.stdout))
    assert outputs[0] == outputs[1]
    assert "BROKEN in 3 steps" in outputs[0]
    assert max(map(len, outputs[0].splitlines())) <= 100
    made = json.loads(file.read_text())
    assert made["as_expected"] is True
    assert [each["name"] for each in made["laws"]] == [law.name for law in LAWS]
    assert [len(each["trace"]) for each in made["laws"]] == [3, 3, 0, 0, 2]
    assert record(explored(Profile.STRICT))["laws"][0] == {
        "name": "agreement",
        "text": LAWS[0].text,
        "holds": True,
        "promised": True,
        "trace": [],
    }


SPIN = pytest.mark.skipif(
    not (shutil.which("spin") and shutil.which("gcc")),
    reason="spin and gcc are not installed: the explorer is not confirmed by a second tool",
)


def spin(model: Model, law: int, folder: Path) -> bool:
    """Whether spin finds that a law holds, within small bounds."""
    (folder / "peers.pml").write_text(promela(model, SMALL))
    for command in (
        ["spin", f"-DLAW={law}", "-a", "peers.pml"],
        ["gcc", "-w", "-DSAFETY", "-DBFS", "-o", "pan", "pan.c"],
    ):
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
    done = subprocess.run(["./pan"], cwd=folder, capture_output=True, text=True, check=True)
    return re.findall(r"errors: (\d+)", done.stdout) == ["0"]


@SPIN
@pytest.mark.parametrize("profile", Profile)
@pytest.mark.parametrize("law", [1, *(pytest.param(law, marks=pytest.mark.slow) for law in range(2, 6))])
def test_spin_says_the_same(profile: Profile, law: int, tmp_path: Path) -> None:
    name = LAWS[law - 1].name
    assert spin(profile_model(profile), law, tmp_path) == (name not in explored(profile).broken)


@pytest.mark.slow
@SPIN
@pytest.mark.parametrize("name", BROKEN)
def test_spin_finds_the_same_models_broken(name: str, tmp_path: Path) -> None:
    law = next(number for number, law in enumerate(LAWS, 1) if law.name == BROKEN[name].law)
    assert not spin(BROKEN[name].model, law, tmp_path)
