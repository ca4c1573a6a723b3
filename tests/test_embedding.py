"""An adapter in Python that is judged in this process: what it may be, and what is said of a wrong one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from m2m_conformance.adapter import Adapter
from m2m_conformance.adapter.embedding import embedded
from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target

WELCOME = {"protocol": 1, "name": "mine", "version": "1", "language": "Python", "features": ["engine"]}


class Mine:
    """Has what it takes, and nothing more."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []

    def answer(self, request: dict[str, Any], /) -> Mapping[str, Any]:
        self.requests.append(request)
        return {"result": {"value": WELCOME if request["method"] == "initialize" else "m2m"}}


def asked(given: object) -> Any:
    target = Target(embedded(given))
    target.start()
    return target.request("engine.detect", {"wire": "x"}).value


def test_an_object_a_function_and_a_class_are_adapters() -> None:
    mine: Adapter = Mine()
    assert asked(mine) == asked(mine.answer) == asked(Mine) == "m2m"
    assert asked(ReferenceAdapter().server.reply) == "none"


def test_requests_are_those_of_the_adapter_protocol() -> None:
    mine = Mine()
    asked(mine)
    assert [each["method"] for each in mine.requests] == ["initialize", "engine.detect"]
    assert all(each.keys() == {"jsonrpc", "id", "method", "params"} for each in mine.requests)


def test_a_class_is_called_for_each_start_and_an_object_stays() -> None:
    made = []

    class Counted(Mine):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    target = Target(embedded(Counted))
    target.start()
    target.restart()
    assert [len(each.requests) for each in made] == [1, 1]
    mine = Mine()
    target = Target(embedded(mine))
    target.start()
    target.restart()
    assert [each["method"] for each in mine.requests] == ["initialize", "initialize"]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (None, "the adapter's reply is None, where a dict should be"),
        (b"{}", "the adapter's reply is b'{}' (bytes), where a dict should be"),
        ({"result": {1, 2}}, "the adapter's reply is not JSON: Type is not JSON serializable: set"),
        ({}, "not as spec/adapter.md says"),
        ({"id": 99, "result": {"value": WELCOME}}, "a reply with id 99"),
    ],
)
def test_a_reply_that_is_none_is_broken(reply: object, told: str) -> None:
    with pytest.raises(BrokenTargetError) as caught:
        asked(lambda _: reply)
    assert str(caught.value).startswith(told)


def test_an_exception_is_broken_and_its_traceback_the_log() -> None:
    def answer(_request: dict[str, Any]) -> dict[str, Any]:
        raise ValueError("no")

    target = Target(embedded(answer))
    with pytest.raises(BrokenTargetError, match=r"^the adapter raised ValueError: no$"):
        target.start()
    assert 'raise ValueError("no")' in target.log()


def test_one_that_cannot_be_made_is_broken() -> None:
    class Unmade:
        def __init__(self) -> None:
            raise OSError("no licence")

    with pytest.raises(BrokenTargetError, match=r"^the adapter raised OSError: no licence$"):
        asked(Unmade)


@pytest.mark.parametrize("given", [None, 5, object(), type("Empty", (), {})])
def test_what_is_no_adapter_is_refused(given: object) -> None:
    with pytest.raises(
        NotDoneError, match=r" is no adapter: it has no method answer\(request\), and is no function$"
    ):
        asked(given)
