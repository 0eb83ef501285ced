"""To whom it is threatened to show something, in the words of the threat.

The words are data (`audiences.toml`), in all languages at once: no language is detected.
"""

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from amparo.model import Audience
from amparo.recognition.grammar import Vocabulary
from amparo.recognition.pattern import Node, longest_matches
from amparo.recognition.words import Words

_FILE = Path(__file__).parent / "audiences.toml"


class Named(NamedTuple):
    """An audience as a text names it."""

    audience: Audience
    start: int
    end: int
    """In characters of the text that the words were made of."""


def named(words: Words, first: int, last: int) -> Iterator[Named]:
    """The audiences that the words `first` to `last` (exclusive) name, in order, the longest naming of each place."""
    found = sorted(
        (
            (start, end, audience)
            for audience, node in _patterns()
            for start, end in longest_matches(node, words, first, last)
        ),
        key=lambda one: (one[0], -one[1]),
    )
    free = first
    for start, end, audience in found:
        if start >= free:
            free = end
            yield Named(audience, *words.source_span(start, end))


@cache
def _patterns() -> Sequence[tuple[Audience, Node]]:
    table: dict[str, dict[str, list[str]]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    your, joined = table.pop("your"), table.pop("joined")
    read = []
    for audience, languages in table.items():
        for language, patterns in languages.items():
            before, onto = your.get(language, []), joined.get(language, [])
            for pattern in patterns:
                vocabulary = Vocabulary({"your": before, "onto": onto, "it": [pattern]}, frozenset())
                ways = ["{it}", *(["{your} {it}"] if before else [])]
                if onto and pattern.startswith("("):  # a list of single words
                    ways = ["{onto}+{it}"]
                read += [(Audience(audience), vocabulary.parse(way)) for way in ways]
    return tuple(read)
