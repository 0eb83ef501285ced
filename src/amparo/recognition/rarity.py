"""How common what a pattern needs is, so that a message is asked for its rarest part first.

Only speed depends on these figures, no result: a word that is not in `common_words.toml` counts as rare. The file is made
by `benchmarks/common_words.py`.
"""

import tomllib
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from pathlib import Path

Need = frozenset[str]
"""What a message must hold one of: words, beginnings (`threat*`), pairs of words (`your video`), `#`, `<kind>`."""
NUMBER = "#"
"""The need that any number in digits meets."""
_FILE = Path(__file__).parent / "common_words.toml"
_OF = 10_000
"""Turns that the figures of the file count in."""
_STOP_WORD = 300
"""Turns out of `_OF` that are taken to hold a word of which only is known that it is everywhere in its language."""
_RARE = 2.0
"""The same for words that the file does not have."""
_NUMBER = 600.0
_INDICATOR = 100.0


def rarest_first(needs: Sequence[Need]) -> list[Need]:
    """Each need once, the one that the fewest messages meet first."""
    return sorted(set(needs), key=_order)


@cache
def _order(need: Need) -> tuple[float, list[str]]:
    return sum(map(commonness, need)), sorted(need)


@cache
def commonness(atom: str) -> float:
    """Turns out of 10,000 that hold a word, a beginning (`threat*`), a pair (`your video`), `#` or `<kind>`, roughly."""
    if atom.startswith("<"):
        return _INDICATOR
    if atom == NUMBER:
        return _NUMBER
    first, _, second = atom.partition(" ")
    if second:
        return (
            commonness(first) * commonness(second) / _OF * 5
        )  # words that go together do so more often than by chance
    if atom.endswith("*"):
        return _with_beginning(atom[:-1])
    return _figures().get(atom, _RARE)


def _with_beginning(stem: str) -> float:
    words = common_words()
    total = _RARE * 2
    for place in range(bisect_left(words, stem), len(words)):
        if not words[place].startswith(stem):
            break
        total += _figures()[words[place]]
    return total


@cache
def _figures() -> dict[str, float]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    figures = {word: float(_STOP_WORD) for words in table["everywhere"].values() for word in words.split()}
    for count, words in table["turns"].items():
        for word in words.split():
            figures[word] = max(float(count), figures.get(word, 0.0))
    return figures


@cache
def common_words() -> list[str]:
    """Folded, sorted."""
    return sorted(_figures())
