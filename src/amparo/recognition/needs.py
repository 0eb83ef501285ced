"""What a message must hold for a pattern to be there at all, told without the pattern's gaps and order.

`({i_will} ...4 {publish}) | leak*` needs one word of `{i_will}` and one of `{publish}`, or a word that begins with
`leak`. The matcher asks this of thousands of messages at once, before any pattern is tried.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from amparo.recognition.rarity import NUMBER, Need, commonness, condensed

_MERGED = 60
"""Atoms of alternatives that are asked for together."""


@dataclass(frozen=True, slots=True, eq=False)
class Every:
    """All of these."""

    parts: "tuple[Formula, ...]"
    """The rarest first."""
    commonness: float


@dataclass(frozen=True, slots=True, eq=False)
class Either:
    """One of these."""

    parts: "tuple[Formula, ...]"
    commonness: float


Formula = Need | Every | Either
"""A need is a set of atoms, of which one must occur."""

ANYTHING = Every((), 10_000.0)
"""Every message holds it."""


def every(parts: Iterable[Formula]) -> Formula:
    flat: dict[Formula, None] = {}
    for part in parts:
        flat.update(dict.fromkeys(part.parts if isinstance(part, Every) else (part,)))
    ordered = tuple(sorted(flat, key=how_common))
    if len(ordered) == 1:
        return ordered[0]
    return Every(ordered, how_common(ordered[0])) if ordered else ANYTHING


def either(parts: Iterable[Formula]) -> Formula:
    small: set[str] = set()
    flat: dict[Formula, None] = {}
    for part in parts:
        if part is ANYTHING:
            return ANYTHING
        for one in part.parts if isinstance(part, Either) else (part,):
            if isinstance(one, frozenset) and len(one) + len(small) <= _MERGED:
                small |= one
            else:
                flat[one] = None
    if small:
        flat[frozenset(small)] = None
    if len(flat) == 1:
        return next(iter(flat))
    return Either(tuple(flat), sum(map(how_common, flat)))


def one_of(atoms: Iterable[str]) -> Formula:
    return condensed(frozenset(atoms))


def how_common(formula: Formula) -> float:
    """Turns of 10,000 that meet it, roughly."""
    return sum(map(commonness, formula)) if isinstance(formula, frozenset) else formula.commonness


def can_be_looked_for(formula: Formula) -> bool:
    """Whether words are needed: not every message, and not every number, will do."""
    if isinstance(formula, frozenset):
        return NUMBER not in formula
    if isinstance(formula, Every):
        return any(map(can_be_looked_for, formula.parts))
    return all(map(can_be_looked_for, formula.parts))


class Needs:
    """The formulas of all patterns, each part once."""

    def __init__(self) -> None:
        self._known: dict[Formula, int] = {}
        self.parts: list[tuple[bool, tuple[int, ...]] | None] = []
        """Whether all of these are wanted, or one of them; None for a need."""

    def number(self, formula: Formula) -> int:
        known = self._known.get(formula)
        if known is None:
            parts = None
            if not isinstance(formula, frozenset):
                parts = isinstance(formula, Every), tuple(self.number(part) for part in formula.parts)
            known = self._known[formula] = len(self.parts)
            self.parts.append(parts)
        return known

    def met_by(self) -> dict[str, list[int]]:
        """Atom to the numbers of the needs that it meets."""
        meets: dict[str, list[int]] = {}
        for need, number in self._known.items():
            if isinstance(need, frozenset):
                for atom in need:
                    meets.setdefault(atom, []).append(number)
        return meets
