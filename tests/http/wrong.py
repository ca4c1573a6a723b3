"""Servers that are each wrong in one way: the reference's binding with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from m2m_conformance.serve.binding import Binding, RefusedError, Result
from m2m_ref import Capabilities, Message, MessageType, Session


def message_of(body: bytes) -> Message:
    return Message.from_json(body)


def end_all(binding: Binding) -> None:
    for entry in list(binding.sessions._entries):
        binding.sessions.remove(entry)


class NoVersion(Binding):
    async def health(self) -> Result:
        return 200, {"status": "ok"}


class StatusOfText(Binding):
    async def status(self) -> Result:
        return 200, "ok"


class SameId(Binding):
    def _session(self) -> Session:
        return Session(self.capabilities, id="s-1")


class IdOfTheClient(Binding):
    async def message(self, body: bytes) -> Result:
        status, answer = await super().message(body)
        told = message_of(body).session_id
        return status, {**answer, "session_id": told} if told and answer["type"] == "ACCEPT" else answer


class NoCapabilities(Binding):
    async def begin(self, body: bytes) -> Result:
        status, answer = await super().begin(body)
        return status, {"session_id": answer["session_id"]}


class BegunWith200(Binding):
    async def begin(self, body: bytes) -> Result:
        _, answer = await super().begin(body)
        return 200, answer


class ShowsNothing(Binding):
    """As the released server."""

    async def show(self, id: str) -> Result:  # noqa: A002
        raise RefusedError(404, "there is no such session")


class DeletesNothingWith200(Binding):
    async def end(self, id: str) -> Result:  # noqa: A002
        status = 204 if self.sessions.get(id) else 200
        await super().end(id)
        return status, None


class ShowsAnything(Binding):
    async def show(self, id: str) -> Result:  # noqa: A002
        return 200, {"session_id": id, "state": "Established"}


class ShowsNoState(Binding):
    async def show(self, id: str) -> Result:  # noqa: A002
        await super().show(id)
        return 200, {}


class KeepsDeleted(Binding):
    async def end(self, id: str) -> Result:  # noqa: A002
        return 204, None


class DeletesAll(Binding):
    async def end(self, id: str) -> Result:  # noqa: A002
        end_all(self)
        return 204, None


class CountsCharacters(Binding):
    async def compress(self, body: bytes) -> Result:
        status, answer = await super().compress(body)
        return status, {**answer, "original_bytes": len(answer["data"])}


class BytesOfCharacters(Binding):
    async def decompress(self, body: bytes) -> Result:
        status, answer = await super().decompress(body)
        return status, {**answer, "bytes": len(answer["content"])}


class RatioUpsideDown(Binding):
    async def compress(self, body: bytes) -> Result:
        status, answer = await super().compress(body)
        return status, {**answer, "ratio": answer["compressed_bytes"] / answer["original_bytes"]}


class LosesEmoji(Binding):
    async def decompress(self, body: bytes) -> Result:
        status, answer = await super().decompress(body)
        content = "".join(each for each in answer["content"] if ord(each) < 0x10000)
        return status, {**answer, "content": content}


class UsualIsNone(Binding):
    """Writes something else where no algorithm is named."""

    async def compress(self, body: bytes) -> Result:
        status, answer = await super().compress(body)
        return status, answer if b"algorithm" in body else {**answer, "data": "{}"}


class AutoIsBrotli(Binding):
    async def compress_auto(self, body: bytes) -> Result:
        return await self.compress(body[:-1] + b',"algorithm":"brotli"}')


class TakesAnyVersion(Binding):
    """As the released server: a new session has the client's capabilities."""

    async def message(self, body: bytes) -> Result:
        message = message_of(body)
        offered = message.get_capabilities()
        if message.type is MessageType.HELLO and offered is not None:
            session = Session(Capabilities(version=offered.version, compression=offered.compression))
            self.sessions.add(session)
            return 200, session.process_hello(message).to_object()
        return await super().message(body)


class HelloWithoutCapabilities(Binding):
    async def message(self, body: bytes) -> Result:
        message = message_of(body)
        if message.type is MessageType.HELLO and message.get_capabilities() is None:
            return await super().message(Message.hello(Capabilities()).to_json().encode())
        return await super().message(body)


class _Typed(Binding):
    """Has an answer of its own to messages of one type."""

    kind: MessageType

    async def message(self, body: bytes) -> Result:
        try:
            message = message_of(body)
        except Exception:
            return await super().message(body)
        if message.type is self.kind:
            return await self.own(message, body)
        return await super().message(body)

    async def own(self, message: Message, body: bytes) -> Result:
        raise NotImplementedError


class DataOfNobody(_Typed):
    kind = MessageType.DATA

    async def own(self, message: Message, body: bytes) -> Result:
        return 200, message.to_object()


class DataOfAnother(_Typed):
    kind = MessageType.DATA

    async def own(self, message: Message, body: bytes) -> Result:
        status, answer = await Binding.message(self, body)
        return status, {**answer, "session_id": "another"}


