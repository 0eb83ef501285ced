"""The small grammar in which rules are written, and how a pattern is found among the words of a message.

======================  ==========================================================================================
``send the video``      these words, one after the other (case, accents and look-alikes do not matter)
``threat*``             words that begin so
``(send | post)``       one of these
``[all] your family``   the bracketed part may be missing
``{publish}``           one of the entries of that name in the rule file's ``[words]`` (entries are patterns themselves)
``<amount>``            an indicator of that kind stands here
``send ... family``     up to 6 other words between, in the same sentence; ``...2`` up to 2, ``...0`` none
``video >> pay``        later in the message, any number of words and sentences on
``hacked & bitcoin``    both somewhere in the message, in any order
``^ hello``             at the beginning of the message
``# hours``             a number in digits, also with its unit attached (``24``, ``24h``)
======================  ==========================================================================================

`&` binds last, then ``|``, then sequence. Every pattern must hold at least one word that can be looked for.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Protocol

from amparo.recognition.normalise import Mapped, fold

GAP = 6
"""Words that `...` may jump."""

_WORD = re.compile(r"(?<![^\W_])(?:[cdjlmnst]|(?:jus|lors|puis|quoi)?qu)(?='[^\W_])|[^\W_]+(?:'[^\W_]+)*")
_SENTENCE_END = re.compile(r"(?<![.])[.!?;](?![.!?\w])|\n|[!?]+")
_PIECE = re.compile(
    r"\s+|(?P<gap>\.\.\.\d*)|(?P<slot>\{\w+\})|(?P<kind><\w+>)|(?P<mark>>>|[()\[\]|&^#])|(?P<word>[^\s()\[\]|&<>{}^#]+)"
)
_NOTHING: frozenset[str] = frozenset()


class PatternError(ValueError):
    """What is wrong with a pattern, in one sentence."""


def words_of(folded: str) -> list[str]:
    """The words of folded text: `don't` is one (`dont`), `j'envoie` are two."""
    return [word.replace("'", "") for word in _WORD.findall(folded)]


class Words:
    """One message as a sequence of words, for patterns."""

    __slots__ = ("_kinds", "_sentence", "_spans", "at", "mapped", "words")

    def __init__(
        self, mapped: Mapped, kinds: Callable[[str], Sequence[tuple[int, int]]] | None = None
    ) -> None:
        """`kinds`: gives the places of indicators of a kind, in characters of the source text."""
        self.mapped = mapped
        self._spans: list[tuple[int, int]] = []
        self.words: list[str] = []
        self.at: dict[str, list[int]] = {}
        """Where each word stands, ascending."""
        for found in _WORD.finditer(mapped.text):
            word = found[0].replace("'", "") if "'" in found[0] else found[0]
            self.at.setdefault(word, []).append(len(self.words))
            self.words.append(word)
            self._spans.append(found.span())
        self._kinds = kinds
        self._sentence: list[int] | None = None

    def sentence_end(self, word: int) -> int:
        """Index of the first word after the sentence in which `word` stands."""
        ends = self._sentence_ends()
        place = bisect_left(ends, word + 1)
        return ends[place] if place < len(ends) else len(self.words)

    def sentence_start(self, word: int) -> int:
        ends = self._sentence_ends()
        place = bisect_left(ends, word + 1)
        return ends[place - 1] if place else 0

    def _sentence_ends(self) -> list[int]:
        if self._sentence is None:
            starts = [start for start, _ in self._spans]
            self._sentence = [
                bisect_left(starts, stop.start()) for stop in _SENTENCE_END.finditer(self.mapped.text)
            ]
        return self._sentence

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Characters of the source text that hold the words `start` to `end` (exclusive)."""
        return self.mapped.span(self._spans[start][0], self._spans[end - 1][1])

    def of_kind(self, kind: str) -> list[tuple[int, int]]:
        """The words (start, end) that indicators of that kind cover."""
        if self._kinds is None:
            return []
        starts = [start for start, _ in self._spans]
        places = []
        for span in self._kinds(kind):
            first, last = self.mapped.from_source(*span)
            begin = bisect_left([end for _, end in self._spans], first + 1)
            stop = bisect_left(starts, last)
            if begin < stop:
                places.append((begin, stop))
        return places


class Node(Protocol):
    """A part of a pattern."""

    def starts(self, words: Words) -> list[int]:
        """Where it may begin, ascending; a superset of where it does."""
        ...

    def ends(self, words: Words, start: int) -> Iterator[int]:
        """Where it ends (exclusive) if it begins at `start`, nearest first."""
        ...

    def anchors(self) -> tuple[float, frozenset[str]] | None:
        """Words of which one must occur wherever this occurs, with how common they are; None: there are none."""
        ...


