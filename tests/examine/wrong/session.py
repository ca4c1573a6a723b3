"""Adapters that keep, or show, sessions wrongly."""

from __future__ import annotations

import copy
import time
from typing import Any

from tests.examine.adapter import Changed, Object, Plain, Right, example


class Uncreating(Changed):
    """Cannot make a session."""

    METHOD = "session.create"

    def __init__(self) -> None:
        super().__init__()
        del self.methods["session.create"]


class OwnId(Changed):
    """Gives a session an id of its own."""

    METHOD = "session.create"

    def method(self, given: Object, right: Right) -> Any:
        return right({key: value for key, value in given.items() if key != "id"})


class Dropping(Changed):
    """Has no place for every capability."""

    METHOD = "session.create_hello"

    def method(self, given: Object, right: Right) -> Any:
        value = copy.deepcopy(right(given))
        payload = value["payload"]
        for key in ("encodings", "preferred_encoding"):
            del payload["compression"][key]
        del payload["security"]["model_version"], payload["extensions"]
        return value


class Defaulting(Changed):
    """Makes every session with the defaults."""

    METHOD = "session.create"

    def method(self, given: Object, right: Right) -> Any:
        return right({key: value for key, value in given.items() if key != "capabilities"})


class Talkative(Changed):
    """Answers session.create with the id."""

    METHOD = "session.create"

    def method(self, given: Object, right: Right) -> Any:
        right(given)
        return given.get("id")


class Snapshots(Plain):
    """Snapshots are changed by `change`."""

    def __init__(self) -> None:
        super().__init__()
        right = self.target.snapshot
        self.target.snapshot = lambda method, given: self.change(right(method, given))

    def change(self, found: Object) -> Object:
        """The snapshot as it is shown, below `session`, or nothing."""
        raise NotImplementedError


class LowerState(Snapshots):
    """Writes states in lower case."""

    def change(self, found: Object) -> Object:
        if found:
            found["session"]["state"] = found["session"]["state"].lower()
        return found


class EmptyAlgorithm(Snapshots):
    """Has an empty text for the algorithm that there is not yet."""

    def change(self, found: Object) -> Object:
        if found:
            found["session"]["algorithm"] = found["session"]["algorithm"] or ""
        return found


class EmptyEncoding(Snapshots):
    """Has an empty text for the encoding that there is not yet."""

    def change(self, found: Object) -> Object:
        if found:
            found["session"]["encoding"] = found["session"]["encoding"] or ""
        return found


class ShortSnapshot(Snapshots):
    """Leaves a counter out."""

    def change(self, found: Object) -> Object:
        if found:
            del found["session"]["bytes_saved"]
        return found


class NoSnapshot(Snapshots):
    """Has no snapshots."""

    def change(self, found: Object) -> Object:
        return {}


class SnapshotWithAll(Snapshots):
    """Has a snapshot in every reply."""

    def change(self, found: Object) -> Object:
        counters = dict.fromkeys(example.COUNTERS, 0)
        none = {"id": "", "state": "Initial", "algorithm": None, "encoding": None, "expired": False}
        return found or {"session": {**none, **counters}}


class NoSnapshotOfRefused(Plain):
    """Leaves the snapshot out of refused calls."""

    def write(self, reply: Object) -> None:
        reply.get("error", {}).get("data", {}).pop("session", None)
        super().write(reply)


class Keeping(Changed):
    """Keeps the session that a handle has."""

    METHOD = "session.create"

    def method(self, given: Object, right: Right) -> Any:
        return None if given["session"] in self.target.sessions else right(given)


class OneSession(Plain):
    """Has one session, whatever the handle."""

    def __init__(self) -> None:
        super().__init__()
        one = self.target.sessions = _One()
        self.target.session = lambda given: one[""]


class _One(dict[str, Any]):
    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__("", value)

    def get(self, key: str, default: Any = None) -> Any:
        return super().get("", default)


class OriginalsSnapshot(Snapshots):
    """Answers session.clone with the snapshot of the original."""

    def __init__(self) -> None:
        super().__init__()
        right = example.Adapter.snapshot

        def snapshot(method: str, given: Object) -> Any:
            shown = {key: value for key, value in given.items() if key != "as"}
            return right(self.target, method, shown)

        self.target.snapshot = snapshot


class LostClone(Changed):
    """Forgets a clone."""

    METHOD = "session.clone"

    def method(self, given: Object, right: Right) -> Any:
        right(given)
        self.clones = self.target.sessions.pop(given["as"])
        self.target.snapshot = lambda method, asked: example.Adapter.snapshot(
            self.target, method, {"session": asked.get("session")}
        )


class Sleeping(Changed):
    """Waits until the time has gone by."""

    METHOD = "clock.advance"

    def method(self, given: Object, right: Right) -> Any:
        time.sleep(given["seconds"] / 50)
        return right(given)


class Timeless(Changed):
    """Does not move the clock."""

    METHOD = "clock.advance"

    def method(self, given: Object, right: Right) -> Any:
        return None
