"""A session as the model foresees it, given inputs."""

from __future__ import annotations

from copy import copy
from dataclasses import replace

from m2m_conformance.automaton.alphabet import Alphabet, Input
from m2m_conformance.automaton.conversation import Conversation
from m2m_conformance.automaton.observation import NOTHING, Observation, observe, seen_of_clone
from m2m_conformance.derive.script import ID, codec_error
from m2m_conformance.derive.stimulus import stimulus
from m2m_conformance.derive.twin import Twin
from m2m_ref.model import Model, Reply, Row
from m2m_ref.profile import Profile, settings


class Foreseen:
    """A session of `model`. `row` is the one that decided the last call, None if time passed."""

    def __init__(self, model: Model, alphabet: Alphabet) -> None:
        self.alphabet = alphabet
        self.twin = Twin(model, settings(Profile(model.profile)), ID, alphabet.timeout)
        self.conversation = Conversation(alphabet)
        self.row: Row | None = None

    def copy(self) -> Foreseen:
        """The same again, to try something with."""
        other = copy(self)
        other.twin, other.conversation = copy(self.twin), copy(self.conversation)
        return other

    def step(self, given: Input) -> Observation:
        """What is to be seen of the next input."""
        scene = self.conversation.scene(given)
        result = NOTHING
        self.row = None
        if given.event is None:
            self.twin.now += given.seconds
        else:
            made = stimulus(self.twin.model.events[given.event], given.wrong, scene)
            self.row = self.twin.happens(made.event)
            result = result_of(self.row)
        clone = self._clone(given)
        before, after = self.conversation.seen, self.twin.snapshot()
        self.conversation.seen = after
        seen = observe(result, scene, before, after, relative=self.alphabet.relative)
        return replace(seen, clone=clone) if clone else seen

    def _clone(self, given: Input) -> str:
        """Go on with the clone if it is to be taken; else what is seen of it."""
        if self.row is None or self.row.returns != "session":
            return ""
        clone = self.twin.copy()
        if not given.taken:
            return seen_of_clone(self.twin.snapshot(), clone.snapshot())
        self.twin = clone
        self.conversation.take(self.conversation.next_clone())
        return ""


def result_of(row: Row) -> str:
    """What a row hands back, as an observation has it."""
    if row.failure:
        return f"error {row.failure.kind or codec_error(row)}"
    if row.reply:
        return label(row.reply)
    return {"content": "content", "session": "clone"}.get(row.returns or "", NOTHING)


def label(reply: Reply) -> str:
    """A message handed back, as an observation has it."""
    return f"{reply.message} {reply.code}" if reply.code else reply.message
