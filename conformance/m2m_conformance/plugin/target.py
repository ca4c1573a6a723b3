"""How the target of a run of pytest is reached."""

from __future__ import annotations

from m2m_conformance.adapter.embedding import embedded
from m2m_conformance.channel import TIMEOUT, Channel, EmbeddedChannel, PipeChannel
from m2m_conformance.plugin.setting import Kind, Setting, Who
from m2m_conformance.status import NotDoneError
from m2m_conformance.target import Target


def target_of(setting: Setting, given: object = None) -> Target:
    """What `setting` names; where that is a fixture, what it has `given`.

    Raises NotDoneError if that is no adapter.
    """
    return Target(_channel(setting, given), setting.profile)


def _channel(setting: Setting, given: object) -> Channel:
    who = setting.who
    if who.kind is Kind.FIXTURE:
        return _embedded(who, given)
    if who.address is not None:
        from m2m_conformance.http.channel import HttpChannel  # here, as below, since most runs do without

        return HttpChannel(who.address, setting.timeout)
    if who.command:
        return PipeChannel(who.command, setting.timeout or TIMEOUT, folder=who.folder)
    from m2m_conformance.start import channel

    return channel((), None)


def _embedded(who: Who, given: object) -> EmbeddedChannel:
    if given is None:
        raise NotDoneError(f"no fixture m2m_target gives an adapter; define it in {who.folder}/conftest.py")
    return embedded(given)
