"""Compiled triggers are kept where only this user can write, and never believed on sight."""

import pytest

from amparo.recognition import compiled

PATTERNS = ["abc", "[0-9]{3}"]


@pytest.fixture(autouse=True)
def keep_everything(monkeypatch):
    monkeypatch.setattr(compiled, "WORTH_KEEPING", 0)


def hits(database):
    found = []
    database.scan(b"abc 123", match_event_handler=lambda number, *_: found.append(number))
    return found


def kept(folder):
    return sorted(folder.glob("*.hs"))


def test_a_second_run_reads_what_the_first_kept(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    assert hits(compiled.database(PATTERNS, folder)) == [0, 1]
    assert len(kept(folder)) == 1 and folder.stat().st_mode & 0o077 == 0
    monkeypatch.setattr(compiled.hyperscan.Database, "compile", None)  # would fail if it were called
    assert hits(compiled.database(PATTERNS, folder)) == [0, 1]


def test_other_patterns_are_another_file(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    compiled.database(["abd"], tmp_path / "cache")
    assert len(kept(tmp_path / "cache")) == 2


@pytest.mark.parametrize("spoil", [lambda b: b[:-9], lambda b: b[:200] + b"\x01" + b[201:], lambda b: b""])
def test_what_was_spoilt_is_compiled_again(tmp_path, spoil):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = kept(tmp_path / "cache")
    file.write_bytes(spoil(file.read_bytes()))
    assert compiled._kept(file) is None
    assert hits(compiled.database(PATTERNS, tmp_path / "cache")) == [0, 1]


def test_what_others_can_write_is_not_read(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = kept(tmp_path / "cache")
    file.chmod(0o666)
    assert compiled._kept(file) is None
    file.chmod(0o600)
    (tmp_path / "cache").chmod(0o777)
    assert compiled._kept(file) is None


def test_a_link_is_not_followed(tmp_path):
    compiled.database(PATTERNS, tmp_path / "cache")
    (file,) = kept(tmp_path / "cache")
    elsewhere = file.rename(tmp_path / "elsewhere")
    file.symlink_to(elsewhere)
    assert compiled._kept(file) is None


def test_without_a_home_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_HOME", str(tmp_path / "none"))
    assert hits(compiled.database(PATTERNS)) == [0, 1]
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "none").mkdir()
    compiled.database(PATTERNS)
    assert len(kept(tmp_path / "none" / "cache")) == 1


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    assert hits(compiled.database(PATTERNS, tmp_path / "file" / "cache")) == [0, 1]
