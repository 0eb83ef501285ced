"""Encryption: only for the recipient, nothing readable on the way, nothing left of what was cut or altered."""

import io
import os
import random
import shutil
import subprocess
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyrage
import pytest
from authority import Authority
from dying import at_a_moment, at_every_step
from sealing import CHAT, FILES, NOON, check_by_hand, names, sealed, snapshot

from amparo.evidence import atomic, envelope
from amparo.evidence.bag import Entry, seal
from amparo.evidence.envelope import decrypt, encrypt, new_identity
from amparo.evidence.errors import EnvelopeError, EvidenceError, PathRefused, SealError
from amparo.evidence.keys import SigningKey
from amparo.evidence.verify import StampStatus, verify

CANARY = b"canary-7f3a9c-words-of-the-victim"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The secret of the cyber unit, outside of where cases lie."""
    (tmp_path / "unit").mkdir()
    new_identity(tmp_path / "unit/identity.txt")
    return tmp_path / "unit/identity.txt"


@pytest.fixture
def recipient(unit: Path) -> str:
    return next(line for line in unit.read_text().splitlines() if "public key" in line).split(": ")[1]


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "desk").mkdir()
    return tmp_path / "desk"


def test_what_was_encrypted_comes_back_and_is_whole(
    case: Path, desk: Path, unit: Path, recipient: str
) -> None:
    encrypt(case, desk / "case.age", [recipient])
    decrypt(desk / "case.age", desk / "case", [unit])
    assert snapshot(desk / "case") == snapshot(case)
    check_by_hand(desk / "case")
    assert verify(desk / "case").ok
    assert names(desk) == ["case", "case.age"]
    assert (desk / "case.age").stat().st_mode & 0o077 == 0


def test_age_and_tar_alone_open_it(case: Path, desk: Path, unit: Path, recipient: str) -> None:
    """What `age -d case.age | tar x` does."""
    encrypt(case, desk / "case.age", [recipient])
    identity = pyrage.x25519.Identity.from_str(unit.read_text().splitlines()[-1])
    plain = pyrage.decrypt((desk / "case.age").read_bytes(), [identity])
    subprocess.run(["tar", "x"], input=plain, cwd=desk, check=True)
    assert snapshot(desk / "case") == snapshot(case)


def test_sealing_to_a_recipient_makes_the_same_case(
    desk: Path, key: SigningKey, unit: Path, recipient: str
) -> None:
    result = sealed(desk / "case.age", key, recipients=[recipient])
    assert result.files == 3
    decrypt(desk / "case.age", desk / "case", [unit])
    sealed(desk / "readable", key)
    assert snapshot(desk / "case") == snapshot(desk / "readable")
    assert names(desk) == ["case", "case.age", "readable"]


def test_a_stamp_comes_into_the_encrypted_case(
    desk: Path, key: SigningKey, unit: Path, recipient: str, authority: Authority
) -> None:
    with authority.serve() as url:
        assert sealed(desk / "one.age", key, recipients=[recipient], authority=url).stamp
    assert sealed(
        desk / "two.age", key, recipients=[recipient], authority="http://127.0.0.1:9/"
    ).stamp_problem
    decrypt(desk / "one.age", desk / "one", [unit])
    decrypt(desk / "two.age", desk / "two", [unit])
    assert verify(desk / "one", authorities=authority.roots).timestamp is StampStatus.VALID
    assert verify(desk / "two").ok


def test_sizes_that_are_known_or_not(desk: Path, key: SigningKey, unit: Path, recipient: str) -> None:
    readings = 0

    def chunks() -> Iterator[bytes]:
        nonlocal readings
        readings += 1
        yield from (CHAT, CHAT)

    how = {"key": key, "who": "Nadia", "what": "sealed", "when": NOON, "recipients": [recipient]}
    seal([Entry("data/a", chunks, size=2 * len(CHAT))], desk / "known.age", **how)
    assert readings == 1
    seal([Entry("data/a", chunks)], desk / "unknown.age", **how)
    assert readings == 3
    for size in (1, 2 * len(CHAT) + 1):
        with pytest.raises(SealError, match="data/a changed while it was being read"):
            seal([Entry("data/a", chunks, size=size)], desk / "wrong.age", **how)
    assert names(desk) == ["known.age", "unknown.age"]


def test_a_fault_of_the_source_is_said_and_leaves_nothing(
    desk: Path, key: SigningKey, recipient: str
) -> None:
    with pytest.raises(PathRefused, match=r"data/\.\./x: not a path"):
        sealed(desk / "case.age", key, {"data/a": b"1", "data/../x": b"2"}, recipients=[recipient])
    assert names(desk) == []


def test_keys_of_openssh_and_files_of_recipients(case: Path, desk: Path, unit: Path, recipient: str) -> None:
    for name, secret in (("open", ""), ("locked", "correct horse")):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", secret, "-f", desk / name], check=True)
    (desk / "team.txt").write_text(f"# the team\n\n{recipient}\n{(desk / 'open.pub').read_text()}")
    encrypt(case, desk / "case.age", [str(desk / "team.txt"), (desk / "locked.pub").read_text()])
    for n, identity in enumerate([unit, desk / "open"]):
        decrypt(desk / "case.age", desk / f"case-{n}", [identity])
        assert verify(desk / f"case-{n}").ok
    decrypt(desk / "case.age", desk / "case-locked", [desk / "locked"], passphrase=lambda: "correct horse")
    for wrong, words in (("wrong", "that this passphrase opens"), (None, "AMPARO_PASSPHRASE")):
        with pytest.raises(EnvelopeError, match=words):
            decrypt(
                desk / "case.age", desk / "never", [desk / "locked"], passphrase=lambda wrong=wrong: wrong
            )
    assert not (desk / "never").exists()


@pytest.mark.slow
def test_an_identity_that_is_itself_locked(case: Path, desk: Path, unit: Path, recipient: str) -> None:
    encrypt(case, desk / "case.age", [recipient])
    (desk / "identity.age").write_bytes(pyrage.passphrase.encrypt(unit.read_bytes(), "correct horse"))
    decrypt(desk / "case.age", desk / "case", [desk / "identity.age"], passphrase=lambda: "correct horse")
    assert verify(desk / "case").ok
    with pytest.raises(EnvelopeError, match="cannot be opened with this passphrase"):
        decrypt(desk / "case.age", desk / "never", [desk / "identity.age"], passphrase=lambda: "wrong")


@pytest.mark.slow
def test_a_case_that_was_locked_with_a_passphrase(case: Path, desk: Path, unit: Path, recipient: str) -> None:
    encrypt(case, desk / "case.age", [recipient])
    identity = pyrage.x25519.Identity.from_str(unit.read_text().splitlines()[-1])
    plain = pyrage.decrypt((desk / "case.age").read_bytes(), [identity])
    (desk / "locked.age").write_bytes(pyrage.passphrase.encrypt(plain, "correct horse"))
    decrypt(desk / "locked.age", desk / "case", passphrase=lambda: "correct horse")
    assert verify(desk / "case").ok
    with pytest.raises(EnvelopeError, match="cannot be opened with what was given"):
        decrypt(desk / "locked.age", desk / "never", passphrase=lambda: "wrong")
    with pytest.raises(EnvelopeError, match="needs an identity"):
        decrypt(desk / "locked.age", desk / "never", passphrase=lambda: None)


@pytest.fixture
def encrypted(desk: Path, key: SigningKey, recipient: str) -> Path:
    """Longer than age's blocks of 64 KiB."""
    big = {"data/originals/big.bin": bytes(range(256)) * 1024}
    sealed(desk / "case.age", key, FILES | big, recipients=[recipient])
    return desk / "case.age"


