"""Names of receivers: are two of them written forms of one name?

Order, letter case, accents, titles and particles say nothing. Words are compared by sound over French, English, Spanish, Portuguese
spelling and Arabic letters, and by slips of the pen (`sounds`); which words are different names though their letters are near
(Karim and Karima, Hassan and Hussein) stands in `names.toml`. An initial, or a word left out, is a form of a fuller name
only where the rest is the same and tells enough, and callers must ask that there is only one such fuller name.

That two values are one name does not say that they are one person.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, pairwise

from amparo.linkage.grouping import Groups, Likeness, candidates, grouped
from amparo.linkage.listed import NOBODY, listed, spelling_of
from amparo.linkage.name_words import MOST_WORDS, parts
from amparo.linkage.name_words import words as words
from amparo.linkage.sounds import distance, is_arabic, once, skeletons

_NUMBER = re.compile(r"\d\d")
_ARABIC = "\u0600"
_WORD = 0.45
"""Cost from which two words are not the same."""
_SLIP = 0.5
"""The same for slips of the pen where two other words are the same."""
_NAME = 0.6
"""The same for two names: the sum over their words."""
_INITIAL, _LEFT_OUT, _JOINED = 0.2, 0.3, 0.03
_NEAR_ENOUGH = 0.2
"""What the words that two names have may cost where one lacks another word."""
_AMBIGUOUS = 0.05
"""What a spelling of two names costs beside one of them."""
_CERTAIN = 0.15
"""What the only full word that an initial stands beside may cost."""


@lru_cache(1 << 18)
def between(one: str, other: str) -> tuple[float, str]:
    """Of two folded words: cost and cause; infinite for two names whatever else is known."""
    if one == other:
        return 0.0, ""
    left, right = spelling_of(one), spelling_of(other)
    if left and right:
        across = is_arabic(one) != is_arabic(other)
        cost = float("inf") if left.isdisjoint(right) else 0.0 if left == right else _AMBIGUOUS
        return cost, "letters" if across else "spelling"
    if _numeric(one) or _numeric(other):
        return float("inf"), ""
    return distance(one, other)


@dataclass(frozen=True, slots=True)
class _Known:
    """Of a name: its listed words with what each may be, all of that, the words that are not listed, its initials, and what two
    neighbours make that is listed (Villa Nueva)."""

    listed: tuple[tuple[str, frozenset[str]], ...]
    each: frozenset[frozenset[str]]
    all: frozenset[str]
    other: tuple[str, ...]
    initials: frozenset[str]
    joined: dict[frozenset[str], tuple[str, str]]


@lru_cache(1 << 18)
def _known(name: str) -> _Known:
    some = words(name)
    found = tuple((word, known) for word in some if (known := spelling_of(word)))
    each = frozenset(known for _, known in found)
    whole = listed().spellings
    return _Known(
        found,
        each,
        NOBODY.union(*each),
        tuple(word for word in some if len(word) > 1 and not spelling_of(word)),
        frozenset(word for word in some if len(word) == 1),
        {whole[one + other]: (one, other) for one, other in pairwise(some) if one + other in whole},
    )


def contradict(one: str, other: str) -> bool:
    """Each has a listed word that the other has not, nor its initial, nor misspelt, nor in two."""
    mine, theirs = _known(one), _known(other)
    if mine.each <= theirs.each or theirs.each <= mine.each:
        return False
    return _lacks(mine, theirs) and _lacks(theirs, mine)


def _lacks(mine: _Known, theirs: _Known) -> bool:
    """`theirs` has not all listed words of `mine`."""
    spare = theirs.other if len(theirs.other) > len(mine.other) or len(theirs.listed) > 1 else ()
    halves = {word for known, both in mine.joined.items() if known in theirs.each for word in both}
    for word, known in mine.listed:
        if (
            word in halves
            or not theirs.all.isdisjoint(known)
            or word[0] in theirs.initials
            or known in theirs.joined
        ):
            continue
        for one in spare:
            across = (one[0] >= _ARABIC) != (word[0] >= _ARABIC)
            alike = across or (one[0] == word[0] and -3 < len(one) - len(word) < 3)
            if alike and one not in mine.other and between(word, one)[0] <= _WORD:
                break
        else:
            return True
    return False


@lru_cache(1 << 18)
def _numeric(word: str) -> bool:
    return sum(map(str.isdigit, word)) > 1


def likeness(one: str, other: str, slack: float = 1.0) -> Likeness | None:
    """None where they are not forms of one name; costs may be `slack` times as high as for two names of which nothing else is known."""
    if contradict(one, other):
        return None
    left, right = words(one), words(other)
    if sorted(left) == sorted(right):
        return Likeness(0.0, 0, "letter case, accents, order or particles")
    found = [_aligned(a, b, slack) for a, b in _divisions(left, right)]
    return min((one for one in found if one), key=lambda one: (one.fuller > 0, one.cost), default=None)


def _divisions(
    left: tuple[str, ...], right: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The words as they are, and with two neighbours of the longer name written together, if the other could have that word."""
    yield left, right
    if len(left) != len(right):
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        for at in range(len(longer) - 1):
            both = longer[at] + longer[at + 1]
            if any(
                abs(len(both) - len(word)) <= 2 and between(both, word)[0] <= _CERTAIN for word in shorter
            ):
                joined = (*longer[:at], both, *longer[at + 2 :])
                yield (joined, shorter) if len(left) > len(right) else (shorter, joined)


