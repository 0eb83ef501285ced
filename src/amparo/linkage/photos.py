"""Fingerprints of photos: 256 bits as 64 hexadecimal digits (PDQ), the same picture where at most 31 bits differ.

31 of 256 is the distance that PDQ's authors recommend (Facebook, ThreatExchange: PDQ). A SHA-256 has as many digits; two of
different files differ in about 128 bits, so they are never taken for one. Other digests and ids stay as they are.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from amparo.linkage.arrays import Integers
from amparo.linkage.grouping import Groups, Likeness, around

DISTANCE = 31
_FORM = re.compile(r"(?:pdq[:=])?([0-9a-f]{64})", re.I)
_FLAT = 32
"""Bits of fewer ones or noughts than this say that the picture is nearly of one colour: many such are alike."""
_BANDS = 16
"""Of 16 bits: of 31 bits that differ at most one is in some band."""
_FLIPS = (0, *(1 << bit for bit in range(16)))
_BLOCK = 4_000_000
"""Candidate pairs that are verified at once."""
Words = npt.NDArray[np.uint64]


@lru_cache(1 << 18)
def bits(value: str) -> int | None:
    """The fingerprint; None where it is none, or of a picture that has hardly anything in it."""
    found = _FORM.fullmatch(value.strip())
    if not found:
        return None
    number = int(found[1], 16)
    return number if _FLAT <= number.bit_count() <= 256 - _FLAT else None


def folds(value: str) -> bool:
    return bits(value) is not None


def _bands(number: int) -> list[int]:
    return [number >> 16 * band & 0xFFFF for band in range(_BANDS)]


def kept(value: str) -> frozenset[int]:
    """What a fingerprint is kept under."""
    return frozenset(band << 16 | part for band, part in enumerate(_bands(bits(value) or 0)))


def probes(value: str) -> frozenset[int]:
    """What those near it are kept under."""
    return frozenset(
        band << 16 | part ^ flip for band, part in enumerate(_bands(bits(value) or 0)) for flip in _FLIPS
    )


def likeness(one: str, other: str, slack: float = 1.0) -> Likeness | None:
    mine, theirs = bits(one), bits(other)
    if mine is None or theirs is None or (apart := (mine ^ theirs).bit_count()) > DISTANCE:
        return None
    return Likeness(apart / 256, 0, f"{apart} of 256 bits differ")


def contradict(one: str, other: str) -> bool:
    return False


def pairs(fingerprints: Words) -> tuple[Integers, Integers, Integers]:
    """All pairs of rows (four numbers of 64 bits each) within the distance, and the distances; exact."""
    many = len(fingerprints)
    parts = fingerprints.view(np.uint16)
    found: list[tuple[Integers, Integers, Integers]] = []
    for band in range(_BANDS):
        part = parts[:, band].astype(np.int64)
        order = np.argsort(part, kind="stable")
        begin = np.searchsorted(part[order], np.arange(1 << 16))
        size = np.diff(np.append(begin, many))
        for flip in _FLIPS:
            other = part ^ flip
            rows = np.flatnonzero(other >= part) if flip else np.arange(many)
            for some in _slices(rows, size[other[rows]]):
                count = size[other[some]]
                left = np.repeat(some, count)
                place = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
                right = order[begin[other[left]] + place]
                if not flip:
                    left, right = left[left < right], right[left < right]
                found.append(_near(fingerprints, left, right))
    left, right, apart = (np.concatenate(column) for column in zip(*found, strict=True))
    left, right = np.minimum(left, right), np.maximum(left, right)
    _, first = np.unique(left * many + right, return_index=True)
    return left[first], right[first], apart[first]


def _slices(rows: Integers, cost: Integers) -> list[Integers]:
    ends = np.searchsorted(np.cumsum(cost), np.arange(_BLOCK, int(cost.sum()) + _BLOCK, _BLOCK), side="right")
    return [some for some in np.split(rows, np.unique(ends)) if len(some)]


def _near(fingerprints: Words, left: Integers, right: Integers) -> tuple[Integers, Integers, Integers]:
    """Half of the bits already tells most pairs that are far apart."""
    apart = np.zeros(len(left), np.int64)
    for column in range(4):
        apart += np.bitwise_count(fingerprints[left, column] ^ fingerprints[right, column])
        near = apart <= DISTANCE
        left, right, apart = left[near], right[near], apart[near]
    return left, right, apart


def groups(values: Sequence[str]) -> Groups:
    """Around the fingerprint with most others near it; the values are sorted, none twice."""
    numbers = [bits(value) or 0 for value in values]
    raw = b"".join(number.to_bytes(32, "little") for number in numbers)
    left, right, apart = pairs(np.frombuffer(raw, np.uint64).reshape(-1, 4))
    return around(len(values), left, right, apart, lambda cost: f"{cost:g} of 256 bits differ")
