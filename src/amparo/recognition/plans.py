"""The plan of a sieve for some patterns, kept between runs: to work it out, every pattern of every rule is read."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from amparo.recognition import kept
from amparo.recognition.pattern import Node
from amparo.recognition.rules import Rule
from amparo.recognition.sieve import Plan, plan


class _Unit(Protocol):
    @property
    def rule(self) -> Rule: ...
    @property
    def place(self) -> int: ...
    @property
    def node(self) -> Node: ...


def planned(units: Sequence[_Unit]) -> Plan:
    """The plan for these patterns; one of this code and these words that was kept is taken as it is."""
    place = kept.folder() if kept.code() else None
    name = _name(units) if place else ""
    content = kept.read(name, place)
    if content is not None:
        try:
            return msgspec.msgpack.decode(content, type=Plan)
        except msgspec.MsgspecError:
            pass
    made = plan([unit.node.needs() for unit in units])
    kept.write(name, msgspec.msgpack.encode(made), place)
    return made


def _name(units: Sequence[_Unit]) -> str:
    vocabularies = {id(unit.rule.vocabulary): unit.rule.vocabulary for unit in units}
    number = {known: place for place, known in enumerate(vocabularies)}
    return kept.key(
        (
            b"sieve",
            kept.code(),
            msgspec.msgpack.encode([vocabulary.lists for vocabulary in vocabularies.values()]),
            msgspec.msgpack.encode(
                [(number[id(unit.rule.vocabulary)], unit.rule.written[unit.place]) for unit in units]
            ),
        )
    )
