"""A Python implementation as a target in the suite's own process: requests and replies are objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeAlias

import orjson

from m2m_conformance.channel import BrokenTargetError, EmbeddedChannel, excerpt
from m2m_conformance.status import NotDoneError

Reply: TypeAlias = "Callable[[dict[str, Any]], Mapping[str, Any]]"
"""Gives the reply to a request."""


class Adapter(Protocol):
    """What is judged in the suite's own process: an object with a method `answer`.

    It is given one request of spec/adapter.md at a time, as `json.loads` reads its line, and returns the
    reply as `json.dumps` would be given it: `{"result": …}` or `{"error": …}`. `jsonrpc` and `id` may be left
    out of it, since nothing can get mixed up here. Nothing else differs from an adapter in a process of its
    own: the same requests come, `initialize` first, and replies are held to the same schema.

    An exception is a broken target: the case is errored, and `initialize` comes again before the next case.
    """

    def answer(self, request: dict[str, Any], /) -> Mapping[str, Any]:
        """The reply to a request."""


def embedded(given: object) -> EmbeddedChannel:
    """A channel to an Adapter, to a function that does what its `answer` does, or to a class of either.

    A class is called whenever the target is started; anything else stays the same object all the time.
    Raises NotDoneError for what is none of these.
    """
    if isinstance(given, type):
        return EmbeddedChannel(lambda: _lines(_reply_of(given())))
    reply = _reply_of(given)
    return EmbeddedChannel(lambda: _lines(reply))


def _reply_of(given: object) -> Reply:
    reply = getattr(given, "answer", given)
    if not callable(reply):
        shown = excerpt.text(repr(given))
        raise NotDoneError(f"{shown} is no adapter: it has no method answer(request), and is no function")
    return reply


def _lines(reply: Reply) -> Callable[[bytes], bytes]:
    """The same with lines, as a channel has them."""

    def answer(line: bytes) -> bytes:
        request = orjson.loads(line)
        given = reply(request)
        if not isinstance(given, Mapping):
            raise BrokenTargetError(f"the adapter's reply is {_shown(given)}, where a dict should be")
        try:
            return orjson.dumps({"jsonrpc": "2.0", "id": request["id"], **given})
        except TypeError as error:
            raise BrokenTargetError(f"the adapter's reply is not JSON: {error}") from error

    return answer


def _shown(value: object) -> str:
    return "None" if value is None else f"{excerpt.text(repr(value))} ({type(value).__name__})"
