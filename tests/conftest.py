"""Shared by all tests: a fixed home, no clock, no network."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from needs import MISSING

settings.register_profile("case", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("case")


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A person's Amparo folder of their own for each test."""
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("AMPARO_HOME", str(folder))
    # What the rules compile to is the same for all of them, and takes seconds.
    monkeypatch.setenv("AMPARO_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
    return folder


_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and MISSING in str(report.longrepr):
        _skipped.append(report.nodeid)


def pytest_sessionfinish(session: pytest.Session) -> None:
    """On CI nothing may skip because a Debian package is missing."""
    if _skipped and os.environ.get("CI"):
        print(f"\n{len(_skipped)} tests skipped on CI for want of a Debian package, such as {_skipped[0]}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
