"""The keys that seal: Ed25519 pairs of this device, and the public keys of others that a person decided to trust.

They live in `AMPARO_HOME/keys` (by default `~/.local/share/amparo/keys`): private keys as PKCS8 PEM, readable by their
owner only, locked with a passphrase if one is set; beside each public key what is known of it. Nothing is ever removed:
a key that is no longer used, lost or stolen stays known, so that what it sealed can still be judged.
"""

import base64
import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
    load_ssh_private_key,
    load_ssh_public_key,
)

from amparo.evidence.atomic import sync, write_all
from amparo.evidence.errors import KeyProblem

Passphrase = Callable[[], str | None]
"""Asks a person, or the environment; None means that there is none."""
_FILE_BYTES = 64 * 1024
"""No key file is longer."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key: 32 bytes."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """`SHA256:` and 43 characters, the same that `ssh-keygen -l` prints."""
        name = b"ssh-ed25519"
        blob = len(name).to_bytes(4, "big") + name + len(self.raw).to_bytes(4, "big") + self.raw
        return "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")

    @property
    def readable(self) -> str:
        """The fingerprint in groups of four, for reading aloud."""
        scheme, _, digits = self.fingerprint.partition(":")
        return f"{scheme}: " + " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))

    @property
    def pem(self) -> bytes:
        return self._loaded().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

    @property
    def openssh(self) -> str:
        """One line, without a comment: `ssh-ed25519 AAAA...`."""
        return self._loaded().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()

    def verifies(self, signature: bytes, content: bytes) -> bool:
        try:
            self._loaded().verify(signature, content)
        except InvalidSignature:
            return False
        return True

    @classmethod
    def read(cls, content: bytes) -> "PublicKey":
        """From PEM or an OpenSSH line. `KeyProblem` if it is neither, or not Ed25519."""
        loader = load_pem_public_key if content.lstrip().startswith(b"-----BEGIN") else load_ssh_public_key
        try:
            loaded = loader(content.strip() + b"\n")
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyProblem("not a public key (PEM, or a line that starts with ssh-ed25519)") from error
        if not isinstance(loaded, Ed25519PublicKey):
            raise KeyProblem("a public key, but not an Ed25519 one")
        return cls(loaded.public_bytes_raw())

    def _loaded(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.raw)


class SigningKey:
    """A private key in memory; it never shows itself when printed."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = PublicKey(private.public_key().public_bytes_raw())

    @classmethod
    def generate(cls) -> "SigningKey":
        return cls(Ed25519PrivateKey.generate())

    def __repr__(self) -> str:
        return f"SigningKey({self.public.fingerprint})"

    def sign(self, content: bytes) -> bytes:
        """64 bytes (RFC 8032)."""
        return self._private.sign(content)

    def pem(self, passphrase: str | None) -> bytes:
        """PKCS8, locked if there is a passphrase."""
        lock: KeySerializationEncryption = (
            BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
        )
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, lock)

    @classmethod
    def read(cls, content: bytes, passphrase: Passphrase, name: str) -> "SigningKey":
        """From PKCS8 or OpenSSH; `name` is for the sentence that says what is wrong."""
        loader = load_ssh_private_key if b"OPENSSH PRIVATE KEY" in content else load_pem_private_key
        try:
            try:
                loaded = loader(content, None)
            except TypeError:
                secret = passphrase()
                if not secret:
                    raise KeyProblem(
                        f"{name} is locked with a passphrase: give it in AMPARO_PASSPHRASE"
                    ) from None
                loaded = loader(content, secret.encode())
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyProblem(
                f"{name} cannot be opened: not a private key, or the wrong passphrase"
            ) from error
        if not isinstance(loaded, Ed25519PrivateKey):
            raise KeyProblem(f"{name} is not an Ed25519 key")
        return cls(loaded)


class Mark(StrEnum):
    """Why a key is not used any more."""

    LOST = "lost"
    """Nobody has it any more: what it sealed stays good."""
    STOLEN = "stolen"
    """Others may have it: only what a time stamp proves to be older stays good."""


class KnownKey(msgspec.Struct, frozen=True, kw_only=True):
    """What this device knows of a public key."""

    public: str
    """An OpenSSH line."""
    name: str
    own: bool
    """Its private key was made or imported here."""
    trusted: bool = False
    """A person said that it is `name`'s."""
    added_at: datetime
    mark: Mark | None = None
    since: datetime | None = None
    """For `mark`: from when on it may have been in other hands; aware."""

    @property
    def key(self) -> PublicKey:
        return PublicKey.read(self.public.encode())


def home() -> Path:
    """`AMPARO_HOME`, else `amparo` in the user's data folder (XDG)."""
    if given := os.environ.get("AMPARO_HOME"):
        return Path(given).expanduser()
    data = os.environ.get("XDG_DATA_HOME", "")
    # The XDG specification says that a relative path there is to be ignored.
    base = Path(data) if data.startswith("/") else Path("~/.local/share").expanduser()
    return base / "amparo"


def from_environment() -> str | None:
    """The passphrase in `AMPARO_PASSPHRASE`."""
    return os.environ.get("AMPARO_PASSPHRASE") or None


