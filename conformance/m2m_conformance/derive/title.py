"""What a row is about, in words and in requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from m2m_conformance.requirement import Requirement
from m2m_ref.model import Model, Row
from m2m_ref.profile import Profile


def words(row: Row, model: Model) -> str:
    """What happens in which state: `CLOSE given to process_message in Closing (own)`."""
    event = model.events[row.event]
    call = event.call or "time"
    what = f"{event.message} given to {call}" if event.message else call
    return f"{what} in {row.state}" + ("" if row.when == "always" else f" ({row.when.replace('_', ' ')})")


def outcome(row: Row) -> str:
    """What comes of it: `returns PONG, counts as received and sent, the state stays`."""
    return ", ".join(_outcome(row))


def _outcome(row: Row) -> Iterator[str]:
    if row.failure:
        yield f"fails with {row.failure.kind or 'the error of the codec'}"
    elif row.reply:
        yield f"returns {row.reply.message}"
    else:
        yield f"returns the {row.returns}" if row.returns else "has no answer"
    counted = [name for name in ("received", "sent") if getattr(row, name)]
    yield f"counts as {' and '.join(counted)}" if counted else "counts nothing"
    yield f"leads to {row.target}" if row.target != row.state else "the state stays"


def about(rows: Iterable[Row], requirements: Iterable[Requirement], profile: Profile) -> list[str]:
    """The ids of the sentences about these rows, without those on the idle clock unless there are no others.

    The idle clock shows only when time passes.
    """
    own = [each for each in requirements if each.profile in ("both", profile.value)]
    names = [row.id for row in rows]
    found = [each for each in own if any(fnmatchcase(name, rows) for rows in each.rows for name in names)]
    return [each.id for each in found if "idle clock" not in each.text] or [each.id for each in found]
