"""How a message's wording weighs as a whole: a linear model beside the rules, learned from labelled turns.

A rule knows what somebody wrote down; people find other words. So every message is weighed as well: its words, their
parts of three to five letters, and pairs of words up to four apart each have a weight for each of a few stages, and so has
the speaker; their sum, divided by the square root of how many they are, is compared with what the rule of that stage in
`rules/wording.toml` asks for. Pairs are what composes: `send` weighs nothing, `send` before `your mother` does.

The weights (`wording.npz`) are worked out by `benchmarks/recognition_wording.py` by logistic regression from the turns in
`tests/recognition/labelled` and from ordinary talk; docs/decisions/0008 tells why and what it found. They are whole
numbers of eight bits in a table of hashed features (Weinberger et al. 2009, "Feature hashing for large scale multitask
learning"), so a sum does not depend on its order, and no text of anybody can be read from them.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from amparo.model import Speaker, Stage
from amparo.recognition.block import Block, Hashes, Numbers, read
from amparo.recognition.rules import HINT, WEIGHED, Rule, shipped

STAGES = WEIGHED
"""In the order of the table's columns."""
SPEAKERS = (Speaker.OFFENDER, Speaker.VICTIM, Speaker.UNKNOWN)
"""Whose words weigh by themselves; everybody else is as good as unknown."""
_PRESSING = [STAGES.index(Stage.THREAT), STAGES.index(Stage.DEMAND)]
BITS = 20
"""Of a feature's place in the table."""
WINDOW = 24
"""Words that are weighed together; a longer message is weighed piece by piece."""
STRIDE = 12
FEWEST = 4
"""Words of a piece: of fewer, only a rule can tell what they mean."""
REACH = 4
"""Words from the first to the second of a pair."""
_GRAMS = (3, 4, 5)
_FILE = Path(__file__).with_name("wording.npz")
_WORD, _PAIR = 0, 5
"""Kinds of features; between them the parts of a word, by their length, and above them the pairs, by how far apart."""
_NUMBER = 1
"""The place of whatever begins with a digit."""
_MIX, _PAIRING = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
_KINDS = (np.arange(_PAIR + REACH + 1, dtype=np.uint64) + np.uint64(1)) * np.uint64(0xD6E8FEB86659FD93)
_EDGES = np.arange(4, dtype=np.uint64) * np.uint64(0x165667B19E3779F9)
"""Added to a part: inside the word, at its beginning, at its end, at both."""

Weights = npt.NDArray[np.int8]
Scores = npt.NDArray[np.float64]


class Model(NamedTuple):
    table: Weights
    """A row a feature, a column a stage."""
    scale: Scores
    """What a weight of one is worth, a stage."""
    bias: Scores
    """What each speaker weighs: a row a speaker, a column a stage."""


@cache
def model() -> Model:
    """The shipped one."""
    with np.load(_FILE) as stored:
        table = np.zeros((1 << BITS, len(STAGES)), np.int8)
        table[np.cumsum(stored["steps"], dtype=np.int64)] = stored["weights"]
        return Model(table, stored["scale"], stored["bias"])


def rows_of(said_by: Sequence[Speaker]) -> Numbers:
    """The row of each speaker in `Model.bias`."""
    rows = {one: SPEAKERS.index(one if one in SPEAKERS else Speaker.UNKNOWN) for one in Speaker}
    return np.array([rows[one] for one in said_by], dtype=np.int64)


def parts(block: Block, words: Numbers) -> tuple[Numbers, Numbers]:
    """What weighs in each of these words for itself: the place of the word among `words`, ascending, and of the weight."""
    digits = np.flatnonzero(block.numbers[words])
    owners = [np.arange(len(words)), digits]
    places = [_place(block.hashes[words], _WORD), np.full(len(digits), _NUMBER, np.int64)]
    for length in _GRAMS:
        owner, hashes, begins, ends = block.grams(words, length)
        owners.append(owner)
        places.append(_place(hashes + _EDGES[begins + 2 * ends], length))
    owner = np.concatenate(owners)
    order = np.argsort(owner, kind="stable")
    return owner[order], np.concatenate(places)[order]


