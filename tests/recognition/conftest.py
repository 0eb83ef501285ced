"""One recogniser for all stories: it keeps nothing between conversations."""

import pytest

from amparo.recognition import Recogniser


@pytest.fixture(scope="session")
def recogniser():
    return Recogniser()
