"""Sealing and sealing again: what lies in a case, and that others' tools find it sound."""

import hashlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sealing import CHAT, FILES, NOON, check_by_hand, entries, entry, names, sealed, snapshot

from amparo.evidence import atomic
from amparo.evidence.bag import Entry, add, seal
from amparo.evidence.errors import PathRefused, SealError
from amparo.evidence.keys import SigningKey
from amparo.evidence.paths import portable
from amparo.evidence.verify import verify


def test_a_stranger_can_check_a_case_without_our_code(case: Path) -> None:
    check_by_hand(case)
    assert verify(case).ok


def test_a_stranger_can_check_a_case_that_was_sealed_again(case: Path, key: SigningKey) -> None:
    add(
        case,
        [entry("data/originals/mail.eml", b"From: lea@example.org\n")],
        key=key,
        who="Nadia",
        what="a mail came",
        when=NOON,
    )
    check_by_hand(case)
    verdict = verify(case)
    assert verdict.ok and verdict.sealings == 2


def test_originals_lie_there_byte_for_byte(case: Path) -> None:
    assert {path: (case / path).read_bytes() for path in FILES} == FILES


def test_only_the_owner_can_read_a_case(case: Path) -> None:
    assert all(path.stat().st_mode & 0o077 == 0 for path in [case, *case.rglob("*")])


def test_the_result_says_what_was_sealed(tmp_path: Path, key: SigningKey) -> None:
    result = sealed(tmp_path / "case", key)
    assert (result.number, result.files, result.size) == (1, 3, sum(map(len, list(FILES.values())[:3])))
    assert result.fingerprint == key.public.fingerprint
    statement = (tmp_path / "case/signatures/0001/statement.txt").read_bytes()
    assert result.statement == hashlib.sha256(statement).hexdigest() == verify(tmp_path / "case").statement


