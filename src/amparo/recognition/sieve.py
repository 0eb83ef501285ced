"""Which patterns a message may match, told for thousands of messages at once by what each pattern needs.

Most messages hold nothing rare that any pattern needs, and are passed by. For the others a set of messages is one
integer, a bit a message: what needs several things is told by `&`, and nothing is worked out that nobody asks for.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
import numpy as np

from amparo.recognition.atoms import Known, Signs, signs_for
from amparo.recognition.block import Block, Flags, Numbers
from amparo.recognition.needs import Formula, Needs

_FEW = 24
"""Messages up to which a set of them is made one by one."""


class Plan(msgspec.Struct, frozen=True):
    """What a sieve is made of, as it is kept between runs."""

    known: Known
    kinds: tuple[str, ...]
    """Indicator kinds that patterns need; each is a sign, numbered behind those of `known`."""
    signs: bytes
    """The signs that meet each need, one after the other, four bytes each."""
    ends: bytes
    """Where the signs of each need end; none for a formula that is no need."""
    parts: tuple[tuple[bool, tuple[int, ...]] | None, ...]
    """Of each formula: whether all of these are wanted, or one of them; None for a need."""
    wanted: tuple[int, ...]
    """The formula of each pattern, by its number."""


def plan(formulas: Sequence[Formula]) -> Plan:
    """What to look for, by the formula of each pattern."""
    needs = Needs()
    wanted = tuple(needs.number(formula) for formula in formulas)
    meets = needs.met_by()
    words, meant = signs_for(list(meets))
    by_atom = list(meets.values())
    kinds = sorted(atom[1:-1] for atom in meets if atom.startswith("<"))
    met = [by_atom[atom] for atoms in meant for atom in atoms] + [meets[f"<{kind}>"] for kind in kinds]
    counts = [sum(len(by_atom[atom]) for atom in atoms) for atoms in meant]
    counts += [len(meets[f"<{kind}>"]) for kind in kinds]
    need = np.fromiter((one for several in met for one in several), np.int64)
    sign = np.repeat(np.arange(len(counts)), counts)
    both = np.unique(need << 32 | sign)
    ends = np.searchsorted(both >> 32, np.arange(len(needs.parts)), side="right")
    return Plan(
        known=words,
        kinds=tuple(kinds),
        signs=(both & 0xFFFFFFFF).astype(np.uint32).tobytes(),
        ends=ends.astype(np.uint32).tobytes(),
        parts=tuple(needs.parts),
        wanted=wanted,
    )


class Passed(NamedTuple):
    """A pattern that some messages may match."""

    pattern: int
    messages: list[int]


class Sieve:
    """Patterns by what a message must hold for each."""

    def __init__(self, plan: Plan) -> None:
        self._parts = plan.parts
        self._wanted = plan.wanted
        self._of_need = np.frombuffer(plan.signs, np.uint32).astype(np.int64)
        """The signs of all needs, one need after the other."""
        ends = np.frombuffer(plan.ends, np.uint32).astype(np.int64)
        self._sets: dict[int, frozenset[int]] = {}
        """The same of each need, once it was asked for."""
        self._ends = [0, *ends.tolist()]
        words = len(plan.known.words) // 8 + 1 + len(plan.known.pairs) // 8
        words += sum(len(stems) // 8 for _, stems in plan.known.stems)
        count = words + len(plan.kinds)
        counting: Flags = np.zeros(count, dtype=bool)
        counting[self._of_need] = True
        self._signs = Signs(plan.known, counting[:words])
        self._kinds = {kind: words + place for place, kind in enumerate(plan.kinds)}
        self._count = count
        self._waking: dict[int, list[int]] = {}
        """Patterns by the needs of which one must be met before a closer look is worth while."""
        for pattern, formula in enumerate(plan.wanted):
            for need in self._rarest(formula):
                self._waking.setdefault(need, []).append(pattern)
        self._wakes = self._woken_by(sorted(self._waking))

    def _rarest(self, formula: int) -> list[int]:
        parts = self._parts[formula]
        if parts is None:
            return [formula]
        every, several = parts
        return (
            self._rarest(several[0]) if every else [need for part in several for need in self._rarest(part)]
        )

    def _woken_by(self, needs: Sequence[int]) -> tuple[Numbers, Numbers]:
        """Of each sign, where the needs that it meets end; and those needs."""
        signs = [self._of(need) for need in needs]
        sign = np.concatenate(signs) if signs else np.empty(0, np.int64)
        need = np.repeat(np.array(needs, dtype=np.int64), [len(several) for several in signs])
        order = np.argsort(sign, kind="stable")
        return np.searchsorted(sign[order], np.arange(self._count + 1)), need[order]

    def _of(self, need: int) -> Numbers:
        return self._of_need[self._ends[need] : self._ends[need + 1]]

    def _set_of(self, need: int) -> frozenset[int]:
        known = self._sets.get(need)
        if known is None:
            known = self._sets[need] = frozenset(self._of(need).tolist())
        return known

    def signs_of(self, block: Block) -> tuple[Numbers, Numbers]:
        """What occurs in a block: signs, and the messages that hold each."""
        return self._signs.of(block)

    def kind(self, name: str) -> int | None:
        """The sign of an indicator kind; None if no pattern needs it."""
        return self._kinds.get(name)

    def passing(
        self, signs: Numbers, holders: Numbers, count: int, allowed: Callable[[int], Flags]
    ) -> Iterator[Passed]:
        """The patterns whose needs some of `count` messages meet, and which; `allowed`: those it is asked of."""
        present, spans, holders = _by_sign(signs, holders, self._count)
        begins, needs = self._wakes
        awake = {
            pattern
            for sign in present[begins[present + 1] > begins[present]].tolist()
            for need in needs[begins[sign] : begins[sign + 1]].tolist()
            for pattern in self._waking[need]
        }
        met = self._met(dict(zip(present.tolist(), pairwise(spans), strict=True)), holders, count)
        masks: dict[int, int] = {}
        for pattern in sorted(awake):
            flags = allowed(pattern)
            mask = masks.get(id(flags))
            if mask is None:
                mask = masks[id(flags)] = _as_set(np.flatnonzero(flags), count)
            found = met(self._wanted[pattern]) & mask if mask else 0
            if found:
                yield Passed(pattern, _members(found))

    def _met(
        self, spans: Mapping[int, tuple[int, int]], holders: Numbers, count: int
    ) -> Callable[[int], int]:
        """What tells, by the number of a formula, the messages that meet it; `spans`: where the holders of a sign are."""
        sets: dict[int, int] = {}
        known: dict[int, int] = {}
        parts_of = self._parts

        def by_need(need: int) -> int:
            found = 0
            for sign in spans.keys() & self._set_of(need):
                some = sets.get(sign)
                if some is None:
                    begin, end = spans[sign]
                    some = sets[sign] = _as_set(holders[begin:end], count)
                found |= some
            return found

        def met(formula: int) -> int:
            found = known.get(formula)
            if found is None:
                parts = parts_of[formula]
                if parts is None:
                    found = by_need(formula)
                elif parts[0]:
                    found = met(parts[1][0])
                    for part in parts[1][1:]:
                        if not found:
                            break
                        found &= met(part)
                else:
                    found = 0
                    for part in parts[1]:
                        found |= met(part)
                known[formula] = found
            return found

        return met


def _by_sign(signs: Numbers, holders: Numbers, count: int) -> tuple[Numbers, list[int], Numbers]:
    """The signs that occur, where the holders of each begin (and the last ones end), and the holders so ordered."""
    counts = np.bincount(signs, minlength=count)
    present = np.flatnonzero(counts)
    rank = np.zeros(
        count, dtype=np.uint16 if len(present) < 1 << 16 else np.int64
    )  # short numbers sort quickly
    rank[present] = np.arange(len(present))
    order = np.argsort(rank.take(signs), kind="stable")
    return present, [0, *counts[present].cumsum().tolist()], holders.take(order)


def _as_set(messages: Numbers, count: int) -> int:
    if len(messages) <= _FEW:
        found = 0
        for message in messages.tolist():
            found |= 1 << message
        return found
    flags: Flags = np.zeros(count, dtype=bool)
    flags[messages] = True
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")


def _members(messages: int) -> list[int]:
    content = messages.to_bytes(-(-messages.bit_length() // 8), "little")
    members: list[int] = np.flatnonzero(
        np.unpackbits(np.frombuffer(content, np.uint8), bitorder="little")
    ).tolist()
    return members
