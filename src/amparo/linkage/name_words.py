"""The words of a receiver's name: without titles and particles, what belongs together as one word."""

import re
from functools import lru_cache

from amparo.linkage.listed import NOBODY, listed, looked_up, spelling_of
from amparo.linkage.sounds import folded, is_arabic, plain, unwritten

_WORDS = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*\.?|\.", re.UNICODE)
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z][a-z])")
MOST_WORDS = 6


def parts(text: str) -> list[str]:
    """What stands apart in it, as it is written."""
    return [part for word in _WORDS.findall(text) for part in _CAMEL.split(word)]


@lru_cache(1 << 18)
def words(name: str) -> tuple[str, ...]:
    """The folded words that say who it is, those that belong together as one; an initial is one letter."""
    told = [word for word in parts(unwritten(name)) if folded(word)]
    found = _joined(told, listed().titles)
    if sum(len(word) > 1 for word in found) < 2:
        found = _joined(told, frozenset())  # Hajji and Chief are family names too
    if (
        len(found) > 2
        and told[0].casefold() == "m."
        and found[0] == "m"
        and all(len(word) > 1 for word in found[1:])
    ):
        found = found[1:]  # Monsieur
    return tuple(_known_together(found)[:MOST_WORDS])


def _joined(told: list[str], titles: frozenset[str]) -> list[str]:
    """Without titles and particles; what belongs to the next or the last word is written together with it."""
    data = listed()
    found: list[str] = []
    waiting = article = ""
    for at, one in enumerate(told):
        dotted, word, sort = one.endswith("."), folded(one), looked_up(one)
        if dotted and len(word) in (2, 3) and not (waiting or sort in data.all or spelling_of(word)):
            found.append(word[0])  # Rosangela Ap. Teixeira
        elif len(word) == 1 and not is_arabic(word) and (dotted or sort not in data.particles or not found):
            found.append(word)
        elif waiting and sort in data.particles:
            waiting += word if waiting.startswith("abd") else ""  # Abd el Kader
        elif sort in titles and not waiting and not (at + 1 == len(told) > 1 and spelling_of(word)):
            continue
        elif sort in data.particles:
            article = word
            continue
        elif sort in data.suffixes and (article in _GLORY or (found and len(found[-1]) > 1)) and not waiting:
            found.append(
                _together("" if article in _GLORY else found.pop(), article * (article in _GLORY) + word)
            )
        else:
            word, waiting = _together(waiting, _unmasked(word)), ""
            if looked_up(word) in data.prefixes:
                waiting = _FATHER.get(plain(word), word)
            else:
                found.append(word)
        article = ""
    return [*found, waiting] if waiting else found


_FATHER = {"abi": "abou", "aba": "abou", "abu": "abou", "ابي": "ابو", "ابا": "ابو"}
"""Before another word these are one: Abi Jaoude, Abou Jaoude."""
_GLORY = ("az", "ez")
"""Az-Eddine: what elsewhere is an article."""


def _together(one: str, other: str) -> str:
    if (
        one
        and is_arabic(other)
        and other.startswith("ال")
        and one != "عبد"
        and other != "الدين"
        and plain(one + other) not in listed().spellings
    ):
        return one + other[2:]
    return one + other


_MASKS = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "8": "b", "7": "h", "9": "k"}


def _unmasked(word: str) -> str:
    """A digit among letters stands for a letter, the one that makes a name that is known if any does: M1chael. So does an l
    before a consonant for a capital I."""
    if len(word) > 3 and word[0] == "l" and word[1] in "bcdfgkmnpqrstvz":
        return "i" + word[1:]
    digits = [sign for sign in word if sign.isdigit()]
    if len(digits) == 1 and len(word) > 2 and (letters := _MASKS.get(digits[0])):
        meant = [word.replace(digits[0], letter) for letter in letters]
        return next((one for one in meant if spelling_of(one)), meant[0])
    return word


def _known_together(found: list[str]) -> list[str]:
    """Two words that are one name of `names.toml`, such as Fatima Zahra, become one."""
    known, curated = listed().spellings, listed().curated
    out: list[str] = []
    for word in found:
        if out and len(word) > 1 and known.get(plain(out[-1] + word), NOBODY) & curated:
            out[-1] += word
        else:
            out.append(word)
    return out
