"""Every command of the command line, and the examples in their helps."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

from m2m_conformance.cli import parser
from m2m_conformance.usage import NAME, Parser

_ENDS = {"|", "<", ">", ">>", ")", "&", "&&", ";"}


def tree(top: Parser) -> Iterator[Parser]:
    """The parser and those of its commands, in the order of the helps."""
    yield top
    for listed in top.groups.values():
        for each in listed:
            yield from tree(each)


PARSERS = {each.prog: each for each in tree(parser())}


def words_of(example: str) -> list[str]:
    """What the example gives to this program, as a shell would; nothing if it is not in it."""
    lexer = shlex.shlex(example, posix=True, punctuation_chars=True)
    lexer.whitespace_split, lexer.commenters = True, ""
    words = list(lexer)
    own = words[words.index(NAME) + 1 :]
    return own[: next((at for at, word in enumerate(own) if word in _ENDS), len(own))]


EXAMPLES = {example: words_of(example) for each in PARSERS.values() for _, example in each.examples}
