"""How much the evidence of a pair says that two reports are of the same people: weights that a person can read.

The log-odds are a plain sum: so much for each shared identifier, by its tie and by how many other series use it, so much for one series
holding both, less for each kind that both reports name with nothing in common. Nothing shared ever lowers the sum, and nothing
missing ever raises it. The weights are learned by `calibration`, from the data at hand and without any truth.
"""

from dataclasses import dataclass

import msgspec
import numpy as np

from amparo.linkage.arrays import Floats
from amparo.linkage.pairs import COLUMNS


class Weights(msgspec.Struct, frozen=True, kw_only=True):
    """Natural log-odds."""

    base: float
    """Where nothing is known but that the two share something: before any column counts."""
    each: dict[str, float]
    """Of each of `COLUMNS`: for one such."""
    rate: float
    """Share of the pairs that share something which are of the same people, as estimated."""
    most: float
    """The log-odds beyond which the data cannot bear anything out."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """Of one pair."""

    log_odds: float
    probability: float
    ratio: float
    """How many times likelier the evidence is if the two are of the same people than if not, among pairs that share something."""
    capped: bool
    """The evidence says more than the data can bear out."""


def log_odds(weights: Weights, counts: Floats) -> Floats:
    """Of each line of `pairs.evidence`, within what the data bear out."""
    each = np.array([weights.each[column] for column in COLUMNS])
    told: Floats = np.minimum(weights.base + counts @ each, weights.most)
    return told


def probability(weights: Weights, counts: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-log_odds(weights, counts)))
    return chance


def ratio(weights: Weights, counts: Floats) -> Ratio:
    """Of one line."""
    told = float(log_odds(weights, counts[None, :])[0])
    prior = np.log(weights.rate / (1 - weights.rate))
    return Ratio(told, float(1 / (1 + np.exp(-told))), float(np.exp(told - prior)), told >= weights.most)
