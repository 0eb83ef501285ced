"""What two groups are asked before they join."""

import numpy as np
import pytest

from amparo.linkage.merging import World, _charge
from amparo.linkage.settings import Settings

SIZES = np.array([2, 4, 64])


def asked(tying: float):
    return _charge(SIZES, World(1000, 0.2, tying), Settings()).tolist()


def test_of_a_large_group_more_is_asked():
    assert asked(1.8) == pytest.approx([0.0, 0.6, 3.0])


def test_where_reports_name_little_less_is_asked_and_nowhere_more():
    assert asked(0.85) == pytest.approx([0.0, 0.3, 1.5])
    assert asked(5.0) == asked(1.8)