def test_cut_anywhere_it_leaves_nothing(encrypted: Path, desk: Path, unit: Path) -> None:
    content = encrypted.read_bytes()
    header = content.index(b"\n", content.index(b"\n--- ") + 1) + 1
    block = 64 * 1024 + 16
    edges = [header + 16 + n * block for n in range((len(content) - header - 16) // block + 1)]
    chance = random.Random(3)
    cuts = {
        0,
        1,
        20,
        header,
        header + 16,
        len(content) - 1,
        len(content) - 17,
        *edges,
        *(e + 1 for e in edges),
    }
    for cut in sorted(cuts | {chance.randrange(len(content)) for _ in range(20)}):
        encrypted.write_bytes(content[:cut])
        with pytest.raises(EvidenceError):
            decrypt(encrypted, desk / "case", [unit])
        assert names(desk) == ["case.age"], cut


def test_altered_anywhere_it_leaves_nothing(encrypted: Path, desk: Path, unit: Path) -> None:
    content = encrypted.read_bytes()
    chance = random.Random(4)
    for at in [0, len(content) - 1, *(chance.randrange(len(content)) for _ in range(40))]:
        encrypted.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
        with pytest.raises(EvidenceError):
            decrypt(encrypted, desk / "case", [unit])
        assert names(desk) == ["case.age"], at
    encrypted.write_bytes(content + b"more")
    with pytest.raises(EvidenceError, match="damaged or not complete"):
        decrypt(encrypted, desk / "case", [unit])
    assert names(desk) == ["case.age"]


def hostile(recipient: str, out: Path, *members: tuple[tarfile.TarInfo, bytes]) -> None:
    """A tar of somebody else's making, encrypted to the unit."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        for info, content in members:
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    out.write_bytes(pyrage.encrypt(plain.getvalue(), [pyrage.x25519.Recipient.from_str(recipient)]))


def member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, target
    return info


@pytest.mark.parametrize(
    "evil",
    [member("case/../../evil"), member("/case/evil"), member("evil"), member("case//evil"), member("case/./evil"),
     member("case/link", tarfile.SYMTYPE, "/etc/passwd"), member("case/link", tarfile.LNKTYPE, "case/ok"),
     member("case/pipe", tarfile.FIFOTYPE), member("case/device", tarfile.CHRTYPE), member("case/ok"),
     member("case/ok/below"), member("case/" + "x" * 300), member("other/ok")],
    ids=lambda info: info.name[:30],
)  # fmt: skip
def test_hostile_archives_are_refused(evil: tarfile.TarInfo, desk: Path, unit: Path, recipient: str) -> None:
    hostile(
        recipient, desk / "case.age", (member("case/ok"), b"x"), (evil, b"" if evil.linkname else b"evil")
    )
    with pytest.raises(EnvelopeError):
        decrypt(desk / "case.age", desk / "case", [unit])
    assert names(desk) == ["case.age"] and not (desk.parent / "evil").exists()


def test_what_is_not_a_case_is_said(desk: Path, unit: Path, recipient: str) -> None:
    to = [pyrage.x25519.Recipient.from_str(recipient)]
    for content in (b"", b"a letter", b"\0" * 10240, os.urandom(200_000)):
        (desk / "letter.age").write_bytes(pyrage.encrypt(content, to))
        with pytest.raises(EnvelopeError, match="not a case"):
            decrypt(desk / "letter.age", desk / "case", [unit])
        assert names(desk) == ["letter.age"]


def test_the_wrong_identity(encrypted: Path, desk: Path) -> None:
    new_identity(desk / "other.txt")
    with pytest.raises(EnvelopeError, match="cannot be opened with what was given: No matching keys"):
        decrypt(encrypted, desk / "case", [desk / "other.txt"])


@pytest.mark.parametrize(
    ("given", "words"),
    [("age1nothing", "age1nothing is not a recipient"), ("ssh-ed25519 AAAA", "is not a recipient"), ("/no/such/file", "neither a recipient"),
     ("", "neither a recipient"), ("AGE-SECRET-KEY-1ABC", "this is a secret key")],
)  # fmt: skip
def test_what_is_no_recipient_is_said(given: str, words: str, case: Path, desk: Path) -> None:
    with pytest.raises(EnvelopeError, match=words) as caught:
        encrypt(case, desk / "case.age", [given])
    assert "1ABC" not in str(caught.value) and names(desk) == []


def test_secrets_in_a_wrong_place_are_not_repeated(case: Path, desk: Path, unit: Path) -> None:
    with pytest.raises(EnvelopeError) as caught:
        encrypt(case, desk / "case.age", [str(unit)])
    assert "SECRET" not in str(caught.value)
    (desk / "bad.txt").write_text("AGE-SECRET-KEY-1ABC\n")
    with pytest.raises(EnvelopeError, match=r"bad\.txt, line 1: not an identity") as caught:
        encrypt(case, desk / "case.age", [unit_recipient(unit)])
        decrypt(desk / "case.age", desk / "case", [desk / "bad.txt"])
    assert "1ABC" not in str(caught.value)


def unit_recipient(unit: Path) -> str:
    return unit.read_text().splitlines()[1].split(": ")[1]


def test_nobody_to_encrypt_to(case: Path, desk: Path) -> None:
    (desk / "empty.txt").write_text("# nobody\n")
    for nobody in ([], [str(desk / "empty.txt")]):
        with pytest.raises(EnvelopeError, match="nobody to encrypt to"):
            encrypt(case, desk / "case.age", nobody)


def test_nothing_is_overwritten(case: Path, desk: Path, unit: Path, recipient: str) -> None:
    (desk / "case.age").write_text("mine")
    with pytest.raises(SealError, match="already exists"):
        encrypt(case, desk / "case.age", [recipient])
    with pytest.raises(SealError, match="already exists"):
        new_identity(desk / "case.age")
    assert (desk / "case.age").read_text() == "mine"
    with pytest.raises(EnvelopeError, match=r"no\.age"):
        decrypt(desk / "no.age", desk / "case", [unit])
    with pytest.raises(EnvelopeError, match="is not the folder of a case"):
        encrypt(desk / "none", desk / "x.age", [recipient])


def test_links_in_a_case_are_not_encrypted(case: Path, desk: Path, recipient: str) -> None:
    (case / "data/link").symlink_to("/etc/passwd")
    with pytest.raises(EnvelopeError, match="data/link is a link"):
        encrypt(case, desk / "case.age", [recipient])
    assert names(desk) == []


def everything_on(*folders: Path) -> Iterator[tuple[Path, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield path, path.read_bytes()


def canaries(desk: Path, key: SigningKey, recipient: str) -> Callable[[], object]:
    files = {f"data/originals/{n}.txt": CANARY * 3000 for n in range(3)} | {"case.html": CANARY}
    return lambda: sealed(desk / "case.age", key, files, recipients=[recipient])


def test_sealing_to_a_recipient_leaves_nothing_readable_whenever_it_is_killed(
    desk: Path, home: Path, tmp_path: Path, key: SigningKey, recipient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "TMPDIR").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "TMPDIR"))

    def reset() -> None:
        shutil.rmtree(desk)
        desk.mkdir()

    for step in at_every_step(canaries(desk, key, recipient), reset):
        for path, content in everything_on(tmp_path, home):
            assert CANARY not in content, (step, path)
            assert "data" not in path.parts
        atomic.sweep(desk)
        assert set(names(desk)) <= {"case.age"}
    assert names(desk) == ["case.age"]


PROGRAM = """
import os
from pathlib import Path
from sealing import NOON
from amparo.evidence.bag import Entry, seal
from amparo.evidence.keys import KeyRing
from amparo.evidence.spool import Spool
canary = bytes.fromhex(%r)
key = KeyRing().signing_key()
print("go", flush=True)
with Spool(secret=True, in_memory=1 << 20) as spool:
    for n in range(400):
        spool.write(canary * 1000)
    entries = [Entry(f"data/derived/{n}", spool.chunks, spool.digest, spool.size) for n in range(3)]
    seal(entries, Path(%r), key=key, who="Nadia", what="sealed", when=NOON, recipients=[%r])
"""


def test_killed_by_signal_nothing_readable_is_left(
    desk: Path, home: Path, tmp_path: Path, recipient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "TMPDIR").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "TMPDIR"))
    chance = random.Random(2)
    for n in range(4):
        at_a_moment(
            PROGRAM % (CANARY.hex(), str(desk / f"case-{n}.age"), recipient), chance.uniform(0, 0.3), home
        )
        assert all(CANARY not in content for _, content in everything_on(tmp_path, home))


def test_decryption_killed_at_any_step(encrypted: Path, desk: Path, unit: Path) -> None:
    def reset() -> None:
        shutil.rmtree(desk / "case", ignore_errors=True)

    for _ in at_every_step(lambda: decrypt(encrypted, desk / "case", [unit]), reset, stride=3):
        assert not (desk / "case").exists() or verify(desk / "case").ok
        atomic.sweep(desk)
        assert set(names(desk)) <= {"case", "case.age"}
    assert verify(desk / "case").ok


def test_an_identity_is_its_owners_alone(unit: Path) -> None:
    assert unit.stat().st_mode & 0o077 == 0
    assert envelope.recipients([unit_recipient(unit)])
