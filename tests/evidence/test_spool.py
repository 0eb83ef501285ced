"""Derived rows wait in a spool: read as often as needed, readable by nobody else, gone at the end."""

import hashlib
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amparo.evidence import spool as spools
from amparo.evidence.spool import BLOCK, Spool

CANARY = b"canary-51d0-a row of the timeline\n"


def open_files() -> list[Path]:
    """Through the descriptors of this process, nameless files included."""
    found = []
    for name in Path("/proc/self/fd").iterdir():
        try:
            if "/tmp" in str(name.readlink()) and name.stat().st_size:
                found.append(name)
        except OSError:
            continue
    return found


@pytest.mark.parametrize("secret", [True, False])
@given(
    pieces=st.lists(st.integers(0, 3 * BLOCK), max_size=6),
    in_memory=st.sampled_from([0, 10, BLOCK, 2 * BLOCK]),
)
def test_what_goes_in_comes_out_as_often_as_it_is_asked_for(
    secret: bool, pieces: list[int], in_memory: int
) -> None:
    written = [bytes([n + 1]) * size for n, size in enumerate(pieces)]
    with Spool(secret=secret, in_memory=in_memory) as spool:
        for piece in written:
            spool.write(piece)
        for _ in range(2):
            assert b"".join(spool.chunks()) == b"".join(written)
        assert spool.size == sum(pieces)
        assert spool.digest == hashlib.sha256(b"".join(written)).hexdigest()


def test_it_can_be_read_and_written_in_turns() -> None:
    with Spool(secret=True, in_memory=BLOCK) as spool:
        spool.write(b"a" * 3 * BLOCK)
        reading = spool.chunks()
        first = next(reading)
        spool.write(b"b" * 3 * BLOCK)
        assert first + b"".join(reading) == b"a" * 3 * BLOCK
        assert b"".join(spool.chunks()) == b"a" * 3 * BLOCK + b"b" * 3 * BLOCK


@pytest.mark.parametrize("secret", [True, False])
def test_nothing_readable_is_on_the_disk(
    secret: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spools.tempfile, "tempdir", str(tmp_path))
    with Spool(secret=secret, in_memory=BLOCK) as spool:
        for _ in range(200):
            spool.write(CANARY * 1000)
        assert list(tmp_path.iterdir()) == [], "the file has no name"
        on_disk = [Path(f"/proc/self/fd/{file.name}").read_bytes() for file in open_files()]
        held = [content for content in on_disk if len(content) > BLOCK]
        assert held, "it did go to the disk"
        assert any(CANARY in content for content in held) is not secret
    assert list(tmp_path.iterdir()) == []


def test_small_spools_stay_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*arguments: object) -> None:
        raise AssertionError("no file is needed")

    monkeypatch.setattr(spools.tempfile, "TemporaryFile", never)
    with Spool(secret=False) as spool:
        spool.write(CANARY)
        assert b"".join(spool.chunks()) == CANARY


def test_equal_blocks_do_not_look_equal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Spool(secret=True, in_memory=0) as spool:
        spool.write(bytes(2 * BLOCK))
        content = max((Path(f).read_bytes() for f in open_files()), key=len)
        step = BLOCK + 16
        assert content[:step] != content[step : 2 * step]


def test_a_closed_spool_holds_nothing() -> None:
    spool = Spool(secret=True, in_memory=0)
    spool.write(bytes(2 * BLOCK))
    reading = spool.chunks()
    next(reading)
    spool.close()
    spool.close()
    with pytest.raises(ValueError, match="closed"):
        next(reading)
    assert list(spool.chunks()) == []


def test_a_file_that_was_cut_is_noticed() -> None:
    with Spool(secret=False, in_memory=0) as spool:
        spool.write(bytes(2 * BLOCK))
        for file in open_files():
            if file.stat().st_size == 2 * BLOCK:
                os.truncate(file, BLOCK)
        with pytest.raises(OSError, match="was cut"):
            list(spool.chunks())
