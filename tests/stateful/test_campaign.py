"""Conversations that Hypothesis makes up, with right and wrong targets."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from m2m_conformance.adapter.reference import ReferenceAdapter
from m2m_conformance.adapter.server import Method, Params
from m2m_conformance.channel import Channel
from m2m_conformance.derive.offer import PLAIN
from m2m_conformance.derive.twin import Event, Twin
from m2m_conformance.difference import Difference
from m2m_conformance.found import FoundFolder
from m2m_conformance.fuzz.action import Action, Call, Clone, Compress, Create, Give, Wait
from m2m_conformance.fuzz.campaign import Budget, Campaign
from m2m_conformance.fuzz.content import less
from m2m_conformance.fuzz.database import database_of
from m2m_conformance.fuzz.exchange import Exchange, Failure, replay
from m2m_conformance.fuzz.finding import case_of
from m2m_conformance.fuzz.letter import Letter, letters
from m2m_conformance.fuzz.shrink import shrink
from m2m_conformance.outcome import Outcome
from m2m_conformance.pattern import compile_value
from m2m_conformance.target import Target
from m2m_conformance.vector import load_cases
from m2m_ref import M2MError, Message
from m2m_ref.codec import CodecEngine
from m2m_ref.machine import SessionState
from m2m_ref.model import Row, profile_model
from m2m_ref.profile import Profile
from tests.cli.process import CLI
from tests.sequence.target import TARGETS
from tests.sequence.test_source import RULES, embedded, piped
from tests.test_suite import run as play
from tests.wrong import target as wrong

ROOT = Path(__file__).parents[2]


def failures(
    channel: Channel, profile: Profile = Profile.CORE, examples: int = 70, seed: int = 0
) -> list[Failure]:
    campaign = Campaign(Target(channel, profile), Budget(examples), seed, None)
    found = list(campaign.failures())
    assert campaign.examples >= examples
    return found


@pytest.mark.parametrize("profile", [Profile.CORE, pytest.param(Profile.STRICT, marks=pytest.mark.slow)])
def test_the_reference_does_what_the_model_says_of_any_conversation(
    profile: Profile, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, apply = set(), Twin._apply

    def noted(twin: Twin, event: Event) -> Row:
        row = apply(twin, event)
        reached.add(row.id)
        return row

    monkeypatch.setattr(Twin, "_apply", noted)
    rows = profile_model(profile).rows
    for seed in range(4):
        assert failures(embedded(ReferenceAdapter), profile, seed=seed) == []
        if len(reached) >= 0.65 * len(rows):
            break
    assert len(reached) >= 0.65 * len(rows)


@dataclass
class Caught:
    make: type[ReferenceAdapter]
    fault: tuple[str, ...]
    calls: int
    profile: Profile = Profile.CORE


class Deaf(wrong.Wrong):
    """Hands out DATA as it is where its label is not what was agreed on."""

    METHOD = "session.decompress"

    def method(self, params: Params, right: Method) -> object:
        value = right(params)
        negotiated, payload = self.session(params).negotiated, params["message"]["payload"]
        return value if negotiated and payload["algorithm"] == negotiated.algorithm else payload["content"]


class Boastful(wrong.Wrong):
    """Counts the bytes of what it was given as those of what it wrote."""

    METHOD = "session.compress"

    def method(self, params: Params, right: Method) -> object:
        session = self.session(params)
        before = session._bytes_compressed
        value = right(params)
        session._bytes_compressed = before + len(params["content"].encode())
        return value


class Sticky(wrong.Wrong):
    """Forgets what was agreed on when it is given a second ACCEPT."""

    METHOD = "session.process_accept"

    def method(self, params: Params, right: Method) -> object:
        session = self.session(params)
        try:
            return right(params)
        except M2MError:
            if session.state is SessionState.ESTABLISHED:
                session._negotiated = None
            raise


CATCHES = {
    "UncountedClose": Caught(wrong.UncountedClose, ("close/Initial/always", "session.messages_sent"), 3),
    "SilentPing": Caught(wrong.SilentPing, ("receive_ping/Initial/always", "value"), 3),
    "Deaf": Caught(Deaf, ("decompress/Established/decodable", "value"), 5),
    "Boastful": Caught(Boastful, ("compress/Established/encodable", "session.bytes_compressed"), 5),
    "Sticky": Caught(
        Sticky,
        ("process_accept/Established/always", "session.algorithm", "session.encoding"),
        5,
    ),
}


def several(caught: Caught) -> Iterator[Failure]:
    """The failures of some campaigns: what Hypothesis makes of one seed hangs on what else is loaded.

    An initiator takes more calls than a responder to get where a fault is, and a campaign finds it in either.
    """
    for seed in range(12):
        target = Target(embedded(caught.make), caught.profile)
        yield from Campaign(target, Budget(400, rules=12), seed, None).failures()


@pytest.mark.parametrize("name", CATCHES)
def test_a_wrong_target_is_caught_by_a_short_conversation(name: str, tmp_path: Path) -> None:
    caught = CATCHES[name]
    found = (each for each in several(caught) if each.fault == caught.fault)
    failure = next((each for each in found if len(each.steps) <= caught.calls), None)
    assert failure is not None
    target = Target(embedded(caught.make), caught.profile)
    target.start()
    folder = FoundFolder(tmp_path, target, RULES)
    case = case_of(failure, caught.profile, RULES)
    verdict = folder.add(failure.fault, case, failure.differences, {})
    assert verdict.outcome is Outcome.FAILED
    assert tuple(dict.fromkeys(each.path for each in verdict.differences)) == failure.fault[1:]
    cases = load_cases(tmp_path, RULES)
    assert play(Target(embedded(ReferenceAdapter), caught.profile), cases).passed


def test_what_befalls_a_clone_is_shown_without_it_if_it_befalls_the_original_too() -> None:
    target = Target(embedded(wrong.UncountedClose))
    target.start()
    model = profile_model(Profile.CORE)
    long = replay(
        target, model, [Create(1, PLAIN), Clone(2, 1), Clone(3, 2), Wait(4, 1), Call(5, 3, "close")]
    )
    assert long
    short = shrink(long, partial(replay, target, model))
    assert short.actions == (Create(1, PLAIN), Call(5, 1, "close"))


def test_content_is_shown_with_no_more_in_it_than_it_takes() -> None:
    content = '{"a":[1,{"b":"x","c":["long text",2]}],"d":"e"}'

    def play(actions: Sequence[Action]) -> Failure | None:
        shows = isinstance(actions[0], Compress) and '"c":["' in actions[0].content
        return replace(failure, actions=tuple(actions)) if shows else None

    failure = Failure(("fault",), None, (Compress(1, 2, content),), (), (Difference("value", "a", "b"),))
    assert shrink(failure, play).actions == (Compress(1, 2, '{"a":[{"c":[""]}]}'),)
    assert list(less("no JSON")) == []


@pytest.mark.slow
def test_a_target_that_breaks_is_found_out_and_the_campaign_goes_on() -> None:
    found = failures(piped("Fragile"))
    assert ("create_hello/Established/always", "target") in {each.fault for each in found}
    assert all("exited with status 3" in each.differences[0].got for each in found)


def test_a_target_that_does_not_do_the_same_every_time_is_said_to(tmp_path: Path) -> None:
    target = Target(embedded(TARGETS["Moody"]))
    failure = next(iter(Campaign(target, Budget(200), 0, None).failures()))
    target.start()
    case = case_of(failure, Profile.CORE, RULES)
    verdict = FoundFolder(tmp_path, target, RULES).add(failure.fault, case, failure.differences, {})
    assert verdict.outcome is Outcome.FAILED
    assert "does not do the same every time" in verdict.label


@pytest.mark.slow
def test_a_campaign_keeps_to_its_time() -> None:
    campaign = Campaign(Target(embedded(ReferenceAdapter)), Budget(None, 0.5), 0, None)
    assert list(campaign.failures()) == []
    assert campaign.examples >= 50  # the first ones are finished


def test_what_failed_is_kept_and_looked_for_first(tmp_path: Path) -> None:
    counts = []
    for _ in range(2):
        database = database_of(str(tmp_path / "examples"))
        campaign = Campaign(Target(embedded(Boastful)), Budget(400, rules=12), 0, database)
        first = next(iter(campaign.failures()))
        assert first.fault[0] == "compress/Established/encodable"
        counts.append(campaign.steps)
    assert counts[1] < counts[0]


@settings(max_examples=200, deadline=None, database=None)
@given(data=st.data(), profile=st.sampled_from(Profile))
def test_what_is_said_of_a_message_is_true(data: st.DataObject, profile: Profile) -> None:
    """The facts of letters, by the reference's own reader."""
    letter: Letter = data.draw(letters(profile, ["m2m", "tokennative", "brotli", "none"], ["s-1"]))
    value = compile_value(letter.value, {}, pattern=False)
    if letter.unreadable:
        with pytest.raises(M2MError) as caught:
            Message.from_object(value, profile)
        assert caught.value.kind == "json"
        return
    message = Message.from_object(value, profile)
    assert (message.type.value, message.session_id) == (letter.type, letter.id)
    assert (message.get_capabilities() is not None) == (letter.capabilities is not None)
    assert (message.get_rejection() is not None) == letter.rejection
    found = message.get_data()
    assert (found is not None) == (letter.data is not None)
    if found and letter.data:
        engine = CodecEngine(profile=profile)
        if letter.data.content is not None:
            assert engine.decompress(found.content) == letter.data.content
        else:
            with pytest.raises(M2MError) as caught:
                engine.decompress(found.content)
            assert caught.value.kind in letter.data.kinds


