"""Shared by all tests: a fixed home, no clock, no network."""

import sys
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("case", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("case")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's Amparo folder of their own for each test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AMPARO_HOME", str(folder))
    return folder