def _aligned(left: tuple[str, ...], right: tuple[str, ...], slack: float) -> Likeness | None:
    """Words in pairs, the nearest first."""
    pairs = []
    alone = 0
    most = {"slip": slack * (_SLIP if min(len(left), len(right)) > 2 else _WORD)}
    for a, mine in sorted(enumerate(left), key=lambda one: not spelling_of(one[1])):
        found = []
        for b, theirs in enumerate(right):
            cost, cause = (_INITIAL, "") if _initial(mine, theirs) else between(mine, theirs)
            if cost <= most.get(cause, _WORD * slack):
                found.append((cost, a, b))
        alone += not found
        if alone > max(0, len(left) - len(right)):
            return None
        pairs += found
    pairs.sort()
    of_left: dict[int, int] = {}
    total, full, initials = 0.0, 0, [0, 0]
    causes: list[tuple[float, str]] = []
    nearest = float("inf")
    for cost, a, b in pairs:
        if a in of_left or b in of_left.values():
            continue
        of_left[a] = b
        total += cost
        if len(left[a]) > 1 and len(right[b]) > 1:
            full += 1
            nearest = min(nearest, cost)
            causes.append((cost, between(left[a], right[b])[1]))
        elif len(left[a]) != len(right[b]):
            initials[0 if len(left[a]) == 1 else 1] += 1
    missing = [len(left) - len(of_left), len(right) - len(of_left)]
    if min(missing) or total > _NAME * slack or not full:
        return None
    less = [initials[0] + missing[1], initials[1] + missing[0]]
    if all(less):
        return None
    if not any(less):
        why = max(causes)[1]
        return Likeness(round(total, 4), 0, _WHY[why] if why else "letter case, accents, order or particles")
    left_out = missing[0] + missing[1]
    near = total <= _NEAR_ENOUGH
    total += _LEFT_OUT * left_out
    if full < 2 and (left_out or nearest > _CERTAIN):
        return None
    whole = set(of_left), set(of_left.values())
    if not any(
        len(word) > 1
        for some, have in zip((left, right), whole, strict=True)
        for at, word in enumerate(some)
        if at not in have
    ):
        left_out = 0  # Reynaldo P. Bautista, Reynaldo Bautista
    if left_out and not near:
        return None
    if (full + sum(initials) + sum(missing) < 3 or (left_out and full < 3)) and not _tells(
        left, right, of_left
    ):
        return None
    why = (
        "a word left out" if left_out else "an initial for a word" if any(initials) else "an initial left out"
    )
    return Likeness(round(total, 4), 2 if less[0] else 1, why, left_out > 0 and full < 3)