def test_the_same_files_make_the_same_lists(tmp_path: Path, key: SigningKey) -> None:
    sealed(tmp_path / "one", key)
    seal(
        reversed(entries()),
        tmp_path / "two",
        key=SigningKey.generate(),
        who="Omar",
        what="again",
        when=NOON.replace(year=2027),
    )
    for name in ("manifest-sha256.txt", "manifest-sha512.txt"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_what_exists_is_never_overwritten(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "case").mkdir()
    with pytest.raises(SealError, match="already exists"):
        sealed(tmp_path / "case", key)
    assert names(tmp_path) == ["case"] and not list((tmp_path / "case").iterdir())


def test_what_appears_meanwhile_is_not_overwritten_either(tmp_path: Path, key: SigningKey) -> None:
    def late() -> Iterator[bytes]:
        (tmp_path / "case").mkdir(exist_ok=True)
        yield b"x"

    with pytest.raises(SealError, match="appeared meanwhile"):
        seal([Entry("data/x", late)], tmp_path / "case", key=key, who="Nadia", what="sealed", when=NOON)
    assert names(tmp_path) == ["case"] and not list((tmp_path / "case").iterdir())


def test_a_file_that_changes_while_it_is_read_stops_the_sealing(tmp_path: Path, key: SigningKey) -> None:
    changed = entry("data/originals/_chat.txt", CHAT + b"!", digest=hashlib.sha256(CHAT).hexdigest())
    with pytest.raises(SealError, match=r"_chat\.txt changed while it was being read"):
        seal([changed], tmp_path / "case", key=key, who="Nadia", what="sealed", when=NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_cannot_be_read_is_named(tmp_path: Path, key: SigningKey) -> None:
    def gone() -> Iterator[bytes]:
        yield b"half"
        (tmp_path / "card").read_bytes()

    with pytest.raises(SealError, match=r"could not be sealed: No such file or directory .*card"):
        seal([Entry("data/x", gone)], tmp_path / "case", key=key, who="Nadia", what="sealed", when=NOON)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_nothing(tmp_path: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(SealError, match="No space left"):
        sealed(tmp_path / "case", key)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_seal_is_said(tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(SealError, match="nothing to seal"):
        sealed(tmp_path / "case", key, {"case.html": b"only a page"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "path",
    ["../x", "/etc/x", "data/../x", "data//x", "data/./x", "data/a\nb", "data/a\rb", "data/a\0b", "data/a\x1b[2J",
     "data/100%.txt", "data/turn\u202eed", "data/a\\b", "data/x ", "~root/x", "data", "Data/x", "", "data/\ud800",
     "data/" + "x" * 256, "manifest-sha256.txt", "tagmanifest-md5.txt", "bagit.txt", "custody.jsonl", "fetch.txt",
     "signatures/0001/statement.txt", "README.TXT"],
)  # fmt: skip
def test_hostile_names_are_refused(path: str, tmp_path: Path, key: SigningKey) -> None:
    with pytest.raises(PathRefused):
        sealed(tmp_path / "case", key, {"data/ok": b"", path: b"x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("data/a", "data/a"),
        ("data/a", "data/A"),
        ("data/\u00e9", "data/e\u0301"),
        ("data/a", "data/a/b"),
        ("data/a/b", "data/A"),
    ],
)
def test_names_that_some_disk_takes_for_the_same_are_refused(
    one: str, other: str, tmp_path: Path, key: SigningKey
) -> None:
    with pytest.raises(SealError, match="already"):
        two = [entry(one, b"1"), entry(other, b"2")]
        seal(two, tmp_path / "case", key=key, who="Nadia", what="sealed", when=NOON)
    assert list(tmp_path.iterdir()) == []


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True))
def test_any_name_made_portable_passes_the_tools_of_others(names: list[str]) -> None:
    files = {
        f"data/originals/{n}/{portable(name)}": name.encode(errors="replace") for n, name in enumerate(names)
    }
    with tempfile.TemporaryDirectory() as folder:
        case = Path(folder, "case")
        sealed(case, SigningKey.generate(), files)
        done = subprocess.run(["sha256sum", "--quiet", "--strict", "-c", "manifest-sha256.txt"], cwd=case)
        assert done.returncode == 0
        assert {path: (case / path).read_bytes() for path in files} == files
        assert verify(case).problems == ()


def test_bagit_takes_odd_names_too(tmp_path: Path, key: SigningKey) -> None:
    odd = [
        "100%.txt",
        "~me",
        " x ",
        "a\nb.txt",
        "صورة.txt",
        "* star",
        "CON",
        "..",
        "e\u0301",
        "-rf",
        "a#b",
        "x" * 400 + ".txt",
    ]
    sealed(
        tmp_path / "case", key, {f"data/originals/{n}/{portable(name)}": b"x" for n, name in enumerate(odd)}
    )
    check_by_hand(tmp_path / "case")


def test_a_large_file_in_small_pieces_is_the_same_file(tmp_path: Path, key: SigningKey) -> None:
    pieces = [bytes([n % 251]) * (n * 37 % 90_000) for n in range(150)]
    told: list[int] = []
    chunked = Entry("data/originals/big", lambda: iter(pieces))
    seal([chunked], tmp_path / "case", key=key, who="Nadia", what="sealed", when=NOON, progress=told.append)
    assert (tmp_path / "case/data/originals/big").read_bytes() == b"".join(pieces)
    assert sum(told) == sum(map(len, pieces))
    check_by_hand(tmp_path / "case")


def test_sealing_again_changes_no_earlier_file(case: Path, key: SigningKey) -> None:
    before = snapshot(case)
    add(case, [entry("data/derived/more.jsonl", b"{}\n")], key=key, who="Omar", what="read again", when=NOON)
    after = snapshot(case)
    renewed = {
        "bag-info.txt",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    }
    for path, content in before.items():
        if path in renewed:
            assert after[f"signatures/0001/{path}"] == content
        elif path == "custody.jsonl":
            assert after[path].startswith(content)
        else:
            assert after[path] == content
    assert names(case.parent) == ["case"]


def test_sealing_again_never_overwrites(case: Path, key: SigningKey) -> None:
    before = snapshot(case)
    with pytest.raises(SealError, match="in the case already"):
        add(case, [entry("case.html", b"another page")], key=key, who="Nadia", what="page", when=NOON)
    assert snapshot(case) == before and names(case.parent) == ["case"]


def test_an_altered_case_is_not_sealed_again(case: Path, key: SigningKey) -> None:
    """Otherwise a new seal would make the alteration look sealed."""
    manifest = case / "manifest-sha256.txt"
    manifest.write_bytes(manifest.read_bytes().replace(b"0", b"1"))
    with pytest.raises(SealError, match="not as it was sealed"):
        add(case, [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)


def test_altered_content_is_not_covered_up_by_a_new_seal(case: Path, key: SigningKey) -> None:
    (case / "data/derived/timeline.jsonl").write_bytes(b'{"id":"c1-2"}\n')
    add(case, [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    assert "data/derived/timeline.jsonl: it was altered" in verify(case).sentence


@pytest.mark.parametrize("tool", ["link", "exchange"])
def test_file_systems_without_links_or_exchange_will_do(
    tool: str, case: Path, key: SigningKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a memory stick (FAT)."""

    def unsupported(*arguments: object, **more: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(*((os, "link") if tool == "link" else (atomic, "_rename")), unsupported)
    add(case, [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    sealed(case.parent / "other", key)
    monkeypatch.undo()
    assert names(case.parent) == ["case", "other"]
    check_by_hand(case)
    assert verify(case).ok and verify(case.parent / "other").ok


def test_a_case_reached_through_a_link_is_sealed_where_it_lies(case: Path, key: SigningKey) -> None:
    link = case.parent / "link"
    link.symlink_to(case)
    add(link, [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    assert link.is_symlink() and (case / "data/x").exists() and verify(case).ok


def test_what_is_no_case_is_not_sealed_again(tmp_path: Path, key: SigningKey) -> None:
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday/plan.txt").write_text("sea")
    with pytest.raises(SealError):
        add(tmp_path / "holiday", [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    with pytest.raises(SealError, match="cannot be opened"):
        add(tmp_path / "nothing", [entry("data/x", b"x")], key=key, who="Nadia", what="more", when=NOON)
    assert names(tmp_path) == ["holiday"]
