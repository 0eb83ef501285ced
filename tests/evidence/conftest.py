"""Keys and cases that the tests of this room share."""

import os
from pathlib import Path

import pytest
from authority import Authority
from sealing import sealed

from amparo.evidence.keys import KeyRing, SigningKey


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test can pull the plug; that everything is synced, and in which order, is a test of its own."""
    monkeypatch.setattr(os, "fsync", os.fstat)


@pytest.fixture
def ring(home: Path) -> KeyRing:
    return KeyRing()


@pytest.fixture
def key(ring: KeyRing) -> SigningKey:
    """The key of Nadia's device."""
    return ring.signing_key()


@pytest.fixture
def case(tmp_path: Path, key: SigningKey) -> Path:
    """Nadia's case, sealed once."""
    out = tmp_path / "case"
    sealed(out, key)
    return out


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")
