"""The small grammar in which rules are written, and how a pattern is found among the words of a message.

======================  ==========================================================================================
``send the video``      these words, one after the other (case, accents and look-alikes do not matter)
``threat*``             words that begin so
``(send | post)``       one of these
``[all] your family``   the bracketed part may be missing
``{publish}``           one of the entries of that name in the rule file's ``[words]`` (entries are patterns themselves)
``<amount>``            an indicator of that kind stands here
``send ... family``     up to 6 other words between, in the same sentence; ``...2`` up to 2, ``...0`` none
``video >> pay``        later in the message, at most 80 words on, across sentences
``video & pay``          both, in any order, at most 80 words apart
``hacked && bitcoin``   both somewhere in the message
``^ hello``             at the beginning of the message
``# hours``             a number in digits, also with its unit attached (``24``, ``24h``)
``{will}+send+{it}``    one word, made of parts written together: words or word lists, whose entry ``""`` is nothing
======================  ==========================================================================================

`&` and `&&` bind last, then ``|``, then sequence. Every pattern must hold at least one word that can be looked for.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from amparo.recognition.normalise import fold
from amparo.recognition.pattern import (
    LATER,
    NEAR,
    Begin,
    Maybe,
    Node,
    Number,
    OfKind,
    Together,
    joined,
    merged,
)
from amparo.recognition.phrases import Phrases
from amparo.recognition.words import words_of

GAP = 6
"""Words that `...` may jump."""
GLUED = 5000
"""Words that one `{will}+send` may stand for."""

_PIECE = re.compile(
    r"\s+|(?P<glued>(?:\{\w+\}|[^\s()\[\]|&<>{}^#+]+)(?:\+(?:\{\w+\}|[^\s()\[\]|&<>{}^#+]+))+\*?)"
    r"|(?P<gap>\.\.\.\d*)|(?P<slot>\{\w+\})|(?P<kind><\w+>)|(?P<mark>>>|&&|[()\[\]|&^#])|(?P<word>[^\s()\[\]|&<>{}^#]+)"
)


class PatternError(ValueError):
    """What is wrong with a pattern, in one sentence."""


@lru_cache(maxsize=4096)
def _spoken(piece: str) -> tuple[str, ...]:
    """The words of a word: French elisions are two."""
    return tuple(words_of(fold(piece).text))


class Vocabulary:
    """The word lists that patterns may name, each read once, and the kinds of indicators."""

    def __init__(self, lists: Mapping[str, Sequence[str]], kinds: frozenset[str]) -> None:
        self.lists = lists
        self.kinds = kinds
        self._nodes: dict[str, Node] = {}
        self._parsed: dict[str, Node] = {}
        self._glued: dict[str, Phrases] = {}
        self._reading: list[str] = []

    def parse(self, pattern: str) -> Node:
        """Read a pattern; `PatternError` says what is wrong. What is written alike is one node."""
        node = self._parsed.get(pattern)
        if node is None:
            node = self._parsed[pattern] = _Parser(pattern, self).whole()
        return node

    def named(self, name: str) -> Node:
        """What stands for `{name}`."""
        if name not in self._nodes:
            if name in self._reading:
                raise PatternError(f"the word list {name!r} contains itself")
            if name not in self.lists:
                raise PatternError(f"no word list is called {name!r}")
            self._reading.append(name)
            try:
                self._nodes[name] = merged([self.parse(entry) for entry in self.lists[name]])
            finally:
                self._reading.pop()
        return self._nodes[name]

    def glued(self, pattern: str) -> Phrases:
        """The words that `{will}+send+{it}` stands for: every choice of its parts, written together."""
        known = self._glued.get(pattern)
        if known is not None:
            return known
        words = [""]
        stem = "*" if pattern.endswith("}*") else ""
        for part in pattern.removesuffix(stem).split("+"):
            choices = self._choices(part)
            words = [word + choice for word in words for choice in choices]
            if len(words) > GLUED:
                raise PatternError(f"{pattern!r} stands for more than {GLUED} words")
        self._glued[pattern] = made = Phrases([(word + stem,) for word in words if word])
        return made

    def _choices(self, part: str) -> list[str]:
        """What a part of a word can be; nothing (`""`) where a word list says so."""
        entries = self.lists.get(part[1:-1], ()) if part.startswith("{") else (part,)
        node = (
            merged([self.parse(entry) for entry in entries if entry])
            if any(entries)
            else self.named(part[1:-1])
        )
        if not isinstance(node, Phrases) or any(len(phrase) > 1 for phrase in node.phrases):
            raise PatternError(f"{part!r} is more than single words: it cannot be part of a word")
        return [*([""] if "" in entries else []), *(phrase[0] for phrase in node.phrases)]


class _Parser:
    def __init__(self, pattern: str, vocabulary: Vocabulary) -> None:
        self._pattern = pattern
        self._vocabulary = vocabulary
        self._pieces: list[tuple[str, str]] = []
        at = 0
        while at < len(pattern):
            found = _PIECE.match(pattern, at)
            if not found:
                raise PatternError(f"cannot read {pattern[at : at + 12]!r} in {pattern!r}")
            if found.lastgroup:
                self._pieces.append((found.lastgroup, found[0]))
            at = found.end()
        self._at = 0

    def whole(self) -> Node:
        node = self._together()
        if self._at < len(self._pieces):
            raise PatternError(f"{self._pieces[self._at][1]!r} closes nothing in {self._pattern!r}")
        return node

    def _peek(self) -> str:
        return self._pieces[self._at][1] if self._at < len(self._pieces) else ""

    def _together(self) -> Node:
        nodes = [self._one_of()]
        anywhere = False
        while self._peek() in ("&", "&&"):
            anywhere |= self._peek() == "&&"
            self._at += 1
            nodes.append(self._one_of())
        return nodes[0] if len(nodes) == 1 else Together(nodes, None if anywhere else NEAR)

    def _one_of(self) -> Node:
        nodes = [self._in_order()]
        while self._peek() == "|":
            self._at += 1
            nodes.append(self._in_order())
        return merged(nodes)

    def _in_order(self) -> Node:
        parts: list[tuple[int, Node]] = []
        gap = 0
        while self._at < len(self._pieces) and self._peek() not in (")", "]", "|", "&", "&&"):
            group, piece = self._pieces[self._at]
            if group == "gap" or piece == ">>":
                if not parts or gap:
                    raise PatternError(f"a gap must stand between two things in {self._pattern!r}")
                gap = LATER if piece == ">>" else int(piece[3:] or GAP)
                self._at += 1
                continue
            parts.append((gap, self._item(group, piece)))
            gap = 0
        if not parts or gap:
            raise PatternError(f"something is missing in {self._pattern!r}")
        return joined(parts)

    def _item(self, group: str, piece: str) -> Node:
        self._at += 1
        if group == "slot":
            return self._vocabulary.named(piece[1:-1])
        if group == "glued":
            return self._vocabulary.glued(piece)
        if group == "kind":
            if piece[1:-1] not in self._vocabulary.kinds:
                raise PatternError(f"no kind of indicator is called {piece[1:-1]!r}")
            return OfKind(piece[1:-1])
        if piece == "^":
            return Begin()
        if piece == "#":
            return Number()
        if piece in "([":
            node = self._together()
            if self._peek() != (")" if piece == "(" else "]"):
                raise PatternError(f"{piece!r} is not closed in {self._pattern!r}")
            self._at += 1
            return node if piece == "(" else Maybe(node)
        stem = piece.endswith("*")
        spoken = _spoken(piece)
        if not spoken:
            raise PatternError(f"{piece!r} holds no word in {self._pattern!r}")
        return Phrases([(*spoken[:-1], spoken[-1] + "*") if stem else spoken])