_COMMON = frozenset(
    words_of(
        fold(
            "i you he she it we they me him her us them my your ur his its our their a an the this that these those to of "
            "in on at for from with and or but if not no yes do does did dont is are was were be been am im will ill can "
            "have has had just so what when how who all any some one get got go going want know like love time day see "
            "say said up out now then there here u r je tu il elle on nous vous ils me te se moi toi lui le la les un une "
            "des du de d l j t m n s c qu que qui quoi et ou mais si ne pas non oui est es suis ai as a avez sont etre "
            "avoir fait faire va vais vas ca ce cette ces mon ma mes ton ta tes son sa ses votre vos notre nos leur a au "
            "aux en dans sur pour par avec plus tout tous toute toutes bien "
            "o os as um uma e do da no na em eu voce seu sua por para com que y el los las lo mi tu su con para por "
            "ich du der die das und ist mir dein deine mein send make give tell show need day days today let"
        ).text
    )
)


def _commonness(word: str) -> float:
    return 1000.0 if word in _COMMON else 10.0 / len(word)


class Phrases:
    """A word list: each entry one or several words, the last letters of a word open where it ends in `*`."""

    def __init__(self, phrases: Sequence[tuple[str, ...]]) -> None:
        self.phrases = phrases

    @cached_property
    def _by_first(self) -> dict[str, list[tuple[str, ...]]]:
        table: dict[str, list[tuple[str, ...]]] = {}
        for phrase in sorted(set(self.phrases), key=lambda phrase: (len(phrase), phrase)):
            if not phrase[0].endswith("*"):
                table.setdefault(phrase[0], []).append(phrase)
        return table

    @cached_property
    def _open(self) -> list[tuple[str, ...]]:
        return sorted(
            {phrase for phrase in self.phrases if phrase[0].endswith("*")}, key=lambda p: (len(p), p)
        )

    @cached_property
    def _stems(self) -> tuple[str, ...]:
        return tuple(phrase[0][:-1] for phrase in self._open)

    def starts(self, words: Words) -> list[int]:
        found = [at for word in self._by_first.keys() & words.at.keys() for at in words.at[word]]
        if self._stems:
            found += [
                at for word, places in words.at.items() if word.startswith(self._stems) for at in places
            ]
        return sorted(set(found))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start >= len(words.words):
            return
        word = words.words[start]
        stemmed = self._open if self._stems and word.startswith(self._stems) else ()
        for phrase in [*self._by_first.get(word, ()), *stemmed]:
            heard = words.words[start : start + len(phrase)]
            if len(heard) == len(phrase) and all(map(_is, phrase, heard)):
                yield start + len(phrase)

    def anchors(self) -> tuple[float, frozenset[str]]:
        chosen = frozenset(min(phrase, key=_commonness) for phrase in self.phrases)
        return sum(map(_commonness, chosen)), frozenset(word.rstrip("*") for word in chosen)


def _is(meant: str, heard: str) -> bool:
    return heard == meant or (meant.endswith("*") and heard.startswith(meant[:-1]))


class OneOf:
    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes

    def starts(self, words: Words) -> list[int]:
        return sorted({at for node in self._nodes for at in node.starts(words)})

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield from sorted({end for node in self._nodes for end in node.ends(words, start)})

    def anchors(self) -> tuple[float, frozenset[str]] | None:
        each = [node.anchors() for node in self._nodes]
        known = [pair for pair in each if pair is not None]
        if len(known) < len(each):
            return None
        return sum(cost for cost, _ in known), frozenset().union(*(words for _, words in known))


class Maybe:
    def __init__(self, node: Node) -> None:
        self._node = node

    def starts(self, words: Words) -> list[int]:
        return list(range(len(words.words) + 1))

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield start
        yield from self._node.ends(words, start)

    def anchors(self) -> None:
        return None


