"""A campaign that many machines share: what one found is where the others look first."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from hypothesis.database import ExampleDatabase, InMemoryExampleDatabase

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.fuzz.campaign import Budget, Campaign
from m2m_conformance.fuzz.database import DatabaseError, SharedDatabase, database_of, reachable
from m2m_conformance.target import Target
from m2m_ref.profile import Profile
from tests.sequence.test_source import embedded
from tests.stateful.test_campaign import ROOT, cli
from tests.wrong.target import UncountedClose

WRONG = ["--", sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]
FOUND = re.compile(r"^FAILED (found/\S+)", re.MULTILINE)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A server of its own, which keeps nothing on disk."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not installed: a campaign shared by machines is not tested")
    port = free_port()
    place = ["--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    command = ["redis-server", *place, "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait()


def wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("redis-server does not listen")


def test_what_one_process_found_another_one_meets_first(redis_url: str, tmp_path: Path) -> None:
    """The second has one conversation of its own: the simplest there is, which shows nothing."""
    first, second, alone = (tmp_path / name for name in ("first", "second", "alone"))
    for folder in (first, second, alone):
        folder.mkdir()
    words = ["fuzz", "--rules", "12"]
    shared = ["--database", redis_url]
    done = cli(*words, *shared, "--examples", "25", "--seed", "0", *WRONG, folder=first)
    assert done.returncode == 1, done.stdout + done.stderr
    found = set(FOUND.findall(done.stdout))

    little = ["--examples", "1", "--seed", "7"]
    without = cli(*words, *little, *WRONG, folder=alone)
    assert without.returncode == 0, without.stdout
    assert "NOTHING FOUND in 1 conversation," in without.stdout

    done = cli(*words, *shared, *little, *WRONG, folder=second)
    assert done.returncode == 1, done.stdout + done.stderr
    (again,) = FOUND.findall(done.stdout)
    assert again in found
    assert "FOUND 1 fault in 1 conversation," in done.stdout
    assert list(second.glob("m2m-found/found/*.yaml"))


Fault = tuple[str, ...]


def campaign(database: ExampleDatabase | None, examples: int, seed: int = 0) -> Campaign:
    return Campaign(Target(embedded(UncountedClose)), Budget(examples, rules=12), seed, database)


def faults(campaign: Campaign) -> set[Fault]:
    return {failure.fault for failure in campaign.failures()}


def kept(database: InMemoryExampleDatabase) -> set[bytes]:
    return {value for values in database.data.values() for value in values}


def filled() -> tuple[InMemoryExampleDatabase, set[Fault]]:
    """A database after campaigns, and the faults that they found: two at least."""
    database, found = InMemoryExampleDatabase(), set[Fault]()
    for seed in range(20):
        found |= faults(campaign(database, 15, seed))
        if len(found) >= 2:
            break
    return database, found


@pytest.fixture(scope="module")
def full() -> tuple[InMemoryExampleDatabase, set[Fault]]:
    return filled()


@pytest.fixture
def database(full: tuple[InMemoryExampleDatabase, set[Fault]]) -> InMemoryExampleDatabase:
    """A copy of a filled one."""
    copy = InMemoryExampleDatabase()
    copy.data.update({key: set(values) for key, values in full[0].data.items()})
    return copy


def test_a_campaign_leaves_all_that_it_found_to_the_next_one(
    database: InMemoryExampleDatabase, full: tuple[InMemoryExampleDatabase, set[Fault]]
) -> None:
    """Though it went on after each fault, and what shows a known one does not fail any more."""
    assert len(full[1]) >= 2
    assert faults(campaign(database, 4 * len(full[1]), seed=99)) >= full[1]


def test_by_itself_hypothesis_would_have_deleted_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Campaign, "_share", lambda _: None)
    database, found = filled()
    assert len(found) >= 2
    assert len(kept(database)) <= 1  # that of the last fault, if nothing was played after it


def test_what_does_not_fail_any_more_is_deleted(database: InMemoryExampleDatabase) -> None:
    assert kept(database)
    mended = Campaign(Target(embedded(ReferenceAdapter)), Budget(5, rules=12), 0, database)
    assert faults(mended) == set()
    assert kept(database) == set()


def test_another_profile_and_another_target_have_parts_of_their_own(
    database: InMemoryExampleDatabase,
) -> None:
    class Other(ReferenceAdapter):
        def initialize(self, params: object) -> dict[str, object]:
            welcome = super().initialize(params)  # type: ignore[arg-type]
            return {**welcome, "name": "other"}

    before = kept(database)
    assert before
    for target in (Target(embedded(ReferenceAdapter), Profile.STRICT), Target(embedded(Other))):
        assert faults(Campaign(target, Budget(5, rules=12), 0, database)) == set()
    assert kept(database) == before


def test_what_shows_a_known_fault_is_not_shown_again() -> None:
    inner, passing = InMemoryExampleDatabase(), False
    database = SharedDatabase(inner, Target(embedded(ReferenceAdapter)), lambda: passing)
    database.save(b"key", b"one")
    database.save(b"key", b"two")
    database.delete(b"key", b"two")
    passing = True
    database.delete(b"key", b"one")
    assert list(database.fetch(b"key")) == []
    assert kept(inner) == {b"one"}


def test_a_database_that_cannot_be_used_is_said_to_be_in_a_sentence(tmp_path: Path) -> None:
    nobody = f"127.0.0.1:{free_port()}"
    for url, shown, reason in (
        (f"redis://:secret@{nobody}/0", f"redis://…@{nobody}/0", "Connection refused"),
        ("redis://127.0.0.1:port/0", "redis://127.0.0.1:port/0", "Port could not be cast"),
        (f"unix://{tmp_path}/no.sock", f"unix://{tmp_path}/no.sock", "No such file"),
    ):
        done = cli("fuzz", "--examples", "1", "--database", url, folder=tmp_path)
        assert (done.returncode, done.stdout) == (2, "")
        (said,) = done.stderr.splitlines()
        assert said.startswith(f"m2m-conformance: the database {shown} cannot be used: ")
        assert reason in said


def test_one_that_is_lost_on_the_way_is_said_to_be_too() -> None:
    with pytest.raises(DatabaseError, match="redis://here cannot be used: gone"), reachable("redis://here"):
        raise redis.ConnectionError("gone")
    with pytest.raises(redis.ConnectionError), reachable("a folder"):
        raise redis.ConnectionError("of somebody else")


def test_a_server_that_ends_ends_the_campaign(redis_url: str) -> None:
    going = campaign(database_of(redis_url), 5)
    with pytest.raises(DatabaseError), reachable(redis_url):
        redis.Redis.from_url(redis_url).shutdown(nosave=True)
        list(going.failures())
