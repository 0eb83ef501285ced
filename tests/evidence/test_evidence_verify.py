"""Whatever is changed in a case, `verify` says so, in one sentence that names the place."""

import base64
import hashlib
import json
import os
import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authority import Authority
from sealing import FILES, NOON, entry, sealed, snapshot

from amparo.evidence import bag, custody
from amparo.evidence.bag import add
from amparo.evidence.keys import KeyRing, Mark, SigningKey
from amparo.evidence.timestamps import stamp
from amparo.evidence.verify import StampStatus, Verdict, verify


@pytest.fixture
def twice(case: Path, key: SigningKey) -> Path:
    """Nadia's case, sealed again when a mail came, and handed over."""
    add(
        case,
        [entry("data/originals/mail.eml", b"From: lea@example.org\n")],
        key=key,
        who="Nadia",
        what="mail",
        when=NOON,
    )
    custody.append(case, key=key, who="Nadia", what="handed to Constable Reyes", when=NOON)
    return case


def bad(case: Path, *words: str) -> Verdict:
    verdict = verify(case)
    assert not verdict.ok and not verdict.trusted
    assert verdict.sentence.startswith("Not as it was sealed: ")
    for word in words:
        assert word in verdict.sentence, verdict.sentence
    return verdict


def test_a_whole_case_is_said_to_be_whole(twice: Path, key: SigningKey) -> None:
    verdict = verify(twice)
    assert verdict.ok and verdict.trusted and verdict.problems == ()
    assert verdict.signer == key.public.fingerprint and verdict.sealed_at == NOON and verdict.sealings == 2
    assert verdict.sentence == (
        f"Unchanged since it was sealed on 2026-11-23 12:00:00 UTC (by the device's clock) "
        f"with the key {key.public.fingerprint} of this device."
    )


def test_one_flipped_bit_in_any_file_is_found(twice: Path) -> None:
    chance = random.Random(5)
    for path, content in snapshot(twice).items():
        for at in {0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(6))}:
            altered = bytearray(content)
            altered[at] ^= 1 << chance.randrange(8)
            (twice / path).write_bytes(altered)
            verdict = verify(twice)
            assert not verdict.ok, (path, at)
            places = {problem.path for problem in verdict.problems}
            # A signature that fails does not tell which of its three files was altered.
            assert path in str(places) or str(Path(path).parent / "statement.sig") in places, (path, places)
        (twice / path).write_bytes(content)
    assert verify(twice).ok


@pytest.mark.slow
def test_a_flipped_bit_in_every_byte_of_the_seal_is_found(twice: Path) -> None:
    for path, content in snapshot(twice).items():
        if not path.startswith("signatures/0002/") and path != "custody.jsonl":
            continue
        for at in range(len(content)):
            altered = bytearray(content)
            altered[at] ^= 1 << at % 8
            (twice / path).write_bytes(altered)
            assert not verify(twice).ok, (path, at)
        (twice / path).write_bytes(content)


def test_any_file_that_is_gone_is_named(twice: Path) -> None:
    for path, content in snapshot(twice).items():
        (twice / path).unlink()
        verdict = verify(twice)
        assert not verdict.ok
        assert any(p.path == path and "missing" in p.cause for p in verdict.problems), path
        (twice / path).write_bytes(content)


@pytest.mark.parametrize(
    "path",
    ["data/originals/planted.txt", "planted.html", "signatures/0001/planted", "signatures/0002/planted",
     "signatures/0003/statement.txt", "signatures/planted.txt", "tagmanifest-md5.txt", "data/.hidden", "fetch.txt"],
)  # fmt: skip
def test_any_file_that_was_added_is_named(path: str, twice: Path) -> None:
    (twice / path).parent.mkdir(exist_ok=True)
    (twice / path).write_text("planted")
    verdict = bad(twice)
    assert any(p.path == path or p.path.startswith("signatures/0003") for p in verdict.problems)


