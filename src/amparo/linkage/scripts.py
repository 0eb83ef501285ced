"""Scripts: near-duplicate texts, found by MinHash (Broder 1997) and verified.

A value is a text if it has at least `FEWEST` words; anything shorter is the id of a script, which stays as it is. A text is taken for the set of
its pairs of neighbouring words, in lower case, without signs, every number the same. Two are near where at least
`NEAR` of the pairs that either has are in both. What the MinHash bands propose is verified by that measure; they propose
99 of 100 pairs at `NEAR` itself and nearly all above.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from amparo.linkage.arrays import Flags, Floats, Integers, components
from amparo.linkage.grouping import Groups, Likeness

FEWEST = 6
NEAR = 0.4
_MIDDLE = 0.3
"""The same between a text and the middle of those that it hangs together with: what is between two copies of it is halfway."""
_BANDS, _ROWS = 32, 2
_HASHES = np.random.default_rng(20261123).integers(1, 1 << 63, (2, _BANDS * _ROWS), np.uint64) | np.uint64(1)
_MIX = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = re.compile(r"\b\d+\b")
_WORD = re.compile(r"[^\W_]+")
_ASKED = 24
"""Texts of groups that one which is still alone is compared with for each band."""
_BLOCK = 4096
"""Texts that are hashed at once."""
Hashes = npt.NDArray[np.uint64]


def folds(value: str) -> bool:
    return value.count(" ") >= FEWEST - 1


def _hashed(words: Sequence[str]) -> Hashes:
    told = [zlib.crc32(word.encode()) << 32 | zlib.adler32(word.encode()) for word in words]
    return np.array(told, np.uint64) * _MIX


def _pairs(word: Hashes) -> Hashes:
    """A number for each word and the next."""
    mixed = word[:-1] * np.uint64(0xC4CEB9FE1A85EC53) + (word[1:] ^ (word[1:] >> np.uint64(29)))
    return (mixed ^ (mixed >> np.uint64(32))) * np.uint64(0xFF51AFD7ED558CCD)


@lru_cache(4096)
def shingles(text: str) -> frozenset[int]:
    """The pairs of neighbouring words of one text, as numbers."""
    flat = _NUMBER.sub("0", unicodedata.normalize("NFKC", text).lower())
    return frozenset(_pairs(_hashed(_WORD.findall(flat))).tolist())


def _texts(values: Sequence[str]) -> tuple[Hashes, Integers]:
    """The pairs of all texts, and of which text each is; none twice in a text."""
    column = pc.utf8_lower(pc.utf8_normalize(pa.array(values, pa.string()), "NFKC"))
    column = pc.replace_substring_regex(column, r"[^\pL\pN\pM]+", " ")
    words = pc.split_pattern(pc.utf8_trim_whitespace(column), " ")
    of = pc.list_parent_indices(words).to_numpy()
    coded = pc.list_flatten(words).dictionary_encode()
    vocabulary = [_NUMBER.sub("0", word) for word in coded.dictionary.to_pylist()]
    word = _hashed(vocabulary)[coded.indices.to_numpy()]
    within = of[1:] == of[:-1]
    return _pairs(word)[within], of[1:][within].astype(np.int64)


def signatures(pair: Hashes, of: Integers, many: int) -> Hashes:
    """The bands of each text, as numbers: rows of `_BANDS`. `of` is in order; a text without pairs has noughts."""
    out = np.zeros((many, _BANDS), np.uint64)
    begin = np.searchsorted(of, np.arange(many + 1))
    for first in range(0, many, _BLOCK):
        last = min(many, first + _BLOCK)
        told = np.flatnonzero(np.diff(begin[first : last + 1])) + first
        if not len(told):
            continue
        some = pair[begin[first] : begin[last]]
        at = begin[told] - begin[first]
        for band in range(_BANDS):
            both = np.zeros(len(told), np.uint64)
            for row in range(band * _ROWS, (band + 1) * _ROWS):
                mixed = (some ^ _HASHES[0, row]) * _HASHES[1, row]
                least = np.minimum.reduceat(mixed ^ (mixed >> np.uint64(31)), at)
                both = (both ^ least) * _MIX + np.uint64(row)
            out[told, band] = both ^ (both >> np.uint64(32))
    return out


def kept(value: str) -> frozenset[int]:
    """What a text is kept under: its bands."""
    pair = np.array(sorted(shingles(value)), np.uint64)
    if not len(pair):
        return frozenset()
    bands = signatures(pair, np.zeros(len(pair), np.int64), 1)[0]
    return frozenset(int(told) >> 1 ^ band for band, told in enumerate(bands.tolist()))


probes = kept


def near(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of pairs of either that are in both (Jaccard)."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one and other else 0.0


def likeness(one: str, other: str, slack: float = 1.0) -> Likeness | None:
    share = near(shingles(one), shingles(other))
    return Likeness(1 - share, 0, _said(share)) if share >= NEAR else None


def contradict(one: str, other: str) -> bool:
    return False


def _said(share: float) -> str:
    return f"{share:.0%} of the word pairs are the same"


def groups(values: Sequence[str]) -> Groups:
    """Around the text that is most in the middle of those that hang together; the values are sorted, none twice."""
    many = len(values)
    pair, of = _texts(values)
    keys, column = np.unique(pair, return_inverse=True)
    sets = csr_array((np.ones(len(pair), np.int32), (of, column)), shape=(many, max(1, len(keys))))
    sets.sum_duplicates()
    sets.data[:] = 1
    size = np.asarray(np.diff(sets.indptr), np.int64)
    bands = signatures(pair, of, many)
    label = np.arange(many)
    for band in range(_BANDS):
        left, right = _proposed(bands[:, band], label, size)
        good = _shares(sets, size, left, right) >= NEAR
        label = components(
            many,
            np.concatenate([np.arange(many), left[good]]),
            np.concatenate([_firsts(label), right[good]]),
        )
    group, why = list(range(many)), [""] * many
    for members in _members(label):
        for middle, some, share in _around(sets, size, members):
            for member, told in zip(some.tolist(), share.tolist(), strict=True):
                group[member] = middle
                why[member] = _said(told) if member != middle else ""
    of_value = np.array(group, np.int64)
    lone = np.bincount(of_value, minlength=many)[of_value] == 1
    asked = [_beside(bands[:, band], lone, size) for band in range(_BANDS)]
    both = np.unique(np.concatenate([one * many + other for one, other in asked]))
    one, other = both // many, both % many
    share = _shares(sets, size, one, other)
    near = share >= NEAR
    one, middle, share = one[near], of_value[other[near]], share[near]
    to_middle = _shares(sets, size, one, middle)
    for place in np.lexsort((middle, share)).tolist():  # the nearest last
        if to_middle[place] >= _MIDDLE:
            group[one[place]], why[one[place]] = int(middle[place]), _said(float(to_middle[place]))
    return Groups(group, why)


def _beside(band: Hashes, lone: Flags, size: Integers) -> tuple[Integers, Integers]:
    """Texts that are alone, with some of a group that have the same number."""
    order = np.lexsort((lone, band))
    order = order[size[order] > 0]
    last = np.maximum.accumulate(np.where(lone[order], 0, np.arange(len(order))))
    rows = np.flatnonzero(lone[order])
    one = np.repeat(order[rows], _ASKED)
    other = order[np.maximum(last[rows][:, None] - np.arange(_ASKED), 0)].ravel()
    ask = ~lone[other] & (band[one] == band[other])
    return one[ask], other[ask]


def _firsts(label: Integers) -> Integers:
    """The first value of each one's component."""
    first = np.full(len(label), len(label), np.int64)
    np.minimum.at(first, label, np.arange(len(label)))
    return first[label]