_WHY = {
    "spelling": "another spelling of the same sound",
    "letters": "the same name in other letters",
    "slip": "a slip of the pen",
}


def _initial(one: str, other: str) -> bool:
    return (len(one) == 1) != (len(other) == 1) and one[0] == other[0]


def _tells(left: tuple[str, ...], right: tuple[str, ...], of_left: dict[int, int]) -> bool:
    """One of the full words is no frequent name."""
    frequent = listed().frequent
    return any(
        not (spelling_of(left[a]) & frequent or spelling_of(right[b]) & frequent)
        for a, b in of_left.items()
        if len(left[a]) > 1 and len(right[b]) > 1
    )


def keys(name: str) -> frozenset[int]:
    """Numbers of 63 bits; two forms of one name without initials nearly always share one: any two words of it by the consonants,
    where one may be one short or other."""
    some = words(name)
    full = [word for word in some if len(word) > 1]
    found = {_key("only", bones) for bones in _bones(full[0])[0]} if len(some) == 1 and full else set()
    for one, other in combinations(full, 2):
        (exact_one, near_one), (exact_other, near_other) = _bones(one), _bones(other)
        for left, right in ((exact_one, exact_other), (near_one, exact_other), (exact_one, near_other)):
            found.update([((a + b) * _ODD >> 1) & _MASK for a in left for b in right])
    if len(full) > 1:
        bones = [min(skeletons(word)) for word in full]
        for order in (bones, bones[1:] + bones[:1]):
            found.add(_key("whole", _number(once("".join(order)))))
    return frozenset(found)


def initial_keys(name: str) -> frozenset[int]:
    """One of these is shared by a name with an initial and its full form: the initial with another word."""
    some = words(name)
    return frozenset(
        _key(other[0], bones)
        for word in some
        if len(word) > 1
        for other in some
        if other != word and not is_arabic(other)
        for bones in _bones(word)[0]
    )


def has_initial(name: str) -> bool:
    return any(len(word) == 1 for word in words(name))


def folds(name: str) -> bool:
    """Numbers and the like stay as they are."""
    if name.isascii() and _NUMBER.search(name) and len(parts(name)) <= MOST_WORDS:
        return False  # told without taking the name apart
    some = words(name)
    return bool(some) and not any(map(_numeric, some))


def probes(name: str) -> frozenset[int]:
    """What its other forms are found by, among those that are kept by `kept`."""
    return keys(name) | initial_keys(name)


kept = probes


def groups(names: Sequence[str]) -> Groups:
    """Of the forms of one name; the names are sorted, none twice."""
    asked = frozenset().union(*(initial_keys(name) for name in names if has_initial(name)))
    left, right = candidates(keys(name) | (initial_keys(name) & asked) for name in names)
    return grouped(
        len(names),
        left,
        right,
        lambda one, other, slack: likeness(names[one], names[other], slack),
        lambda one, other: contradict(names[one], names[other]),
    )


@lru_cache(1 << 18)
def _bones(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Numbers of what a word is found by, and the same with a consonant less and its first letter, which slips leave alone. Known
    spellings of one name all have one key."""
    known = spelling_of(word)
    bones = skeletons(word)
    exact = known | bones
    near = {
        f"{word[0]}{some[:at]}{some[at + 1 :]}-" for some in bones if len(some) > 2 for at in range(len(some))
    }
    near |= {f"{word[0]}{some}-" for some in bones if len(some) > 1}
    return tuple(map(_number, exact)), tuple(map(_number, near))


@lru_cache(1 << 18)
def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


_ODD, _MASK = 0x9E3779B97F4A7C15, (1 << 63) - 1


def _key(what: str, bones: int) -> int:
    return ((_number(what + "|") * 3 + bones) * _ODD >> 1) & _MASK