class OfKind:
    """An indicator."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def starts(self, words: Words) -> list[int]:
        return sorted({start for start, _ in words.of_kind(self._kind)})

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield from (end for at, end in words.of_kind(self._kind) if at == start)

    def anchors(self) -> None:
        return None


class Number:
    """A word that begins with a digit."""

    def starts(self, words: Words) -> list[int]:
        return [at for at, word in enumerate(words.words) if word[0].isdigit()]

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start < len(words.words) and words.words[start][0].isdigit():
            yield start + 1

    def anchors(self) -> None:
        return None


class Begin:
    """The beginning of the message."""

    def starts(self, words: Words) -> list[int]:
        return [0]

    def ends(self, words: Words, start: int) -> Iterator[int]:
        if start == 0:
            yield 0

    def anchors(self) -> None:
        return None


LATER = -1
"""A jump of any length, across sentences."""


class InOrder:
    """Parts one after the other, with the number of words that may stand before each."""

    def __init__(self, parts: Sequence[tuple[int, Node]]) -> None:
        self._parts = parts

    def starts(self, words: Words) -> list[int]:
        return self._parts[0][1].starts(words)

    def ends(self, words: Words, start: int) -> Iterator[int]:
        yield from self._from(words, start, 0)

    def _from(self, words: Words, at: int, part: int) -> Iterator[int]:
        if part == len(self._parts):
            yield at
            return
        gap, node = self._parts[part]
        for begin in self._begins(words, at, gap, node):
            for end in node.ends(words, begin):
                yield from self._from(words, end, part + 1)

    def _begins(self, words: Words, at: int, gap: int, node: Node) -> Sequence[int]:
        if gap == 0:
            return (at,)
        if gap == LATER:
            return [begin for begin in node.starts(words) if begin >= at]
        last = min(at + gap, words.sentence_end(at - 1) - 1 if at else at + gap)
        return range(at, last + 1)

    def anchors(self) -> tuple[float, frozenset[str]] | None:
        return min(
            (pair for pair in (node.anchors() for _, node in self._parts) if pair),
            key=lambda p: p[0],
            default=None,
        )


class Together:
    """All parts somewhere in the message."""

    def __init__(self, nodes: Sequence[Node]) -> None:
        self._nodes = nodes

    def starts(self, words: Words) -> list[int]:
        spans = [next(matches(node, words), None) for node in self._nodes]
        whole = [span for span in spans if span is not None]
        return [min(start for start, _ in whole)] if len(whole) == len(spans) else []

    def ends(self, words: Words, start: int) -> Iterator[int]:
        spans = [next(matches(node, words), None) for node in self._nodes]
        whole = [span for span in spans if span is not None]
        if len(whole) == len(spans) and min(begin for begin, _ in whole) == start:
            yield max(end for _, end in whole)

    def anchors(self) -> tuple[float, frozenset[str]] | None:
        return min(
            (pair for pair in (node.anchors() for node in self._nodes) if pair),
            key=lambda p: p[0],
            default=None,
        )


def matches(node: Node, words: Words, first: int = 0, last: int | None = None) -> Iterator[tuple[int, int]]:
    """Every place (start, end) among the words where the pattern begins, the shortest reading of each."""
    for start in node.starts(words):
        if start < first or (last is not None and start >= last):
            continue
        for end in node.ends(words, start):
            if end > start:
                yield start, end
                break


@lru_cache(maxsize=4096)
def _spoken(piece: str) -> tuple[str, ...]:
    """The words of a word: French elisions are two."""
    return tuple(words_of(fold(piece).text))


class Vocabulary:
    """The word lists that patterns may name, each read once, and the kinds of indicators."""

    def __init__(self, lists: Mapping[str, Sequence[str]], kinds: frozenset[str]) -> None:
        self._lists = lists
        self.kinds = kinds
        self._nodes: dict[str, Node] = {}
        self._reading: list[str] = []

    def parse(self, pattern: str) -> Node:
        """Read a pattern; `PatternError` says what is wrong."""
        return _Parser(pattern, self).whole()

    def named(self, name: str) -> Node:
        """What stands for `{name}`."""
        if name not in self._nodes:
            if name in self._reading:
                raise PatternError(f"the word list {name!r} contains itself")
            if name not in self._lists:
                raise PatternError(f"no word list is called {name!r}")
            self._reading.append(name)
            try:
                self._nodes[name] = merged([self.parse(entry) for entry in self._lists[name]])
            finally:
                self._reading.pop()
        return self._nodes[name]


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
        while self._peek() == "&":
            self._at += 1
            nodes.append(self._one_of())
        return nodes[0] if len(nodes) == 1 else Together(nodes)

    def _one_of(self) -> Node:
        nodes = [self._in_order()]
        while self._peek() == "|":
            self._at += 1
            nodes.append(self._in_order())
        return merged(nodes)

    def _in_order(self) -> Node:
        parts: list[tuple[int, Node]] = []
        gap = 0
        while self._at < len(self._pieces) and self._peek() not in (")", "]", "|", "&"):
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


def merged(nodes: Sequence[Node]) -> Node:
    """Alternatives; plain word lists become one."""
    phrases = [phrase for node in nodes if isinstance(node, Phrases) for phrase in node.phrases]
    others = [node for node in nodes if not isinstance(node, Phrases)]
    if not others:
        return Phrases(phrases)
    if phrases:
        others = [Phrases(phrases), *others]
    return others[0] if len(others) == 1 else OneOf(others)


def joined(parts: Sequence[tuple[int, Node]]) -> Node:
    """A sequence; plain words that touch become one phrase."""
    if len(parts) == 1:
        return parts[0][1]
    single = [
        node.phrases[0]
        for gap, node in parts
        if isinstance(node, Phrases) and len(node.phrases) == 1 and not gap
    ]
    if len(single) == len(parts):
        return Phrases([tuple(word for phrase in single for word in phrase)])
    return InOrder(parts)
