"""A session of a target, given inputs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from m2m_conformance.automaton.alphabet import Alphabet, Input, Wrong
from m2m_conformance.automaton.conversation import Conversation
from m2m_conformance.automaton.observation import NOTHING, Observation, Snapshot, observe, seen_of_clone
from m2m_conformance.automaton.recognition import Recognition
from m2m_conformance.channel import BrokenTargetError
from m2m_conformance.derive.script import ID
from m2m_conformance.derive.stimulus import HANDLE, Scene, content_of, stimulus
from m2m_conformance.derive.twin import TIMEOUT
from m2m_conformance.reply import Reply
from m2m_conformance.target import Target
from m2m_ref.model import Model

Request = tuple[str, dict[str, Any]]


class Observed:
    """Sessions of `target`, one after the other: `begin` makes a new one.

    Every method may raise BrokenTargetError and UnsupportedError.
    """

    def __init__(self, target: Target, model: Model, alphabet: Alphabet) -> None:
        self._target = target
        self._model = model
        self.alphabet = alphabet
        self._recognition = Recognition(model)
        self._create = self._creation()
        self._requests: dict[tuple[str, Wrong, Scene], Request] = {}
        self._conversation = Conversation(alphabet)

    def _creation(self) -> dict[str, Any]:
        own = self._recognition.plain(self.alphabet.own.written())
        params = {"session": HANDLE, "id": ID, "capabilities": own}
        timeout = self.alphabet.timeout
        return params if timeout == TIMEOUT else {**params, "timeout": timeout}

    def begin(self) -> None:
        """A new session."""
        self._conversation = Conversation(self.alphabet)
        reply = self._target.request("session.create", self._create)
        if reply.kind is not None:
            raise BrokenTargetError(f"session.create: refused: {reply.kind}: {reply.text}")
        self._conversation.seen = _snapshot(reply, "session.create")

    def step(self, given: Input) -> Observation:
        """What is seen of the next input."""
        talk = self._conversation
        scene = talk.scene(given)
        if given.event is None:
            return self._observed(self._wait(given.seconds), scene, self._look())
        call, params = self._request(given.event, given.wrong, scene)
        if call == "session.clone":
            return self._clone(given, params, scene)
        reply = self._target.request(call, params)
        after = _snapshot(reply, call)
        return self._observed(
            self._recognition.result(reply, scene, after, content_of(given.wrong)), scene, after
        )

    def _request(self, event: str, wrong: Wrong, scene: Scene) -> Request:
        """Method and parameters; made once, since most of the time goes into making them."""
        key = (event, wrong, scene)
        if key not in self._requests:
            made = stimulus(self._model.events[event], wrong, scene)
            self._requests[key] = (made.call, self._recognition.plain(made.params))
        return self._requests[key]

    def _observed(self, result: str, scene: Scene, after: Snapshot) -> Observation:
        before, self._conversation.seen = self._conversation.seen, after
        return observe(result, scene, before, after, relative=self.alphabet.relative)

    def _wait(self, seconds: int) -> str:
        reply = self._target.request("clock.advance", {"seconds": seconds})
        return NOTHING if reply.kind is None else f"error {reply.kind}"

    def _look(self) -> Snapshot:
        reply = self._target.request("session.stats", {"session": self._conversation.handle})
        return _snapshot(reply, "session.stats")

    def _clone(self, given: Input, params: dict[str, Any], scene: Scene) -> Observation:
        """A clone shows itself; the session it was made from shows itself when asked."""
        handle = self._conversation.next_clone()
        reply = self._target.request("session.clone", {**params, "as": handle})
        if reply.kind is not None:
            return self._observed(f"error {reply.kind}", scene, self._look())
        if given.taken:
            self._conversation.take(handle)
            return self._observed("clone", scene, _snapshot(reply, "session.clone"))
        seen = self._observed("clone", scene, self._look())
        clone = _snapshot(reply, "session.clone")
        return replace(seen, clone=seen_of_clone(self._conversation.seen, clone))


def _snapshot(reply: Reply, call: str) -> Snapshot:
    if reply.session is None:
        raise BrokenTargetError(f"{call}: refused without a snapshot of the session")
    return reply.session