def _proposed(band: Hashes, label: Integers, size: Integers) -> tuple[Integers, Integers]:
    """Texts with the same number that do not hang together yet: each with the first of these, and with the one before."""
    order = np.lexsort((label, band))
    order = order[size[order] > 0]
    value = band[order]
    new = np.ones(len(order), bool)
    new[1:] = value[1:] != value[:-1]
    first = order[np.maximum.accumulate(np.where(new, np.arange(len(order)), 0))]
    before = np.roll(order, 1)
    left = np.concatenate([first, before])
    right = np.concatenate([order, order])
    ask = np.concatenate([~new, ~new]) & (label[left] != label[right])
    both = np.unique(left[ask] * len(band) + right[ask])
    return both // len(band), both % len(band)


def _shares(sets: csr_array, size: Integers, left: Integers, right: Integers) -> Floats:
    out = np.zeros(len(left))
    for begin in range(0, len(left), 1 << 18):
        some = slice(begin, begin + (1 << 18))
        both = np.asarray(sets[left[some]].multiply(sets[right[some]]).sum(axis=1)).ravel()
        out[some] = both / (size[left[some]] + size[right[some]] - both)
    return out


def _members(label: Integers) -> Iterator[Integers]:
    order = np.argsort(label, kind="stable")
    for some in np.split(order, np.flatnonzero(np.diff(label[order])) + 1):
        if len(some) > 1:
            yield some


def _around(sets: csr_array, size: Integers, members: Integers) -> Iterator[tuple[int, Integers, Floats]]:
    """The middle of texts that hang together is the one whose pairs most of them have; what is not near it is done again."""
    while len(members) > 1:
        mine = sets[members]
        column = np.unique(mine.indices, return_inverse=True)[1]
        common = np.bincount(column)[column]
        row = np.repeat(np.arange(len(members)), size[members])
        depth = np.bincount(row, common, len(members)) / np.sqrt(size[members])
        middle = members[int(np.argmax(np.round(depth, 9)))]
        share = _shares(sets, size, np.full(len(members), middle), members)
        close = share >= _MIDDLE
        if close.sum() > 1:
            yield int(middle), members[close], share[close]
        members = members[~close]
