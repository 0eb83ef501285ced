"""Encryption of a whole case to those who may read it: age (age-encryption.org/v1), through `pyrage`.

A case goes through tar into age and the other way round as a stream: no readable copy lies anywhere in between.
That a file is complete is only known at its very end, so everything is made beside its place first (`atomic`).
"""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import pyrage
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_ssh_private_key,
)

from amparo.evidence import tarstream
from amparo.evidence.atomic import new_file, new_folder, write_all
from amparo.evidence.errors import EnvelopeError
from amparo.evidence.keys import Passphrase, from_environment
from amparo.evidence.tarstream import Member

TEXT_BYTES = 1 << 20
"""Longest file of recipients or identities."""
PASSPHRASE_BYTES = 512 << 20
"""Longest file locked with a passphrase that is opened: `pyrage` holds it in memory, twice."""
_FAILURES = (pyrage.EncryptError, pyrage.DecryptError, OSError, ValueError)


def new_identity(path: Path) -> str:
    """Make a pair to receive cases with: the secret goes to `path` (owner only), the recipient is returned."""
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    made = datetime.now(UTC).isoformat(timespec="seconds")
    with new_file(path) as descriptor:
        write_all(descriptor, f"# created: {made}\n# public key: {recipient}\n{identity}\n".encode())
    return recipient


def recipients(given: Sequence[str]) -> list[Any]:
    """Recipients for age: `age1...`, a line `ssh-ed25519 ...` or `ssh-rsa ...`, or a file with such lines.

    `EnvelopeError` names what cannot be understood; a secret key given by mistake is never repeated.
    """
    found = [recipient for text in given for recipient in _recipients(text)]
    if not found:
        raise EnvelopeError("nobody to encrypt to was named")
    return found


def encrypt(case: Path, out: Path, to: Sequence[str]) -> None:
    """Encrypt a case, as it is, to `out`. The case stays where it is."""
    if not case.is_dir():
        raise EnvelopeError(f"{case} is not the folder of a case")
    write(tarstream.members_of(case), out, recipients(to), datetime.now(UTC))


def write(members: Iterable[Member], out: Path, to: list[Any], when: datetime) -> None:
    """Encrypt members as they come: nothing readable touches the disk. Errors of their making pass through."""
    with new_file(out) as descriptor:
        source = _Reader(tarstream.packed(members, when))
        try:
            pyrage.encrypt_io(source, _Writer(descriptor), to)
        except _FAILURES as error:
            if source.error:
                raise source.error from None
            raise EnvelopeError(f"{out} could not be written: {error}") from error


def decrypt(
    source: Path,
    out: Path,
    identities: Sequence[Path] = (),
    passphrase: Passphrase = from_environment,
) -> None:
    """Decrypt `source` to the new folder `out`. Cut or altered by a single byte, it leaves nothing there.

    `identities` are files: age's own (also locked with a passphrase), or private keys of OpenSSH. Without any,
    `source` must be locked with a passphrase.
    """
    try:
        with source.open("rb") as stream, new_folder(out) as partial:
            decryption = _decryption(stream, source, identities, passphrase)
            receiving, sending = os.pipe()
            pump = _Pump(decryption, _Writer(sending), source)
            pump.start()
            refused = None
            try:
                with os.fdopen(receiving, "rb") as content:
                    tarstream.unpacked(content, partial)
                    # age only knows at the end of its stream that it was complete.
                    while content.read(1 << 20):
                        pass
            except EnvelopeError as error:
                refused = error
            finally:
                pump.join()
            if cause := pump.error or refused:
                raise cause
    except OSError as error:
        raise EnvelopeError(f"{error.filename or source}: {error.strerror or error}") from error


class _Reader:
    """What `pyrage` reads from. It swallows the errors of others, so the first is kept here."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = memoryview(b"")
        self.error: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._chunks))
        except StopIteration:
            return b""
        except BaseException as error:
            self.error = error
            raise
        taken, self._rest = self._rest[:size], self._rest[size:]
        return bytes(taken)


class _Writer:
    """What `pyrage` writes to."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    def write(self, content: bytes) -> int:
        write_all(self.descriptor, content)
        return len(content)

    def flush(self) -> None:
        """Nothing is held back."""