def pairs(block: Block, apart: int) -> tuple[Numbers, Numbers]:
    """The pairs of words of one message that stand so far apart: the first of each, ascending, and the place of the weight."""
    hashes = np.where(block.numbers, np.uint64(_NUMBER), block.hashes)
    first = np.flatnonzero(block.message[apart:] == block.message[:-apart])
    return first, _place(hashes[first] * _PAIRING + hashes[first + apart], _PAIR + apart)


def _place(hashes: Hashes, kind: int) -> Numbers:
    """In the table."""
    mixed = (hashes ^ _KINDS[kind]) * _MIX
    mixed ^= mixed >> np.uint64(29)
    places: Numbers = (mixed * _MIX >> np.uint64(64 - BITS)).astype(np.int64)
    return places


class Weighed(NamedTuple):
    """The words of some messages: running sums, one entry more than there are words."""

    sums: npt.NDArray[np.int64]
    """A column a stage."""
    counts: Numbers

    def scores(self, model: Model, starts: Numbers, ends: Numbers, speakers: Numbers) -> Scores:
        """What the words from `starts` to `ends` (exclusive) weigh, for speakers of these rows: a column a stage."""
        count = np.maximum(self.counts[ends] - self.counts[starts], 1)
        summed = (self.sums[ends] - self.sums[starts]) * model.scale
        scores: Scores = model.bias[speakers] + summed / np.sqrt(count)[:, np.newaxis]
        return scores


def weigh(block: Block, model: Model) -> Weighed:
    """The words of a block, each with the pairs that it is the first of."""
    known, first, which = np.unique(block.hashes, return_index=True, return_inverse=True)
    owner, places = parts(block, first)
    counts = np.bincount(owner, minlength=len(known)).take(which)
    sums = _summed(model.table.take(places, axis=0), np.searchsorted(owner, np.arange(len(known) + 1))).take(
        which, axis=0
    )
    for apart in range(1, REACH + 1):
        at, places = pairs(block, apart)
        sums[at] += model.table.take(places, axis=0)
        counts[at] += 1
    return Weighed(_running(sums), _running(counts))


def _summed(weights: Weights, ends: Numbers) -> npt.NDArray[np.int64]:
    running = _running(weights)
    return running[ends[1:]] - running[ends[:-1]]


