"""The README of a case: a stranger copies its commands into a terminal, and they work."""

import subprocess
from pathlib import Path

import pytest
from authority import Authority
from sealing import NOON, entry

from amparo.evidence.bag import add
from amparo.evidence.keys import SigningKey
from amparo.evidence.timestamps import stamp


def commands(case: Path) -> list[str]:
    """What is indented by four, but for the fingerprint."""
    lines = (case / "README.txt").read_text().splitlines()
    return [
        line.strip() for line in lines if line.startswith("    ") and not line.strip().startswith("SHA256:")
    ]


def run(command: str, case: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["bash", "-e", "-c", command], cwd=case, capture_output=True, text=True)


@pytest.mark.parametrize("times", [1, 2])
def test_every_command_of_the_readme_works(
    times: int,
    case: Path,
    key: SigningKey,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with authority.serve() as url:
        stamp(case, url, key=key, who="Nadia", when=NOON, trusted=authority.roots)
    for n in range(1, times):
        add(case, [entry(f"data/more-{n}", b"x")], key=key, who="Nadia", what="more", when=NOON)
    found = commands(case)
    assert len(found) == 10
    for command in found:
        done = run(command.replace("ca.pem", str(authority.ca)), case)
        assert done.returncode == 0, (command, done.stderr)
        if "openssl pkeyutl" in command:
            assert done.stdout.count("Signature Verified Successfully") == (times if "for " in command else 1)
        if "ssh-keygen" in command:
            assert done.stdout.count(key.public.fingerprint) == times


@pytest.mark.parametrize(
    ("path", "step"),
    [
        ("data/derived/timeline.jsonl", 0),
        ("case.html", 1),
        ("tagmanifest-sha256.txt", 2),
        ("signatures/0001/statement.txt", 3),
    ],
)
def test_the_commands_fail_on_an_altered_case(path: str, step: int, case: Path) -> None:
    content = (case / path).read_bytes()
    (case / path).write_bytes(content[:-2] + bytes([content[-2] ^ 1]) + content[-1:])
    assert run(commands(case)[step], case).returncode != 0


def test_the_readme_names_the_key_and_what_is_not_proved_in_three_languages(
    case: Path, key: SigningKey
) -> None:
    text = (case / "README.txt").read_text()
    assert f"    {key.public.fingerprint}\n" in text
    assert "does not prove that a conversation is genuine" in text
    assert "ne prouve ni que la conversation est authentique" in text
    assert "المحادثة صحيحة أو كاملة" in text
