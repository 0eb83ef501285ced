"""An identifier is divided by where its reports stand; who shares it in another era shares it too."""

import numpy as np

from amparo.linkage.division import NOBODY, parts, scattered
from amparo.linkage.settings import Settings
from amparo.linkage.ties import ORDER, Tie

MONEY = ORDER.index(Tie.MONEY)


def divided(stands: list[int], identifier: list[int], whole: list[int]):
    tie = np.full(len(whole), MONEY)
    return parts(np.array(stands), np.array(identifier), tie, np.array(whole), None, Settings())


def test_reports_that_stand_somewhere_alone_and_together_are_counted():
    placed, alone, users = scattered(np.array([1, 1, 2, -1]), np.array([0, 0, 0, 0]), 2)
    assert (placed.tolist(), alone.tolist(), users.tolist()) == ([3, 0], [1, 0], [1, 0])


def test_a_receiver_of_two_crews_in_two_eras_is_shared_by_both():
    """A report that stands alone is the first crew's where nobody else uses the receiver, and nobody's where somebody does."""
    stands, eras = [1, 1, 7, 2, 2], [0, 0, 0, 1, 1]
    assert divided(stands, eras, [0, 1]).part.tolist() == [1, 1, 1, 2, 2]
    assert divided(stands, eras, [0, 0]).part.tolist() == [1, 1, NOBODY, 2, 2]


def test_a_decoy_is_told_by_all_its_eras():
    stands, eras = [1, 2, 3, 4], [0, 0, 1, 1]
    assert not divided(stands, eras, [0, 1]).decoy.any()
    assert divided(stands, eras, [0, 0]).decoy.all()
