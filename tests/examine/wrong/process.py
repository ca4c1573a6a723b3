"""Adapters of which one process disturbs another, or does not end as it should."""

from __future__ import annotations

import fcntl
import json
import sys
import time
from typing import Any, ClassVar

from tests.examine.adapter import Changed, Object, Plain, Right


class Locking(Plain):
    """Leaves a lock behind when it is killed."""

    def run(self) -> None:
        lock = self.folder / "lock"
        lock.touch(exist_ok=False)
        super().run()
        lock.unlink()


class Remembering(Plain):
    """Keeps the handles of sessions on the disk."""

    def run(self) -> None:
        file = self.folder / "sessions"
        for handle in file.read_text(encoding="utf-8").split() if file.exists() else []:
            self.target.create({"session": handle})
        right = self.methods["session.create"]

        def create(given: Object) -> None:
            with file.open("a", encoding="utf-8") as stream:
                stream.write(f"{given['session']}\n")
            right(given)

        self.methods["session.create"] = create
        super().run()


class Alone(Plain):
    """Has something that only one process can have."""

    def run(self) -> None:
        with (self.folder / "port").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            super().run()


class Sharing(Plain):
    """Has the id of a session in a file that all processes share."""

    SHARED: ClassVar[str] = "shared"

    def __init__(self) -> None:
        super().__init__()
        right = self.target.snapshot

        def snapshot(method: str, given: Object) -> Any:
            file = self.folder / str(given.get("session"))
            found = right(method, given)
            if found and given["session"] == self.SHARED:
                if method == "session.create":
                    file.write_text(found["session"]["id"], encoding="utf-8")
                found["session"]["id"] = file.read_text(encoding="utf-8")
            return found

        self.target.snapshot = snapshot


class CoreOnly(Changed):
    """Refuses the other profile."""

    METHOD = "initialize"

    def method(self, given: Object, right: Right) -> Any:
        return right(given) if given["profile"] == "core" else given["strict is not implemented"]


class Helpless(Plain):
    """Ends at a line that is no request."""

    def answer(self, line: bytes) -> Object:
        json.loads(line)
        return super().answer(line)


class Immortal(Plain):
    """Does not exit when its input ends."""

    def run(self) -> None:
        super().run()
        while True:
            time.sleep(1)


class Lingering(Plain):
    """Takes its time to exit."""

    def run(self) -> None:
        super().run()
        time.sleep(1.3)


class Failing(Plain):
    """Exits with a status that says that something was wrong."""

    def run(self) -> None:
        super().run()
        sys.exit(3)