def _running(of: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    running = np.zeros((len(of) + 1, *of.shape[1:]), np.int64)
    np.cumsum(of, axis=0, out=running[1:])
    return running


def pieces(block: Block, count: int) -> tuple[Numbers, Numbers, Numbers]:
    """How `count` messages are cut to be weighed: of which message each piece is, where it starts and where it ends."""
    begins = np.searchsorted(block.message, np.arange(count + 1))
    lengths = np.diff(begins)
    several = np.maximum(-(-(lengths - WINDOW) // STRIDE), 0) + 1
    message = np.repeat(np.arange(count), several)
    within = np.arange(len(message)) - np.repeat(np.cumsum(several) - several, several)
    starts = begins[message] + within * STRIDE
    return message, starts, np.minimum(starts + WINDOW, begins[message + 1])


class Held(NamedTuple):
    """A rule of which a message's wording is enough, and the words that weigh most; `end` is exclusive."""

    rule: Rule
    start: int
    end: int


class Reason(NamedTuple):
    """A word, or two, and what they add to the score."""

    first: int
    second: int
    weight: float


class Wording:
    """The rules that ask for a wording, and how messages are weighed for them."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        rules = [*rules]
        self._rules = {rule.stage: rule for rule in rules if rule.weighs}
        self._asked = np.full((len(SPEAKERS), len(STAGES)), np.inf)
        for column, stage in enumerate(STAGES):
            if stage in self._rules and (asked := self._rules[stage].weighs):
                self._asked[:, column] = (asked.offender, asked.victim, asked.unknown)
        ours = {rule.id for rule in shipped()}
        self._hints = {
            rule.id: beside.weighs.hints
            for rule in rules
            if rule.id in ours
            and rule.weight < HINT
            and not rule.weighs
            and (beside := self._rules.get(rule.stage))
            and beside.weighs
        }

    def heavy(self, block: Block, said_by: Sequence[Speaker]) -> list[int]:
        """The messages of a block of which the wording is enough for one of the rules."""
        if not self._rules or not len(block.hashes):
            return []
        message, starts, ends = pieces(block, len(said_by))
        speakers = rows_of(said_by)[message]
        scores = weigh(block, model()).scores(model(), starts, ends, speakers)
        enough = (scores >= self._asked[speakers] + _harder(message)).any(axis=1) & (ends - starts >= FEWEST)
        return sorted({*message[enough].tolist()})

    def holding(self, words: Sequence[str], speaker: Speaker) -> Iterator[Held]:
        """The rules of which the wording of one message is enough."""
        if not self._rules or not words:
            return
        block = _one(words)
        message, starts, ends = pieces(block, 1)
        if ends[0] - starts[0] < FEWEST:
            return
        row = rows_of([speaker] * len(message))
        weighed = weigh(block, model())
        scores = weighed.scores(model(), starts, ends, row)
        for column in np.flatnonzero((scores >= self._asked[row] + _harder(message)).any(axis=0)).tolist():
            best = int(scores[:, column].argmax())
            start, end = int(starts[best]), int(ends[best])
            yield Held(
                self._rules[STAGES[column]], *_heaviest(np.diff(weighed.sums[start : end + 1, column]), start)
            )

    def bears_out(self, rules: Iterable[Rule], words: Sequence[str]) -> set[str]:
        """Ids of the rules that a message's words let count, whoever says them: all but hints in what is not like any pressure."""
        asked = {rule.id: self._hints.get(rule.id, -np.inf) for rule in rules}
        if max(asked.values(), default=-np.inf) == -np.inf:
            return {*asked}
        block = _one(words)
        message, starts, ends = pieces(block, 1)
        anybody = np.zeros(len(message), np.int64)
        scores = weigh(block, model()).scores(model(), starts, ends, anybody) - model().bias[0]
        heaviest = scores[:, _PRESSING].max()
        return {id for id, least in asked.items() if heaviest >= least}


def _one(words: Sequence[str]) -> Block:
    return read([" ".join(words)], doubles=True)


def _harder(message: Numbers) -> Scores:
    """The more pieces a message has, the more each must weigh: the odds are for the whole of it."""
    return np.log(np.bincount(message).take(message))[:, np.newaxis]


def _heaviest(weights: npt.NDArray[np.int64], start: int) -> tuple[int, int]:
    """The run of words that stands out most from what a word weighs on average."""
    standing_out = _running(weights * len(weights) - max(int(weights.sum()), 0))
    lowest = np.minimum.accumulate(standing_out[:-1])
    end = int((standing_out[1:] - lowest).argmax()) + 1
    return start + int(standing_out[:end].argmin()), start + end


def reasons(words: Sequence[str], stage: Stage, most: int = 5) -> list[Reason]:
    """The words and pairs of one message that add most to its score, the heaviest first."""
    block, column, known = _one(words), STAGES.index(stage), model()
    every = np.arange(len(block.hashes))
    owner, places = parts(block, every)
    alone = np.bincount(owner, known.table[places, column], len(every))
    found = [(float(weight), at, at) for at, weight in enumerate(alone)]
    count = len(places)
    for apart in range(1, REACH + 1):
        first, places = pairs(block, apart)
        count += len(places)
        found += [
            (float(weight), at, at + apart)
            for at, weight in zip(first.tolist(), known.table[places, column], strict=True)
        ]
    unit = known.scale[column] / np.sqrt(max(count, 1))
    heaviest = sorted(found, key=lambda one: (-one[0], one[1:]))[:most]
    return [Reason(first, second, weight * unit) for weight, first, second in heaviest if weight > 0]