class _Pump(threading.Thread):
    """Decrypts into a pipe; who reads its other end may stop at any time."""

    def __init__(self, decryption: Callable[[_Writer], None], writer: _Writer, source: Path) -> None:
        super().__init__(name="decryption", daemon=True)
        self._decryption = decryption
        self._writer = writer
        self._source = source
        self.error: EnvelopeError | None = None

    def run(self) -> None:
        try:
            self._decryption(self._writer)
        except BrokenPipeError:
            pass  # the reader has refused the content, and says why
        except pyrage.DecryptError as error:
            self.error = EnvelopeError(f"{self._source} cannot be opened with what was given: {error}")
        except (OSError, ValueError) as error:
            self.error = EnvelopeError(f"{self._source} is damaged or not complete: {error}")
        finally:
            os.close(self._writer.descriptor)


def _decryption(
    stream: IO[bytes], source: Path, identities: Sequence[Path], passphrase: Passphrase
) -> Callable[[_Writer], None]:
    if identities:
        known = [identity for path in identities for identity in _identities(path, passphrase)]
        return lambda writer: pyrage.decrypt_io(stream, writer, known)
    secret = passphrase()
    if not secret:
        raise EnvelopeError(f"{source} needs an identity (a file with a secret key) or a passphrase")
    content = stream.read(PASSPHRASE_BYTES + 1)
    if len(content) > PASSPHRASE_BYTES:
        raise EnvelopeError(f"{source} is too long to be opened with a passphrase; use `age` itself")

    def whole(writer: _Writer) -> None:
        writer.write(pyrage.passphrase.decrypt(content, secret))

    return whole


def _recipients(text: str) -> Iterator[Any]:
    text = text.strip()
    if text.startswith(("age1", "ssh-")):
        yield _recipient(text)
        return
    if text.upper().startswith("AGE-SECRET-KEY"):
        raise EnvelopeError(
            "this is a secret key, not a recipient: keep it to yourself, and give the age1... one"
        )
    for line in _text(Path(text), "neither a recipient (age1..., ssh-ed25519 ...) nor a file").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield _recipient(line.strip(), f"{text}: ")


def _recipient(text: str, place: str = "") -> Any:
    maker = pyrage.ssh.Recipient if text.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return maker.from_str(text)
    except pyrage.RecipientError as error:
        shown = text if text.startswith(("age1", "ssh-")) else "a line"
        raise EnvelopeError(f"{place}{shown} is not a recipient: {error}") from error


def _identities(path: Path, passphrase: Passphrase) -> Iterator[Any]:
    text = _text(path, "not a file with an identity")
    if text.startswith(("age-encryption.org/", "-----BEGIN AGE ENCRYPTED FILE")):
        try:
            text = pyrage.passphrase.decrypt(_content(path), _asked(passphrase, path)).decode()
        except (pyrage.DecryptError, UnicodeDecodeError) as error:
            raise EnvelopeError(f"{path} cannot be opened with this passphrase") from error
    if "PRIVATE KEY-----" in text:
        yield _ssh_identity(path, text.encode(), passphrase)
        return
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                yield pyrage.x25519.Identity.from_str(line.strip())
            except pyrage.IdentityError as error:
                raise EnvelopeError(
                    f"{path}, line {number}: not an identity (AGE-SECRET-KEY-1...)"
                ) from error


def _ssh_identity(path: Path, content: bytes, passphrase: Passphrase) -> Any:
    """A locked key is unlocked in memory (by `cryptography`, with `bcrypt`): `pyrage` takes open ones only."""
    try:
        return pyrage.ssh.Identity.from_buffer(content)
    except pyrage.IdentityError:
        try:
            key = load_ssh_private_key(content, _asked(passphrase, path).encode())
            plain = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
            return pyrage.ssh.Identity.from_buffer(plain)
        except (ValueError, TypeError, UnsupportedAlgorithm, pyrage.IdentityError) as error:
            raise EnvelopeError(f"{path} is not a key of OpenSSH that this passphrase opens") from error


def _asked(passphrase: Passphrase, path: Path) -> str:
    secret = passphrase()
    if not secret:
        raise EnvelopeError(f"{path} is locked with a passphrase: give it in AMPARO_PASSPHRASE")
    return secret


def _text(path: Path, otherwise: str) -> str:
    return _content(path, otherwise).decode(errors="replace")


def _content(path: Path, otherwise: str = "not a file") -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(TEXT_BYTES)
    except (OSError, ValueError) as error:
        raise EnvelopeError(f"{path} is {otherwise}") from error
