"""Keys: made at first use, shown as `ssh-keygen` shows them, trusted by a person, lost and stolen."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from amparo.evidence import keys
from amparo.evidence.errors import KeyProblem
from amparo.evidence.keys import KeyRing, Mark, PublicKey, SigningKey

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def test_a_key_is_made_at_first_use_and_stays(ring: KeyRing) -> None:
    assert ring.current() is None
    first = ring.signing_key()
    assert ring.signing_key().public == first.public == KeyRing().signing_key().public
    assert ring.current() and ring.current().key == first.public


def test_only_the_owner_can_read_keys(ring: KeyRing, home: Path) -> None:
    ring.signing_key()
    assert all(path.stat().st_mode & 0o077 == 0 for path in [home / "keys", *(home / "keys").rglob("*")])


def test_the_fingerprint_is_the_one_of_ssh_keygen(key: SigningKey, tmp_path: Path) -> None:
    (tmp_path / "key.pub").write_text(key.public.openssh + "\n")
    shown = subprocess.run(
        ["ssh-keygen", "-l", "-f", tmp_path / "key.pub"], capture_output=True, text=True, check=True
    )
    assert shown.stdout.split()[1] == key.public.fingerprint
    assert key.public.readable.replace(" ", "") == key.public.fingerprint
    assert all(len(group) <= 4 for group in key.public.readable.split(" ")[1:])


def test_openssl_reads_both_halves(key: SigningKey, ring: KeyRing, tmp_path: Path) -> None:
    (tmp_path / "private.pem").write_bytes(ring.export_private(key.public.fingerprint))
    shown = subprocess.run(
        ["openssl", "pkey", "-in", tmp_path / "private.pem", "-pubout"], capture_output=True, check=True
    )
    assert shown.stdout == key.public.pem


def test_public_keys_are_read_as_pem_and_as_a_line(key: SigningKey) -> None:
    assert (
        PublicKey.read(key.public.pem)
        == PublicKey.read(f"{key.public.openssh} nadia@example.org\n".encode())
        == key.public
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        b"ssh-ed25519 AAAA",
        b"\xff\x00",
    ],
)
def test_what_is_no_public_key_is_said(content: bytes) -> None:
    with pytest.raises(KeyProblem, match="not a public key"):
        PublicKey.read(content)


def test_keys_of_another_kind_are_refused(ring: KeyRing) -> None:
    rsa = generate_private_key(65537, 2048)
    with pytest.raises(KeyProblem, match="not an Ed25519"):
        PublicKey.read(rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    with pytest.raises(KeyProblem, match="not an Ed25519"):
        ring.import_private(
            rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), "backup.pem"
        )


def test_a_passphrase_locks_the_key(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMPARO_PASSPHRASE", "correct horse")
    made = KeyRing().signing_key()
    content = KeyRing().export_private(made.public.fingerprint)
    assert b"ENCRYPTED PRIVATE KEY" in content
    assert KeyRing().signing_key().public == made.public
    monkeypatch.setenv("AMPARO_PASSPHRASE", "wrong")
    with pytest.raises(KeyProblem, match="the wrong passphrase"):
        KeyRing().signing_key()
    monkeypatch.delenv("AMPARO_PASSPHRASE")
    with pytest.raises(KeyProblem, match="AMPARO_PASSPHRASE"):
        KeyRing().signing_key()
    assert KeyRing(passphrase=lambda: "correct horse").signing_key().public == made.public


def test_a_new_key_seals_and_the_old_one_stays_known(ring: KeyRing) -> None:
    old, new = ring.signing_key(), ring.new("second phone")
    assert ring.signing_key().public == new.public != old.public
    assert {known.key for known in ring.all()} == {old.public, new.public}
    assert ring.trusts(old.public) and ring.trusts(new.public)


def test_a_backup_can_be_imported_on_another_device(ring: KeyRing, key: SigningKey, tmp_path: Path) -> None:
    other = KeyRing(tmp_path / "other")
    other.import_private(ring.export_private(key.public.fingerprint), "backup.pem")
    assert other.signing_key().public == key.public


def test_a_key_of_openssh_can_be_imported(ring: KeyRing, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / "id"], check=True)
    imported = ring.import_private((tmp_path / "id").read_bytes(), "id")
    assert (tmp_path / "id.pub").read_text().startswith(imported.public.openssh)
    assert ring.signing_key().public == imported.public


def test_trust_has_a_name_and_is_not_presumed(ring: KeyRing) -> None:
    other = SigningKey.generate().public
    assert not ring.trusts(other)
    ring.trust(other, "Cyber unit of Example Town")
    assert ring.trusts(other) and ring.get(other.fingerprint).name == "Cyber unit of Example Town"
    assert not ring.get(other.fingerprint).own


def test_keys_are_found_by_the_start_of_their_fingerprint(ring: KeyRing, key: SigningKey) -> None:
    assert ring.get(key.public.readable[:20]).key == key.public
    for wrong in ("SHA256:", "", "nothing", "SHA256: zz"):
        with pytest.raises(KeyProblem):
            ring.get(wrong)


@pytest.mark.parametrize("mark", list(Mark))
def test_a_marked_key_does_not_seal_any_more(mark: Mark, ring: KeyRing, key: SigningKey) -> None:
    backup = ring.export_private(key.public.fingerprint)
    ring.mark(key.public, mark, NOON)
    with pytest.raises(KeyProblem, match=f"marked as {mark}: make another"):
        ring.signing_key()
    with pytest.raises(KeyProblem, match=f"marked as {mark}"):
        ring.import_private(backup, "backup.pem")
    assert ring.new().public != key.public
    assert ring.get(key.public.fingerprint).since == NOON


def test_a_private_key_that_is_gone_is_said(ring: KeyRing, key: SigningKey, home: Path) -> None:
    for path in (home / "keys/private").iterdir():
        path.unlink()
    with pytest.raises(KeyProblem, match="import its backup, or mark it as lost"):
        ring.signing_key()


def test_a_damaged_file_is_named(ring: KeyRing, key: SigningKey, home: Path) -> None:
    for path in (home / "keys/known").iterdir():
        path.write_bytes(b"{")
    with pytest.raises(KeyProblem, match=r"known/.*\.json cannot be read"):
        ring.signing_key()


def test_two_processes_at_first_use_make_one_key(home: Path) -> None:
    program = "from amparo.evidence.keys import KeyRing; print(KeyRing().signing_key().public.fingerprint)"
    running = [
        subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    assert len({process.communicate()[0] for process in running}) == 1
    assert len(KeyRing().all()) == 1


def test_a_signing_key_does_not_print_its_secret(key: SigningKey) -> None:
    assert repr(key) == f"SigningKey({key.public.fingerprint})"


def test_where_the_home_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AMPARO_HOME")
    monkeypatch.setenv("HOME", "/people/nadia")
    monkeypatch.setenv("XDG_DATA_HOME", "/data")
    assert keys.home() == Path("/data/amparo")
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert keys.home() == Path("/people/nadia/.local/share/amparo")
    monkeypatch.setenv("AMPARO_HOME", "~/cases")
    assert keys.home() == Path("/people/nadia/cases")