def test_a_conversation_is_written_down_as_it_was_played() -> None:
    target = Target(embedded(ReferenceAdapter))
    target.start()
    exchange = Exchange(target, profile_model(Profile.CORE))
    own = {**PLAIN, "compression": {**PLAIN["compression"], "algorithms": ["m2m"]}}
    actions: list[Action] = [
        Create(1, own),
        Create(2, own),
        Call(3, 1, "create_hello"),
        Give(4, 2, "receive_hello", 3),
        Give(5, 1, "process_accept", 4),
        Compress(6, 1, '{"a":1}'),
        Give(7, 2, "decompress", 6),
    ]
    for action in actions:
        exchange.run(action)
    calls = [step["call"].partition(".")[2] for step in exchange.steps]
    assert calls == [
        "create",
        "create",
        "create_hello",
        "process_message",
        "process_accept",
        "compress",
        "decompress",
    ]
    assert exchange.steps[3]["with"]["message"] == "$message_1"
    assert exchange.steps[-1]["expect"]["value"] == '{"a":1}'
    assert not exchange.applies(Give(8, 9, "decompress", 6))
    assert not exchange.applies(Give(8, 2, "decompress", 5))


def cli(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*CLI, *words], cwd=folder, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.slow
def test_the_command_shown_plays_a_failure_again(tmp_path: Path) -> None:
    target = [sys.executable, str(ROOT / "tests" / "wrong" / "target.py"), "UncountedClose"]
    done = cli("fuzz", "--examples", "40", "--", *target, folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "FAILED found/close-initial/messages-sent" in done.stdout
    commands = [line.partition("again: ")[2] for line in done.stdout.splitlines() if "  again: " in line]
    assert commands
    for command in commands:
        again = cli(*shlex.split(command)[1:], folder=tmp_path)
        assert again.returncode == 1, again.stdout
        assert "session.messages_sent" in again.stdout


def test_nothing_is_found_in_the_reference(tmp_path: Path) -> None:
    done = cli("fuzz", "--examples", "20", folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "NOTHING FOUND in 20 conversations" in done.stdout
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    done = cli("fuzz", "--", "./no-such-adapter", folder=tmp_path)
    assert done.returncode == 2
    assert "no-such-adapter" in done.stderr
    both = cli("fuzz", "--examples", "1", "--seconds", "1", folder=tmp_path)
    assert both.returncode == 2
