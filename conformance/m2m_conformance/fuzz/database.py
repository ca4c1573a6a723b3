"""Where Hypothesis keeps what failed, so that the next campaign, or another machine's, looks there first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from m2m_conformance.extra import needing
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target

_URL = ("redis://", "rediss://", "unix://")


class DatabaseError(NotDoneError):
    """The database cannot be used: which one, and why."""


def database_of(place: str | None) -> ExampleDatabase | None:
    """The database at a place: a folder, or `redis://…` for many machines; None for nowhere.

    Raises DatabaseError where Redis cannot be reached, and NotDoneError where its client is not installed.
    """
    if place is None:
        return None
    return _redis(place) if place.startswith(_URL) else DirectoryBasedExampleDatabase(place)


def _redis(url: str) -> ExampleDatabase:
    with _client():
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis

    try:
        client = Redis.from_url(url)
    except ValueError as error:
        raise _unusable(url, error) from error
    with reachable(url):
        client.ping()
    return RedisExampleDatabase(client)


@contextmanager
def reachable(url: str | None) -> Iterator[None]:
    """Raises DatabaseError for what the client of Redis raises in here; does nothing about a folder."""
    if url is None or not url.startswith(_URL):
        yield
        return
    with _client():
        from redis import RedisError

    try:
        yield
    except RedisError as error:
        raise _unusable(url, error) from error


def _client() -> AbstractContextManager[None]:
    return needing("redis", "a database in Redis")


def _unusable(url: str, error: Exception) -> DatabaseError:
    """What is said of it, without the password."""
    shown = re.sub("//[^/@]*@", "//…@", url)
    return DatabaseError(f"the database {shown} cannot be used: {error}")


class SharedDatabase(ExampleDatabase):
    """The part of a database that is about one target, by name, and one profile.

    Hypothesis deletes what does not fail any more. A campaign goes past faults that it knows, so what shows
    one does not fail in it either, but would elsewhere: while `passing` says so, it is kept, and not shown
    again.
    """

    def __init__(self, inner: ExampleDatabase, target: Target, passing: Callable[[], bool]) -> None:
        super().__init__()
        self._inner = inner
        self._prefix = sha256(f"{target.info.name}\n{target.profile.value}".encode()).digest()
        self._passing = passing
        self._known: set[bytes] = set()

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """What was saved under a key, but for what shows a fault that this campaign knows."""
        return [each for each in self._inner.fetch(self._prefix + key) if each not in self._known]

    def save(self, key: bytes, value: bytes) -> None:
        """Keep what failed."""
        self._inner.save(self._prefix + key, value)

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget what does not fail any more."""
        if self._passing():
            self._known.add(value)
        else:
            self._inner.delete(self._prefix + key, value)
