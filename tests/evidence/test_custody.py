"""The record of every hand a case passed."""

import base64
import hashlib
import json
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealing import NOON, names

from amparo import __version__
from amparo.evidence import custody
from amparo.evidence.custody import Broken
from amparo.evidence.errors import SealError
from amparo.evidence.keys import SigningKey
from amparo.evidence.verify import verify

EARLIEST = datetime(1971, 1, 1)  # noqa: DTZ001  hypothesis adds the zone


@pytest.fixture
def in_casablanca(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A device whose clock is set to a zone of its own."""
    monkeypatch.setenv("TZ", "<+01>-1")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_an_entry_says_who_when_what_and_with_which_tool(in_casablanca: None, key: SigningKey) -> None:
    when = datetime(2026, 11, 23, 20, 30, tzinfo=timezone(timedelta(hours=8)))
    line = custody.line(b"", key=key, who="Nadia", what="sealed", when=when, sealing=1)
    entry = json.loads(line)
    assert entry["at"] == "2026-11-23T12:30:00Z"
    assert entry["local"] == "2026-11-23T13:30:00+01:00" and entry["zone"] == "+01"
    assert (entry["n"], entry["who"], entry["what"], entry["previous"]) == (1, "Nadia", "sealed", None)
    assert entry["tool"] == f"amparo {__version__}"


def test_each_entry_names_the_digest_of_the_line_before(case: Path, key: SigningKey) -> None:
    custody.append(case, key=key, who="Nadia", what="handed to Constable Reyes", when=NOON)
    custody.append(case, key=SigningKey.generate(), who="Constable Reyes", what="received", when=NOON)
    lines = (case / "custody.jsonl").read_bytes().splitlines()
    assert [json.loads(line)["previous"] for line in lines[1:]] == [
        hashlib.sha256(line).hexdigest() for line in lines[:-1]
    ]
    assert verify(case).ok and names(case.parent) == ["case"]


def test_openssl_can_check_an_entry(case: Path, tmp_path: Path) -> None:
    line = (case / "custody.jsonl").read_bytes().splitlines()[0]
    signed, _, signature = line.partition(b',"signature":"')
    (tmp_path / "entry").write_bytes(signed + b"}")
    (tmp_path / "sig").write_bytes(base64.b64decode(signature.removesuffix(b'"}')))
    command = f"openssl pkeyutl -verify -rawin -pubin -inkey {case}/signatures/0001/public-key.pem -in {tmp_path}/entry -sigfile {tmp_path}/sig"
    assert subprocess.run(command.split(), capture_output=True).returncode == 0


@given(st.text(), st.text(), st.datetimes(min_value=EARLIEST, timezones=st.just(UTC)))
def test_whatever_is_written_is_read_back(who: str, what: str, when: datetime) -> None:
    key = SigningKey.generate()
    first = custody.line(b"", key=key, who=who, what=what, when=when)
    second = custody.line(first, key=key, who="x", what="y", when=when)
    assert first.count(b"\n") == 1
    one, two = custody.read(first + second)
    assert (one.who, one.what) == tuple(text.encode(errors="replace").decode() for text in (who, what))
    assert (one.n, two.n) == (1, 2)


@given(st.binary(max_size=400))
def test_nonsense_breaks_the_chain_and_nothing_else(content: bytes) -> None:
    try:
        assert custody.read(content) == [] and content == b""
    except Broken as error:
        assert error.n >= 1


def test_a_broken_record_is_not_continued(case: Path, key: SigningKey) -> None:
    path = case / "custody.jsonl"
    path.write_bytes(path.read_bytes().replace(b"Nadia", b"Nadja"))
    with pytest.raises(SealError, match="broken at entry 1"):
        custody.append(case, key=key, who="Nadia", what="copied", when=NOON)


def test_a_record_that_is_a_link_is_not_read(case: Path, key: SigningKey, tmp_path: Path) -> None:
    path = case / "custody.jsonl"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(SealError, match="not a record of custody"):
        custody.append(case, key=key, who="Nadia", what="copied", when=NOON)


def test_a_time_without_a_zone_is_refused(key: SigningKey) -> None:
    with pytest.raises(ValueError, match="zone"):
        custody.line(b"", key=key, who="Nadia", what="sealed", when=datetime(2026, 11, 23))  # noqa: DTZ001