class DataWithoutAlgorithm(_Typed):
    kind = MessageType.DATA

    async def own(self, message: Message, body: bytes) -> Result:
        status, answer = await Binding.message(self, body)
        return status, {**answer, "payload": {"content": "x"}}


class BrokenDataEnds(_Typed):
    kind = MessageType.DATA

    async def own(self, message: Message, body: bytes) -> Result:
        try:
            return await Binding.message(self, body)
        except RefusedError:
            self.sessions.remove(message.session_id or "")
            raise


class OnlyAscii(_Typed):
    kind = MessageType.DATA

    async def own(self, message: Message, body: bytes) -> Result:
        if not body.isascii():
            raise RefusedError(400, "only ASCII is taken")
        return await Binding.message(self, body)


class PongOfAnother(_Typed):
    kind = MessageType.PING

    async def own(self, message: Message, body: bytes) -> Result:
        return 200, Message.pong("another").to_object()


class PingTwice(_Typed):
    """Answers the first PING of all only."""

    kind = MessageType.PING
    pinged = False

    async def own(self, message: Message, body: bytes) -> Result:
        if self.pinged:
            raise RefusedError(400, "once is enough")
        self.pinged = True
        return await Binding.message(self, body)


class CloseKeeps(_Typed):
    kind = MessageType.CLOSE

    async def own(self, message: Message, body: bytes) -> Result:
        return 200, message.to_object()


class CloseEndsAll(_Typed):
    kind = MessageType.CLOSE

    async def own(self, message: Message, body: bytes) -> Result:
        end_all(self)
        return 200, message.to_object()


class CloseWithoutAnswer(_Typed):
    kind = MessageType.CLOSE

    async def own(self, message: Message, body: bytes) -> Result:
        await Binding.message(self, body)
        return 204, None


class StrayAccept(_Typed):
    kind = MessageType.ACCEPT

    async def own(self, message: Message, body: bytes) -> Result:
        return 200, message.to_object()


class WrongTypesAre422(Binding):
    def _object(self, body: bytes) -> dict[str, Any]:
        found = super()._object(body)
        if not all(isinstance(value, str | dict | None) for value in found.values()):
            raise RefusedError(422, "not processable")
        return found


class FaultsAre500(Binding):
    async def decompress(self, body: bytes) -> Result:
        try:
            return await super().decompress(body)
        except RefusedError as error:
            raise RefusedError(500, str(error)) from error


WRONG: Mapping[type[Binding], tuple[str, ...]] = {
    NoVersion: ("http/server/health",),
    StatusOfText: ("http/server/status",),
    SameId: (
        "http/handshake/ids-differ",
        "http/concurrent/hellos",
    ),
    IdOfTheClient: ("http/handshake/id-of-the-client",),
    NoCapabilities: ("http/session/begun",),
    BegunWith200: ("http/session/begun-without-capabilities",),
    ShowsNothing: ("http/session/shown", "http/session/shown-after-hello"),
    UsualIsNone: ("http/engine/compress-without-algorithm",),
    DeletesNothingWith200: ("http/session/unknown-deleted",),
    ShowsAnything: (
        "http/session/unknown",
        "http/session/deleted",
        "http/end/shown-after-close",
    ),
    ShowsNoState: ("http/session/shown-with-its-state",),
    KeepsDeleted: (
        "http/session/deleted",
        "http/session/deleted-after-hello",
    ),
    DeletesAll: ("http/session/deleted-alone",),
    CountsCharacters: ("http/engine/figures",),
    BytesOfCharacters: ("http/engine/decompress",),
    RatioUpsideDown: ("http/engine/ratio",),
    LosesEmoji: ("http/engine/decompress",),
    AutoIsBrotli: ("http/engine/compress-auto",),
    TakesAnyVersion: ("http/handshake/other-version",),
    HelloWithoutCapabilities: ("http/handshake/without-capabilities",),
    DataOfNobody: (
        "http/data/of-no-session",
        "http/data/unreadable",
        "http/end/data-after-close",
    ),
    DataOfAnother: (
        "http/data/answered",
        "http/concurrent/data-of-many",
    ),
    DataWithoutAlgorithm: ("http/data/answered-with-data",),
    BrokenDataEnds: ("http/data/unreadable",),
    OnlyAscii: ("http/data/in-every-script",),
    PongOfAnother: ("http/end/ping",),
    PingTwice: ("http/end/ping-often",),
    CloseKeeps: (
        "http/end/data-after-close",
        "http/end/shown-after-close",
    ),
    CloseEndsAll: ("http/end/close-alone",),
    CloseWithoutAnswer: ("http/end/close",),
    StrayAccept: ("http/handshake/answers-without-a-question",),
    WrongTypesAre422: ("http/error/engine-of-another-type",),
    FaultsAre500: (
        "http/engine/unreadable",
        "http/error/no-json",
    ),
}
"""Each with the cases that see it."""