class KeyRing:
    """The keys of one home. Every change is made under a lock and appears at once or not at all."""

    def __init__(self, folder: Path | None = None, passphrase: Passphrase = from_environment) -> None:
        self.folder = folder or home() / "keys"
        self._passphrase = passphrase

    def signing_key(self, now: datetime | None = None) -> SigningKey:
        """The key that seals here; made, and locked with the passphrase if one is set, at first use."""
        with self._lock():
            current = self.folder / "current"
            if not current.exists():
                return self._adopt(SigningKey.generate(), "this device", now)
            known = self._load(current.read_text().strip())
            if known is None or known.mark:
                state = f"is marked as {known.mark}" if known else "is not there any more"
                raise KeyProblem(f"the key that seals here {state}: make another with `amparo key new`")
            return self._private(known.key)

    def new(self, name: str = "this device", now: datetime | None = None) -> SigningKey:
        """Another key to seal with from now on; the old ones stay known."""
        with self._lock():
            return self._adopt(SigningKey.generate(), name, now)

    def import_private(self, content: bytes, name: str, now: datetime | None = None) -> SigningKey:
        """A key from a backup or another device (PKCS8 PEM or OpenSSH) seals from now on."""
        signing = SigningKey.read(content[:_FILE_BYTES], self._passphrase, name)
        with self._lock():
            known = self._load(signing.public.fingerprint)
            if known and known.mark:
                raise KeyProblem(f"this key is marked as {known.mark}; it does not seal any more")
            return self._adopt(signing, name, now)

    def export_private(self, fingerprint: str) -> bytes:
        """A backup: PKCS8 PEM as it is kept, locked or not."""
        return self._private_path(self.get(fingerprint).key).read_bytes()

    def trust(self, key: PublicKey, name: str, now: datetime | None = None) -> KnownKey:
        """A person says: this key is `name`'s. They compared its fingerprint by another way."""
        with self._lock():
            old = self._load(key.fingerprint)
            if old:
                known = msgspec.structs.replace(old, name=name, trusted=True)
            else:
                known = KnownKey(public=key.openssh, name=name, own=False, trusted=True, added_at=_utc(now))
            self._store(known)
            return known

    def mark(self, key: PublicKey, mark: Mark, since: datetime) -> KnownKey:
        """A key was lost or stolen, this device's own or another's. `since` is aware."""
        if since.tzinfo is None:
            raise KeyProblem("say since when with a time zone")
        with self._lock():
            known = self._load(key.fingerprint) or KnownKey(
                public=key.openssh, name="unknown", own=False, added_at=_utc(None)
            )
            known = msgspec.structs.replace(known, mark=mark, since=since.astimezone(UTC))
            self._store(known)
            return known

    def all(self) -> list[KnownKey]:
        """Everything known, oldest first."""
        found = [self._read(path) for path in sorted((self.folder / "known").glob("*.json"))]
        return sorted(found, key=lambda known: (known.added_at, known.public))

    def get(self, fingerprint: str) -> KnownKey:
        """By fingerprint, or enough of its start; blanks do not count. `KeyProblem` if none or several fit."""
        wanted = "".join(fingerprint.split()).removeprefix("SHA256:")
        fitting = [known for known in self.all() if known.key.fingerprint[7:].startswith(wanted)]
        if len(fitting) != 1 or len(wanted) < 4:
            count = "no key" if not fitting else "more than one key"
            raise KeyProblem(f"{count} is known here whose fingerprint starts with {fingerprint}")
        return fitting[0]

    def find(self, key: PublicKey) -> KnownKey | None:
        """What is known of a key; None if nothing."""
        return self._load(key.fingerprint)

    def trusts(self, key: PublicKey) -> bool:
        """It is this device's own, or a person trusted it. A stolen key that only was marked here is neither."""
        known = self.find(key)
        return known is not None and (known.own or known.trusted)

    def current(self) -> KnownKey | None:
        """The key that seals here, without opening it; None before first use."""
        path = self.folder / "current"
        return self._load(path.read_text().strip()) if path.exists() else None

    @contextmanager
    def _lock(self) -> Iterator[None]:
        for folder in (self.folder, self.folder / "known", self.folder / "private"):
            folder.mkdir(0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _adopt(self, signing: SigningKey, name: str, now: datetime | None) -> SigningKey:
        """`current` is written last: killed before it, the next use makes another key and loses nothing."""
        _replace(self._private_path(signing.public), signing.pem(self._passphrase()))
        self._store(KnownKey(public=signing.public.openssh, name=name, own=True, added_at=_utc(now)))
        _replace(self.folder / "current", f"{signing.public.fingerprint}\n".encode())
        return signing

    def _private(self, key: PublicKey) -> SigningKey:
        path = self._private_path(key)
        try:
            content = path.read_bytes()
        except OSError as error:
            raise KeyProblem(
                f"the private key {path} cannot be read ({error.strerror}): import its backup, or mark it as lost"
            ) from error
        return SigningKey.read(content, self._passphrase, str(path))

    def _private_path(self, key: PublicKey) -> Path:
        return self.folder / "private" / f"{_slug(key.fingerprint)}.pem"

    def _load(self, fingerprint: str) -> KnownKey | None:
        path = self.folder / "known" / f"{_slug(fingerprint)}.json"
        return self._read(path) if path.exists() else None

    def _read(self, path: Path) -> KnownKey:
        try:
            return msgspec.json.decode(path.read_bytes(), type=KnownKey)
        except (msgspec.DecodeError, OSError) as error:
            raise KeyProblem(f"{path} cannot be read: {error}") from error

    def _store(self, known: KnownKey) -> None:
        path = self.folder / "known" / f"{_slug(known.key.fingerprint)}.json"
        _replace(path, msgspec.json.format(msgspec.json.encode(known)))


def _slug(fingerprint: str) -> str:
    """A file's name, also where upper and lower case are the same."""
    return hashlib.sha256(fingerprint.encode()).hexdigest()[:32]


def _utc(now: datetime | None) -> datetime:
    return (now or datetime.now(UTC)).astimezone(UTC)


def _replace(path: Path, content: bytes) -> None:
    """Under the ring's lock, so that one name for the file in the making is enough."""
    partial = path.with_name(f".{path.name}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    try:
        write_all(descriptor, content)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    partial.rename(path)
    sync(path.parent)
