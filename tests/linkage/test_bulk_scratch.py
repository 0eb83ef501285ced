"""What a run keeps on disk is ours alone, limited, and gone afterwards, however the run ends."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from amparo.linkage.bulk.scratch import ScratchError, scratch

HOLD = """
import sys, time
from pathlib import Path
from amparo.linkage.bulk.scratch import scratch
with scratch(Path(sys.argv[1]), 1000) as room:
    room.path("case").write_text("what somebody told")
    print(room.folder, flush=True)
    time.sleep(60)
"""


def held(under: Path) -> tuple["subprocess.Popen[str]", Path]:
    run = subprocess.Popen([sys.executable, "-c", HOLD, str(under)], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    return run, Path(run.stdout.readline().strip())


def ended(run: "subprocess.Popen[str]", how: signal.Signals) -> int:
    run.send_signal(how)
    code = run.wait(20)
    assert run.stdout is not None
    run.stdout.close()
    return code


def test_only_we_can_read_it_and_it_goes_at_the_end(tmp_path):
    with scratch(tmp_path, 1000) as room:
        assert room.folder.parent == tmp_path and room.folder.stat().st_mode & 0o777 == 0o700
        room.path("case").write_text("what somebody told")
    assert not list(tmp_path.iterdir())


def test_it_goes_when_the_run_fails(tmp_path):
    with pytest.raises(RuntimeError, match="broken"), scratch(tmp_path, 1000) as room:
        room.path("case").write_text("what somebody told")
        raise RuntimeError("broken")
    assert not list(tmp_path.iterdir())


def test_it_goes_when_the_run_is_terminated(tmp_path):
    run, folder = held(tmp_path)
    assert (folder / "case").exists()
    assert ended(run, signal.SIGTERM) == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())


def test_what_a_killed_run_left_goes_with_the_next_but_not_what_a_living_one_has(tmp_path):
    killed, left = held(tmp_path)
    ended(killed, signal.SIGKILL)
    assert (left / "case").exists()
    living, kept = held(tmp_path)
    try:
        assert not left.exists()
        with scratch(tmp_path, 1000):
            assert (kept / "case").exists()
    finally:
        ended(living, signal.SIGTERM)


def test_somebody_elses_folder_is_left_alone(tmp_path):
    (tmp_path / "link-photos").mkdir()
    with scratch(tmp_path, 1000):
        pass
    assert (tmp_path / "link-photos").exists()


def test_more_than_the_limit_ends_the_run(tmp_path):
    with scratch(tmp_path, 1000) as room:
        assert room.left() == 1000
        room.path("large").write_bytes(bytes(1001))
        with pytest.raises(ScratchError, match="1,000 bytes"):
            room.left()


def test_it_lies_in_amparos_own_folder_unless_told_otherwise(tmp_path, monkeypatch):
    monkeypatch.setenv("AMPARO_HOME", str(tmp_path))
    with scratch(None, 1000) as room:
        assert room.folder.is_relative_to(tmp_path)


def test_the_way_of_ending_is_as_before_afterwards(tmp_path):
    before = signal.getsignal(signal.SIGTERM)
    with scratch(tmp_path, 1000):
        assert signal.getsignal(signal.SIGTERM) != before
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_query_that_a_signal_interrupts_ends_the_run_as_the_signal_says(tmp_path):
    with pytest.raises(SystemExit) as ended, scratch(tmp_path, 1000):
        with pytest.raises(SystemExit):
            signal.raise_signal(signal.SIGTERM)
        raise RuntimeError("Query interrupted")
    assert ended.value.code == 128 + signal.SIGTERM
    assert not list(tmp_path.iterdir())
