"""`amparo timestamp` and `examine --authority`, against an authority of our own on this machine; `openssl ts` judges."""

import subprocess
from pathlib import Path

import pytest

from amparo.cli import DONE, FAILED, main
from evidence.authority import Authority

CHAT = "14/03/2026, 19:31 - Léa: I recorded you. Pay 500 euros or I send it to your family\n14/03/2026, 19:32 - Sam: no\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority") / "tsa")


@pytest.fixture
def chat(tmp_path: Path) -> Path:
    path = tmp_path / "WhatsApp Chat with Léa.txt"
    path.write_text(CHAT)
    return path


def is_good(case: Path, authority: Authority) -> bool:
    """As a stranger would check it: the answer against the signature, with openssl alone."""
    seal = case / "signatures/0001"
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-in", seal / "timestamp-response.tsr", "-data", seal / "statement.sig",
         "-CAfile", authority.ca],
        capture_output=True,
    )  # fmt: skip
    return done.returncode == 0


def test_a_case_is_stamped_later(
    chat: Path, tmp_path: Path, authority: Authority, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    assert main(["examine", str(chat), "--out", str(out), "--adult"]) == DONE
    assert (out / "signatures/0001/timestamp-request.tsq").is_file(), "the request is kept"
    with authority.serve() as url:
        assert main(["timestamp", str(out), "--url", url]) == DONE
    assert "Stamped at" in capsys.readouterr().out
    assert is_good(out, authority)
    assert main(["verify", str(out)]) == DONE


def test_or_at_once_where_an_authority_is_named(chat: Path, tmp_path: Path, authority: Authority) -> None:
    out = tmp_path / "case"
    with authority.serve() as url:
        assert main(["examine", str(chat), "--out", str(out), "--adult", "--authority", url]) == DONE
    assert is_good(out, authority)


def test_an_authority_that_does_not_answer_costs_only_the_stamp(
    chat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    nobody = "http://127.0.0.1:9/"
    assert main(["examine", str(chat), "--out", str(out), "--adult", "--authority", nobody]) == DONE
    assert "no time stamp" in capsys.readouterr().err
    assert main(["verify", str(out)]) == DONE
    assert main(["timestamp", str(out), "--url", nobody]) == FAILED
    assert main(["timestamp", str(out), "--url", "file:///etc/passwd"]) == FAILED
