"""The command line as a contract: exit codes, the JSON object, and sentences that name file, place and cause."""

import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pyrage
import pytest

from amparo.cli import DONE, FAILED, NOTHING_READABLE, USAGE, main

CHAT = """14/03/2026, 19:31 - Léa: I recorded you.
14/03/2026, 19:33 - Léa: If you don't pay me £500 I will send the video to your family and your friends
14/03/2026, 19:34 - Sam Rivers: please don't do this
14/03/2026, 19:36 - Léa: PLAINTEXT-CANARY
"""
PHOTO = b"\xff\xd8\xff\xe0" + b"AMPARO-PHOTO-CANARY" * 40


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "phone" / "WhatsApp Chat - Léa.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("_chat.txt", CHAT)
        archive.writestr("photo.jpg", PHOTO)
    return path


def run(*words: str | Path) -> int:
    try:
        return main([str(word) for word in words])
    except SystemExit as stopped:  # argparse
        assert isinstance(stopped.code, int)
        return stopped.code


def test_examine_prints_the_object_that_others_build_on(
    export: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "case"
    assert (
        run("examine", export, "--out", out, "--with", "Léa", "--adult", "--country", "GB", "--json") == DONE
    )
    printed = json.loads(capsysbinary.readouterr().out)
    assert list(printed) == [
        "case", "sources", "conversations", "messages", "gaps", "needs", "indicators", "findings", "scheme",
    ]  # fmt: skip
    assert printed["case"] == str(out)
    assert printed["messages"] == 4
    assert printed["scheme"]["recognised"] is True
    assert printed["scheme"]["reasons"]
    assert "threat" in printed["scheme"]["stages"]
    assert run("verify", out) == DONE


def test_wrong_usage_is_said_and_nothing_is_made(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    for words, said in (
        ((), "name a file"),
        ((export, "--include-media", "--minor", "--to", "age1x"), "under 18"),
        ((export, "--include-media", "--adult"), "--to RECIPIENT"),
        ((export, "--age", "seventeen"), "not an age"),
        ((export, "--timezone", "Mars/Base"), "not a time zone"),
        ((export, "--country", "France"), "two letters"),
        ((export, "--with", "Zoe"), "no conversation with Zoe; there are 1"),
        ((export, "--lang", "xx"), "--lang"),
    ):
        assert run("examine", *words, "--out", out) == USAGE, words
        assert said in capsys.readouterr().err
        assert not out.exists()


def test_nothing_readable_says_what_was_looked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "song.bin").write_bytes(os.urandom(500))
    assert run("examine", tmp_path / "song.bin", "--out", tmp_path / "case") == NOTHING_READABLE
    error = capsys.readouterr().err
    assert "song.bin" in error
    assert "it looked for" in error
    assert run("examine", tmp_path / "not-there.zip", "--out", tmp_path / "case") == NOTHING_READABLE
    assert "there is no such file" in capsys.readouterr().err
    (tmp_path / "empty.txt").touch()
    assert run("examine", tmp_path / "empty.txt", "--out", tmp_path / "case") == NOTHING_READABLE
    assert "the file is empty" in capsys.readouterr().err
    (tmp_path / "folder").mkdir()
    assert run("examine", tmp_path / "folder", "--out", tmp_path / "case") == NOTHING_READABLE
    assert "holds no file" in capsys.readouterr().err
    assert not (tmp_path / "case").exists()


def test_a_mistyped_recipient_fails_before_anything_is_read(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("examine", export, "--out", tmp_path / "case.age", "--to", "age1wrong", "--adult") == FAILED
    assert "age1wrong" in capsys.readouterr().err


def test_list_shows_the_conversations(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("list", export) == DONE
    assert "Léa (whatsapp" in capsys.readouterr().out
    run("examine", export, "--out", tmp_path / "case", "--adult")
    capsys.readouterr()
    assert run("list", tmp_path / "case") == DONE
    assert "Léa (whatsapp, whatsapp, 4 messages)" in capsys.readouterr().out


def test_show_prints_the_place_that_a_locator_names(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    run("examine", export, "--out", out, "--adult")
    capsys.readouterr()
    row = json.loads((out / "data/derived/timeline.jsonl").read_text().splitlines()[1])
    assert run("show", out, row["locator"]) == DONE
    assert "14/03/2026, 19:33 - Léa: If you don't pay me £500" in capsys.readouterr().out
    assert run("show", out, "line 7") == USAGE
    assert "looks like sha256:" in capsys.readouterr().err
    assert run("show", tmp_path, row["locator"]) == FAILED


def test_a_terminal_is_never_steered_by_evidence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hostile = CHAT.replace("I recorded you.", "\x1b]0;owned\x07\x1b[2J hello")
    (tmp_path / "WhatsApp Chat with Léa.txt").write_text(hostile)
    out = tmp_path / "case"
    run("examine", tmp_path / "WhatsApp Chat with Léa.txt", "--out", out, "--adult")
    row = json.loads((out / "data/derived/timeline.jsonl").read_text().splitlines()[0])
    capsys.readouterr()
    run("show", out, row["locator"])
    assert "\x1b" not in capsys.readouterr().out


def test_verify_says_in_one_sentence_what_is_wrong_and_where(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    run("examine", export, "--out", out, "--adult")
    timeline = out / "data/derived/timeline.jsonl"
    timeline.chmod(0o600)
    timeline.write_text(timeline.read_text().replace("500", "900"))
    capsys.readouterr()
    assert run("verify", out) == FAILED
    assert "data/derived/timeline.jsonl" in capsys.readouterr().out


def test_report_adds_a_page_in_another_language_and_seals_again(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "case"
    run("examine", export, "--out", out, "--adult", "--country", "GB")
    first = (out / "case.html").read_bytes()
    capsys.readouterr()
    for lang, mark in (("fr", 'lang="fr"'), ("ar", 'dir="rtl"')):
        assert run("report", out, "--lang", lang) == DONE
        page = Path(capsys.readouterr().out.strip())
        assert mark in page.read_text()
        assert page.with_name("case.pdf").is_file()
    assert (out / "case.html").read_bytes() == first
    assert run("verify", out) == DONE


def test_keys_are_shown_exported_imported_trusted_and_marked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def said(*words: str | Path) -> str:
        assert run(*words) == DONE, capsys.readouterr().err
        return capsys.readouterr().out.strip()

    assert "No key yet" in said("key", "show")
    fingerprint = said("key", "new", "--name", "desk")
    assert fingerprint.startswith("SHA256:")
    assert "seals here" in said("key", "show")
    (tmp_path / "public.pem").write_text(said("key", "export") + "\n")
    (tmp_path / "private.pem").write_text(said("key", "export", "--private") + "\n")
    said("key", "new", "--name", "other")
    assert said("key", "import", tmp_path / "private.pem") == fingerprint
    assert "Noor (trusted)" in said("key", "trust", tmp_path / "public.pem", "--name", "Noor")
    assert "stolen since 2026-03-01" in said(
        "key", "mark", fingerprint, "stolen", "--since", "2026-03-01T00:00:00Z"
    )
    assert run("key", "trust", tmp_path / "nothing", "--name", "x") == FAILED
    assert run("key", "mark", fingerprint, "stolen", "--since", "2026-03-01T00:00:00") == USAGE
    assert "no time zone" in capsys.readouterr().err


def test_encrypt_and_decrypt_give_the_same_case(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("examine", export, "--out", tmp_path / "case", "--adult")
    capsys.readouterr()
    assert run("key", "new", "--recipient", tmp_path / "secret.key") == DONE
    recipient = capsys.readouterr().out.strip()
    assert run("encrypt", tmp_path / "case", "--to", recipient, "--out", tmp_path / "case.age") == DONE
    assert (
        run("decrypt", tmp_path / "case.age", "--out", tmp_path / "again", "-i", tmp_path / "secret.key")
        == DONE
    )
    assert run("verify", tmp_path / "again") == DONE
    cut = tmp_path / "cut.age"
    cut.write_bytes((tmp_path / "case.age").read_bytes()[:-100])
    capsys.readouterr()
    assert run("decrypt", cut, "--out", tmp_path / "broken", "-i", tmp_path / "secret.key") == FAILED
    assert not (tmp_path / "broken").exists()
    assert capsys.readouterr().err


def readable(*folders: Path) -> bytes:
    return b"".join(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


def test_with_a_recipient_no_plaintext_is_left_anywhere(
    export: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    identity = pyrage.x25519.Identity.generate()
    temporary, place = tmp_path / "tmp", tmp_path / "place"
    temporary.mkdir()
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    out = place / "case.age"
    assert run("examine", export, "--out", out, "--to", str(identity.to_public()), "--adult") == DONE
    assert [path.name for path in place.iterdir()] == ["case.age"]
    for canary in (b"PLAINTEXT-CANARY", b"AMPARO-PHOTO-CANARY", b"Sam Rivers"):
        assert canary not in readable(place, temporary, home)

    (tmp_path / "secret.key").write_text(str(identity))
    assert run("decrypt", out, "--out", tmp_path / "opened", "--identity", tmp_path / "secret.key") == DONE
    opened = readable(tmp_path / "opened")
    assert b"PLAINTEXT-CANARY" in opened
    assert b"AMPARO-PHOTO-CANARY" not in opened
    assert run("verify", tmp_path / "opened") == DONE


def test_an_adults_wish_includes_media_encrypted_only(export: Path, tmp_path: Path) -> None:
    identity = pyrage.x25519.Identity.generate()
    out = tmp_path / "case.age"
    chat = CHAT + "14/03/2026, 19:37 - Léa: photo.jpg (file attached)\n"
    with zipfile.ZipFile(export, "w") as archive:
        archive.writestr("_chat.txt", chat)
        archive.writestr("photo.jpg", PHOTO)
    to = str(identity.to_public())
    assert run("examine", export, "--out", out, "--to", to, "--adult", "--include-media") == DONE
    (tmp_path / "secret.key").write_text(str(identity))
    run("decrypt", out, "--out", tmp_path / "opened", "--identity", tmp_path / "secret.key")
    assert b"AMPARO-PHOTO-CANARY" in readable(tmp_path / "opened")


@pytest.mark.slow
@pytest.mark.parametrize("to", [False, True], ids=["folder", "encrypted"])
def test_killed_at_any_moment_there_is_no_case_or_a_whole_one(
    export: Path, tmp_path: Path, home: Path, to: bool
) -> None:
    recipient = str(pyrage.x25519.Identity.generate().to_public())
    place = tmp_path / "place"
    place.mkdir()
    out = place / "case"
    words = [
        sys.executable,
        "-c",
        "from amparo.cli import main; raise SystemExit(main())",
        "examine",
        str(export),
    ]
    words += ["--out", str(out), "--adult", *(["--to", recipient] if to else [])]
    seen = {"killed": 0, "whole": 0}
    for number in range(14):
        started = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.15 + 0.2 * number)
        started.send_signal(signal.SIGKILL)
        started.wait()
        if out.exists():
            seen["whole"] += 1
            if to:
                assert out.read_bytes().startswith(b"age-encryption.org/v1")
            else:
                assert run("verify", out) == DONE
                subprocess.run(["rm", "-rf", out], check=True)
            out.unlink(missing_ok=True)
        else:
            seen["killed"] += 1
        if to:
            assert b"PLAINTEXT-CANARY" not in readable(place, home)
    assert seen["killed"], "some runs were killed before the end"


def test_every_verb_has_help_and_completion(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == DONE
    listed = capsys.readouterr().out
    for verb in ("examine", "list", "show", "verify", "timestamp", "encrypt", "decrypt", "key", "report"):
        assert verb in listed
        assert run(verb, "--help") == DONE
    capsys.readouterr()
    assert run("--print-completion", "bash") == DONE
    assert "examine" in capsys.readouterr().out