def test_an_altered_file_is_named_in_the_sentence(case: Path) -> None:
    (case / "data/originals/WhatsApp/_chat.txt").write_bytes(b"nothing happened\n")
    bad(case, "data/originals/WhatsApp/_chat.txt: it was altered after sealing.")


def test_two_files_that_changed_places_are_recognised(case: Path) -> None:
    one, other = case / "data/originals/WhatsApp/_chat.txt", case / "data/derived/timeline.jsonl"
    held = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(held)
    verdict = bad(
        case,
        "data/derived/timeline.jsonl: it was altered",
        "holds what data/originals/WhatsApp/_chat.txt should hold",
    )
    assert len(verdict.problems) == 2


def test_a_renamed_file_is_missing_and_added(case: Path) -> None:
    (case / "case.html").rename(case / "page.html")
    assert {p.path for p in bad(case).problems} == {"case.html", "page.html"}


@pytest.mark.parametrize("to", ["inside", "outside", "dangling", "folder"])
def test_links_are_never_followed(to: str, case: Path, tmp_path: Path) -> None:
    path = case / "data/originals/WhatsApp/_chat.txt"
    outside = tmp_path / "outside.txt"
    shutil.copy(path, outside)
    if to == "folder":
        path = path.parent
        shutil.move(path, tmp_path / "WhatsApp")
        path.symlink_to(tmp_path / "WhatsApp")
    else:
        path.unlink()
        path.symlink_to({"inside": case / "case.html", "outside": outside, "dangling": tmp_path / "no"}[to])
    bad(case, "it is a link")


def test_a_pipe_does_not_make_verify_wait(case: Path) -> None:
    path = case / "data/derived/timeline.jsonl"
    path.unlink()
    os.mkfifo(path)
    bad(case, "data/derived/timeline.jsonl: it is not a file")


def test_names_cannot_write_to_the_terminal(case: Path) -> None:
    (case / "data" / "x\x1b[2J\u202e\n.txt").write_text("planted")
    sentence = verify(case).sentence
    assert sentence.isprintable() and "\\x1b[2J" in sentence


def test_altered_lists_and_altered_file_together_are_found(case: Path) -> None:
    """Who alters a file and all lists still has no key."""
    path = case / "data/derived/timeline.jsonl"
    old, new = path.read_bytes(), b'{"id":"c9-9"}\n'
    path.write_bytes(new)
    for algorithm in ("sha256", "sha512"):
        was, is_now = (hashlib.new(algorithm, content).hexdigest().encode() for content in (old, new))
        manifest = case / f"manifest-{algorithm}.txt"
        manifest.write_bytes(manifest.read_bytes().replace(was, is_now))
    for algorithm in ("sha256", "sha512"):
        lines = []
        for line in (case / f"tagmanifest-{algorithm}.txt").read_text().splitlines():
            name = line.split("  ")[1]
            lines.append(f"{hashlib.new(algorithm, (case / name).read_bytes()).hexdigest()}  {name}\n")
        (case / f"tagmanifest-{algorithm}.txt").write_text("".join(lines))
    bad(case, "tagmanifest-sha256.txt: it is not the one that seal 1 was made over")


