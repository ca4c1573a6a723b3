"""Every check, in the order in which they are told of, and in which what is wrong should be mended."""

from __future__ import annotations

from m2m_conformance.examine import feature, hello, life, opening, parameter, refusal, request, session
from m2m_conformance.examine.check import Check

_CREATED = {"needs": ("session",), "after": ("create",)}

OPENING = (
    Check("start", "The command can be started"),
    Check("answer", "A request is answered within the time limit"),
    Check("flush", "A reply is written out at once, up to its line end"),
    Check("stdout", "stdout carries replies and nothing else"),
    Check("line", "A reply is one line"),
    Check("utf8", "Replies are UTF-8, without a byte order mark"),
    Check("reply", "A reply is a JSON-RPC 2.0 response"),
    Check("id", "A reply repeats the id of its request"),
    Check("initialize", "initialize tells who it is and what it has"),
    Check("features", "features has known names, each once", opening.features),
    Check("lacks", "lacks is about features that are not there", opening.lacks),
)
"""What the first exchange shows."""

CHECKS = (
    *OPENING,
    Check("running", "It goes on running until its input ends", opening.running),
    Check("method", "An unknown method is answered with error -32601", refusal.method),
    Check("ids", "Ids may be large, and are in no order", opening.ids, after=("method",)),
    Check("create", "session.create makes a session, as it is asked to", session.create, ("session",)),
    Check("snapshot", "session.* replies have a whole snapshot, others none"),
    Check("replace", "A handle that is used again is another session", session.replace, **_CREATED),
    Check("apart", "A call to one session does not change another", session.apart, **_CREATED),
    Check("hello", "A HELLO has the capabilities that were given", hello.hello, **_CREATED),
    Check("refusal", "A refused call is error -32000 with a known kind", refusal.refusal, **_CREATED),
    Check("unreadable", "A message that cannot be read is a refused call", refusal.unreadable, **_CREATED),
    Check("declared", "What is declared is there", feature.declared),
    Check("calls", "Right requests are carried out or refused", feature.calls),
    Check("value", "Values have the form that belongs to the method", feature.value),
    Check(
        "clone",
        "The snapshot of session.clone is the clone's",
        session.clone,
        ("session", "clone"),
        ("create",),
    ),
    Check(
        "clock",
        "clock.advance moves the clock, and takes no time",
        session.clock,
        ("session", "clock"),
        ("create",),
    ),
    Check("text", "Text comes through unchanged, whatever is in it", request.text),
    Check("long", "A line may be a mebibyte long, both ways", request.long),
    Check("space", "White space around a request does not matter", request.space, after=("method",)),
    Check("params", "A missing parameter is answered with error -32602", parameter.params),
    Check("handle", "An unknown handle is answered with error -32602", refusal.handle, **_CREATED),
    Check("undeclared", "What is not declared is answered too", feature.undeclared, after=("method",)),
    Check("killed", "It can be killed at any time, and started again", life.killed),
    Check(
        "fresh",
        "A new process knows nothing of the one before",
        life.fresh,
        ("session",),
        ("create", "handle", "killed"),
    ),
    Check("together", "Two processes do not disturb each other", life.together),
    Check("profile", "It starts for either profile", life.profile),
    Check("partial", "Every method of a declared feature is there", feature.partial),
    Check("twice", "Of a key that stands twice the last one counts", request.twice, after=("method",)),
    Check("garbage", "A line that is no request does not end it", life.garbage, after=("method",)),
    Check("end", "At the end of its input it exits, within a second", life.end),
)
