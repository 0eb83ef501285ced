"""`amparo scan` at the command line."""

from importlib import util

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from amparo.cli import DONE, FAILED, USAGE, main


@pytest.fixture
def messages(tmp_path):
    columns = {
        "message_id": ["1", "2"],
        "conversation_id": ["a", "a"],
        "sender_id": ["s", "s"],
        "sent_at": pa.array([None, None], pa.timestamp("us", "UTC")),
        "text": ["hello", "send 300 euros or i post your video to your family"],
    }
    pq.write_table(pa.table(columns), tmp_path / "messages.parquet")
    return tmp_path / "messages.parquet"


def test_a_scan_tells_what_it_did(messages, tmp_path, capsys):
    out = tmp_path / "out.parquet"
    assert main(["scan", "--in", str(messages), "--out", str(out), "--workers", "1"]) == DONE
    told = capsys.readouterr()
    found = pq.read_table(out).num_rows
    assert f"2 messages in 1 conversations: {found} findings; the scheme is recognised in 1" in told.err
    assert told.out == ""


def test_what_is_wrong_is_told_in_a_sentence(messages, tmp_path, capsys):
    pq.write_table(pq.read_table(messages).drop(["text"]), messages)
    assert main(["scan", "--in", str(messages), "--out", str(tmp_path / "out.parquet")]) == FAILED
    assert "amparo scan: no column text" in capsys.readouterr().err
    assert not (tmp_path / "out.parquet").exists()


def test_wrong_rules_are_told(messages, tmp_path, capsys):
    (tmp_path / "own.toml").write_text("[[rule]]\nid = 3\n")
    words = ["scan", "--in", str(messages), "--out", str(tmp_path / "out.parquet"), "--workers", "1"]
    assert main([*words, "--rules", str(tmp_path / "own.toml")]) == FAILED
    assert "own.toml" in capsys.readouterr().err


def test_without_its_packages_it_names_the_extra(messages, tmp_path, capsys, monkeypatch):
    there = util.find_spec
    monkeypatch.setattr(
        "amparo.cli.tables.find_spec", lambda name: None if name == "pyarrow" else there(name)
    )
    assert main(["scan", "--in", str(messages), "--out", str(tmp_path / "out.parquet")]) == USAGE
    assert "pip install 'amparo[bulk]'" in capsys.readouterr().err


@pytest.mark.parametrize("count", ["0", "-1", "many"])
def test_a_number_of_processes_is_a_number(messages, tmp_path, count):
    with pytest.raises(SystemExit):
        main(["scan", "--in", str(messages), "--out", str(tmp_path / "out.parquet"), "--workers", count])