class TestCustody:
    def test_an_edited_entry(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        path.write_bytes(path.read_bytes().replace(b'"what":"mail"', b'"what":"nail"'))
        bad(twice, "custody.jsonl, entry 2: the chain is broken: its signature does not belong to it")

    def test_a_removed_entry(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[0] + lines[2])
        bad(twice, "custody.jsonl, entry 2: the chain is broken: it bears the number 3")

    def test_exchanged_entries(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        lines = path.read_bytes().splitlines(keepends=True)
        path.write_bytes(lines[1] + lines[0] + lines[2])
        bad(twice, "custody.jsonl, entry 1")

    def test_cut_off_before_the_seal(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
        bad(twice, "custody.jsonl: it was cut off: 1 entries, while seal 2 was made over 2")

    def test_an_incomplete_last_line(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        path.write_bytes(path.read_bytes()[:-1])
        bad(twice, "the last line is not complete")

    def test_a_rewritten_chain_by_another_key(self, twice: Path) -> None:
        """Somebody writes the whole record anew with a key of their own."""
        path = twice / "custody.jsonl"
        content = b""
        other = SigningKey.generate()
        for n in (1, 2):
            content += custody.line(content, key=other, who="Nobody", what="nothing", when=NOON, sealing=n)
        path.write_bytes(content)
        bad(twice, "it is not the entry that seal 1 was made over")

    def test_an_entry_by_a_stranger_is_pointed_out(self, twice: Path) -> None:
        custody.append(twice, key=SigningKey.generate(), who="Somebody", what="looked", when=NOON)
        verdict = verify(twice)
        assert verdict.ok and not verdict.trusted
        assert "an entry of custody.jsonl is by a key that you have not trusted" in verdict.sentence

    def test_another_way_to_write_the_same_is_not_the_same(self, twice: Path) -> None:
        path = twice / "custody.jsonl"
        lines = path.read_bytes().splitlines()
        signature = json.loads(lines[2])["signature"]
        # The last letter before the padding holds four bits that say nothing.
        other = signature[:-3] + {"A": "B", "Q": "R", "g": "h", "w": "x"}[signature[-3]] + "=="
        assert base64.b64decode(other) == base64.b64decode(signature)
        path.write_bytes(b"\n".join(lines).replace(signature.encode(), other.encode()) + b"\n")
        bad(twice, "custody.jsonl, entry 3")


class TestSeals:
    def test_the_newest_seal_removed(self, twice: Path) -> None:
        shutil.rmtree(twice / "signatures/0002")
        verdict = bad(twice)
        assert any(
            "seal 2 is missing; custody.jsonl says that it was made" in p.cause for p in verdict.problems
        )

    def test_rolled_back_but_for_custody(self, twice: Path) -> None:
        """All files as the first seal left them: only the record of custody still tells."""
        for name in (
            "bag-info.txt",
            "manifest-sha256.txt",
            "manifest-sha512.txt",
            "tagmanifest-sha256.txt",
            "tagmanifest-sha512.txt",
        ):
            (twice / f"signatures/0001/{name}").rename(twice / name)
        shutil.rmtree(twice / "signatures/0002")
        (twice / "data/originals/mail.eml").unlink()
        verdict = bad(twice, "signatures/0002: seal 2 is missing; custody.jsonl says that it was made.")
        assert len(verdict.problems) == 1

    def test_an_older_seal_removed(self, twice: Path) -> None:
        shutil.rmtree(twice / "signatures/0001")
        bad(twice, "signatures/0001/", "missing")

    def test_no_seal_at_all(self, case: Path) -> None:
        shutil.rmtree(case / "signatures")
        bad(case, "signatures: there is no seal")

    def test_the_seal_of_another_case(self, case: Path, tmp_path: Path, key: SigningKey) -> None:
        sealed(tmp_path / "other", key, {"data/x": b"x"})
        shutil.rmtree(case / "signatures")
        shutil.copytree(tmp_path / "other/signatures", case / "signatures")
        bad(case, "tagmanifest-sha256.txt: it is not the one that seal 1 was made over")

    def test_a_later_seal_that_leaves_something_out(
        self, case: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Somebody with a key of their own seals again without the chat: the older seal still speaks."""
        kept = bag._Making.kept

        def but_for_the_chat(making: bag._Making, place: Path) -> Iterator[tuple[str, str]]:
            for path, kept_as in kept(making, place):
                if path.endswith("_chat.txt"):
                    del making._digests[kept_as]
                else:
                    yield path, kept_as

        monkeypatch.setattr(bag._Making, "kept", but_for_the_chat)
        other = SigningKey.generate()
        add(case, [entry("data/x", b"x")], key=other, who="Somebody", what="more", when=NOON)
        bad(case, "_chat.txt: seal 1 covers it in another form than the newest seal does")


class TestKeys:
    def test_a_replaced_key_is_valid_but_not_trusted(self, tmp_path: Path, key: SigningKey) -> None:
        """The whole case made anew by somebody else: nothing in it is wrong, but whose is it?"""
        other = SigningKey.generate()
        sealed(tmp_path / "case", other)
        verdict = verify(tmp_path / "case")
        assert verdict.ok and not verdict.trusted and verdict.signer == other.public.fingerprint
        assert "valid but by a key that you have not trusted" in verdict.sentence

    def test_once_trusted_its_owner_is_named(self, tmp_path: Path, ring: KeyRing) -> None:
        other = SigningKey.generate()
        sealed(tmp_path / "case", other)
        ring.trust(other.public, "Helpline of Example Town")
        verdict = verify(tmp_path / "case")
        assert verdict.trusted and "of Helpline of Example Town." in verdict.sentence

    def test_another_key_file_beside_the_same_signature(self, case: Path) -> None:
        (case / "signatures/0001/public-key.pem").write_bytes(SigningKey.generate().public.pem)
        bad(case, "the signature is wrong")

    def test_a_stolen_key(self, case: Path, key: SigningKey, ring: KeyRing) -> None:
        ring.mark(key.public, Mark.STOLEN, NOON - timedelta(days=1))
        bad(case, "this key is marked as stolen since 2026-11-22")

    def test_a_lost_key_sealed_well_while_it_was_there(
        self, case: Path, key: SigningKey, ring: KeyRing
    ) -> None:
        ring.mark(key.public, Mark.LOST, NOON)
        assert verify(case).ok

    def test_a_stamp_saves_what_a_stolen_key_sealed_before(
        self, case: Path, key: SigningKey, ring: KeyRing, authority: Authority
    ) -> None:
        with authority.serve() as url:
            stamped = stamp(case, url, key=key, who="Nadia", when=NOON, trusted=authority.roots)
        ring.mark(key.public, Mark.STOLEN, stamped.at + timedelta(days=1))
        assert verify(case, authorities=authority.roots).ok
        assert not verify(case, authorities=[]).ok, "a stamp that nobody checked saves nothing"
        ring.mark(key.public, Mark.STOLEN, stamped.at - timedelta(days=1))
        assert not verify(case, authorities=authority.roots).ok

    def test_a_marked_stranger_is_no_friend(self, tmp_path: Path, ring: KeyRing) -> None:
        other = SigningKey.generate()
        sealed(tmp_path / "case", other)
        ring.mark(other.public, Mark.LOST, datetime.now(UTC))
        assert not verify(tmp_path / "case").trusted


@pytest.mark.parametrize(
    ("path", "content"),
    [("manifest-sha256.txt", b"\xff\xfe"), ("manifest-sha512.txt", b"../../etc/passwd\n"), ("tagmanifest-sha256.txt", b""),
     ("custody.jsonl", b"{}\n"), ("custody.jsonl", b""), ("custody.jsonl", b"[" * 100_000 + b"\n"),
     ("signatures/0001/statement.txt", b"# nothing"), ("signatures/0001/public-key.pem", b"-----BEGIN PUBLIC KEY-----"),
     ("signatures/0001/statement.sig", b""), ("signatures/0001/public-key.pem", b"x" * 1_000_000),
     ("signatures/0001/timestamp-response.tsr", b"\x30\x03"), ("signatures/0001/timestamp-response.tsr", b"")],
)  # fmt: skip
def test_nonsense_is_a_problem_and_not_an_accident(path: str, content: bytes, case: Path) -> None:
    (case / path).write_bytes(content)
    bad(case)


def test_what_is_no_case(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    assert "there is no such folder" in bad(tmp_path / "none").sentence
    assert "it is not a folder" in bad(tmp_path / "file").sentence
    assert "there is no seal" in bad(tmp_path / "empty").sentence


def test_a_large_case_is_read_once_and_found_whole(tmp_path: Path, key: SigningKey) -> None:
    sealed(tmp_path / "case", key, {f"data/originals/{n:04}.txt": b"%d" % n for n in range(300)} | FILES)
    assert verify(tmp_path / "case").ok
    assert verify(tmp_path / "case").timestamp is StampStatus.NONE
