"""Sealing: from files to a case that shows every later change.

A case is a BagIt bag (RFC 8493, https://www.rfc-editor.org/rfc/rfc8493): payload below `data/`, manifests with SHA-256
and SHA-512, everything else a tag file. Above it stands our seal: tag manifests and custody head in a statement, the
statement signed with Ed25519. docs/verify.md describes each file; the case's README.txt tells a stranger how to check.
"""

import string
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from amparo import __version__
from amparo.evidence import atomic, custody, envelope, manifests, paths, statement, tarstream, timestamps
from amparo.evidence.digests import Digest, Digester, digest_of
from amparo.evidence.errors import EvidenceError, SealError, StampError
from amparo.evidence.examination import examined
from amparo.evidence.keys import SigningKey
from amparo.evidence.statement import Statement
from amparo.evidence.tarstream import Member
from amparo.evidence.timestamps import Stamp

Progress = Callable[[int], None]
"""Is told how many bytes more were taken in."""
_BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file to be sealed."""

    path: str
    """In the case, POSIX: `data/...` is payload, anything else a tag file. `paths.portable` makes names that pass."""
    chunks: Callable[[], Iterator[bytes]]
    """Its bytes, from the start, each time it is called."""
    digest: str | None = None
    """SHA-256, hex, if it was read before: other bytes stop the sealing."""
    size: int | None = None
    """Bytes; with it, an encrypted case needs one reading instead of two."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """What was sealed."""

    case: Path
    number: int
    """Of the seal, from 1."""
    fingerprint: str
    """Of the key that sealed."""
    at: datetime
    files: int
    """Of the whole payload."""
    size: int
    """Bytes of the whole payload."""
    statement: str
    """SHA-256 of what was signed: written down elsewhere, it shows a replaced case."""
    stamp: Stamp | None = None
    stamp_problem: str | None = None
    """Why there is no time stamp though an authority was named; the request is kept."""


def seal(
    entries: Iterable[Entry],
    out: Path,
    *,
    key: SigningKey,
    who: str,
    what: str,
    when: datetime,
    recipients: Sequence[str] = (),
    authority: str | None = None,
    progress: Progress | None = None,
) -> Sealing:
    """Write and seal a new case at `out`: whole, or not at all, whenever it is killed.

    Entries are taken one after the other, each read once (but see `Entry.size`). With `recipients` (age, see
    `envelope.recipients`), `out` is one encrypted file and nothing readable touches the disk. `authority` is the
    address of a time stamp authority; a case without its answer is sealed all the same.
    Raises `SealError` if `out` exists, a file changes while it is read, or the disk fails.
    """
    to = envelope.recipients(recipients) if recipients else []
    with _failures(out), Digester() as digester:
        making = _Making(digester, key, who, what, when, progress)
        made = making.new_case(entries, authority if to else None)
        if to:
            envelope.write(made, out, to, when)
            return making.result(out)
        with atomic.new_folder(out) as partial:
            for member in made:
                partial.write(member.path, member.chunks())
    sealing = making.result(out)
    return _stamped(sealing, authority, key, who, when) if authority else sealing


def add(
    case: Path,
    entries: Iterable[Entry],
    *,
    key: SigningKey,
    who: str,
    what: str,
    when: datetime,
    authority: str | None = None,
    progress: Progress | None = None,
) -> Sealing:
    """Seal a case again, with more files. What was there stays as it is; old lists go to the folder of their seal.

    A new state is made beside the case (files that stay are linked, not copied) and takes its place in one step.
    Raises `SealError` if the case is not as it was sealed, or holds one of the paths already.
    """
    with atomic.locked(case) as place:
        problems = examined(place, payload=False).problems
        if problems:
            first = problems[0]
            raise SealError(
                f"{case} is not as it was sealed ({first.path}: {first.cause}); nothing was added"
            )
        with _failures(case), Digester() as digester:
            making = _Making(digester, key, who, what, when, progress)
            with atomic.renewed_folder(place) as partial:
                for path, kept_as in making.kept(place):
                    if not partial.link(place / path, kept_as):
                        partial.write(kept_as, making.same(kept_as, place / path))
                for member in making.next_state(entries, place):
                    partial.write(member.path, member.chunks())
    sealing = making.result(case)
    return _stamped(sealing, authority, key, who, when) if authority else sealing


def _stamped(sealing: Sealing, authority: str, key: SigningKey, who: str, when: datetime) -> Sealing:
    """The case is safe already: an authority that fails costs the stamp only."""
    stamp, problem = None, None
    try:
        stamp = timestamps.stamp(sealing.case, authority, key=key, who=who, when=when)
    except StampError as error:
        problem = str(error)
    return replace(sealing, stamp=stamp, stamp_problem=problem)


@contextmanager
def _failures(out: Path) -> Iterator[None]:
    """Faults of disks and sources as a sentence."""
    try:
        yield
    except EvidenceError:
        raise
    except OSError as error:
        cause = error.strerror or str(error)
        place = f" ({error.filename})" if error.filename else ""
        raise SealError(f"{out} could not be sealed: {cause}{place}; nothing was left behind") from error


class _Making:
    """What goes into a case, in the order in which it is written; digests are taken as the bytes pass."""

    def __init__(
        self,
        digester: Digester,
        key: SigningKey,
        who: str,
        what: str,
        when: datetime,
        progress: Progress | None,
    ) -> None:
        if when.tzinfo is None:
            raise ValueError("a seal needs a time with a zone")
        self._digester = digester
        self._key = key
        self._who, self._what, self._when = who, what, when
        self._progress = progress
        self._digests: dict[str, Digest] = {}
        self._twins: set[str] = set()
        self._folders: set[str] = set()
        self._statement: Statement | None = None
        self._stamp: Stamp | None = None
        self._stamp_problem: str | None = None

    def new_case(self, entries: Iterable[Entry], authority: str | None) -> Iterator[Member]:
        for entry in entries:
            yield self._entry(entry)
        yield self._small("bagit.txt", _BAGIT)
        yield self._small("README.txt", _readme(self._key.public.fingerprint))
        yield from self._closing(1, b"", None, authority)

    def kept(self, place: Path) -> Iterator[tuple[str, str]]:
        """Every file of an existing case that stays, and where: its lists move to the folder of their seal."""
        newest = statement.folder(statement.numbers(place)[-1])
        listed = _listed(place)
        for path in tarstream.files_of(place):
            if path == custody.NAME:
                continue
            kept_as = f"{newest}/{path}" if path in statement.SUPERSEDED else path
            sha256, sha512 = listed.get(path, (None, None))
            size = (place / path).lstat().st_size
            if sha256 and sha512:
                self._digests[kept_as] = Digest(sha256, sha512, size)
            else:
                self._digests[kept_as] = self._digester.of(tarstream.chunks_of(place / path))
            self._claim(kept_as)
            yield path, kept_as

    def same(self, kept_as: str, source: Path) -> Iterator[bytes]:
        """A copy where links are not to be had; it must be what the lists say."""
        result: list[Digest] = []
        yield from self._digester.passing(tarstream.chunks_of(source), result)
        if result[0] != self._digests[kept_as]:
            raise SealError(f"{paths.printable(kept_as)} is not as it was sealed; nothing was added")

    def next_state(self, entries: Iterable[Entry], place: Path) -> Iterator[Member]:
        """What an existing case gets; `kept` has to be through before."""
        before = custody.content_of(place)
        number = statement.numbers(place)[-1]
        previous = self._digests[f"{statement.folder(number)}/{statement.STATEMENT}"].sha256
        for entry in entries:
            yield self._entry(entry)
        yield from self._closing(number + 1, before, previous, None)

    def result(self, case: Path) -> Sealing:
        if self._statement is None:
            raise SealError(f"{case} was not sealed to its end")
        payload = [digest for path, digest in self._digests.items() if _is_payload(path)]
        return Sealing(
            case=case,
            number=self._statement.number,
            fingerprint=self._statement.fingerprint,
            at=self._statement.at,
            files=len(payload),
            size=sum(digest.size for digest in payload),
            statement=digest_of(self._statement.text()).sha256,
            stamp=self._stamp,
            stamp_problem=self._stamp_problem,
        )

    def _entry(self, entry: Entry) -> Member:
        self._claim(paths.check(entry.path))

        def size() -> int:
            return sum(map(len, entry.chunks())) if entry.size is None else entry.size

        return Member(entry.path, lambda: self._passing(entry), size)

    def _claim(self, path: str) -> None:
        """No file twice, and none where another has its folder; not on systems that ignore case, either."""
        twin = paths.twin(path)
        folders = {twin[:end] for end, c in enumerate(twin) if c == "/"}
        if twin in self._twins or twin in self._folders or not folders.isdisjoint(self._twins):
            raise SealError(f"{paths.printable(path)} is in the case already; nothing is ever overwritten")
        self._twins.add(twin)
        self._folders |= folders

    def _passing(self, entry: Entry) -> Iterator[bytes]:
        result: list[Digest] = []
        for block in self._digester.passing(entry.chunks(), result):
            yield block
            if self._progress:
                self._progress(len(block))
        if entry.digest is not None and result[0].sha256 != entry.digest:
            raise SealError(f"{paths.printable(entry.path)} changed while it was being read")
        self._digests[entry.path] = result[0]

    def _small(self, path: str, content: bytes) -> Member:
        self._digests[path] = digest_of(content)
        return Member(path, lambda: iter((content,)), lambda: len(content))

    def _closing(
        self, number: int, before: bytes, previous: str | None, authority: str | None
    ) -> Iterator[Member]:
        """Lists, custody, statement and signature over all that has passed."""
        payload = [path for path in self._digests if _is_payload(path)]
        if not payload:
            raise SealError("there is nothing to seal")
        yield from map(self._small, statement.MANIFESTS, manifests.pair(self._digests, payload))
        yield self._small("bag-info.txt", self._bag_info(payload))
        tags = [path for path in self._digests if not _is_payload(path)]
        tagmanifests = manifests.pair(self._digests, tags)
        yield from map(self._small, statement.TAGMANIFESTS, tagmanifests)

        entry = custody.line(
            before, key=self._key, who=self._who, what=self._what, when=self._when, sealing=number
        )
        self._statement = Statement(
            number=number,
            at=self._when.astimezone(UTC).replace(microsecond=0),
            fingerprint=self._key.public.fingerprint,
            entries=before.count(b"\n") + 1,
            head=custody.head(entry),
            previous=previous,
            tagmanifests=(digest_of(tagmanifests[0]).sha256, digest_of(tagmanifests[1]).sha256),
        )
        text = self._statement.text()
        signature = self._key.sign(text)
        folder = statement.folder(number)
        yield self._small(f"{folder}/{statement.STATEMENT}", text)
        yield self._small(f"{folder}/{statement.SIGNATURE}", signature)
        yield self._small(f"{folder}/{statement.KEY_PEM}", self._key.public.pem)
        yield self._small(f"{folder}/{statement.KEY_LINE}", f"{self._key.public.openssh}\n".encode())
        yield self._small(f"{folder}/{statement.REQUEST}", timestamps.request(signature))
        record = before + entry
        if authority:
            try:
                response, self._stamp = timestamps.obtain(authority, signature, timestamps.roots())
            except StampError as error:
                self._stamp_problem = str(error)
            else:
                path = f"{folder}/{statement.RESPONSE}"
                yield self._small(path, response)
                record += custody.line(
                    record,
                    key=self._key,
                    who=self._who,
                    what=timestamps.noted(self._stamp),
                    when=self._when,
                    attached={path: digest_of(response).sha256},
                )
        yield self._small(custody.NAME, record)

    def _bag_info(self, payload: list[str]) -> bytes:
        size = sum(self._digests[path].size for path in payload)
        return (
            f"Bag-Software-Agent: amparo {__version__}\n"
            f"Bagging-Date: {self._when.astimezone(UTC).date().isoformat()}\n"
            f"Payload-Oxum: {size}.{len(payload)}\n"
        ).encode()


def _is_payload(path: str) -> bool:
    return path.startswith("data/")


def _listed(place: Path) -> dict[str, tuple[str | None, str | None]]:
    """Path to both digests, from the case's own lists."""
    lists = [
        {**manifests.read((place / payload).read_bytes()), **manifests.read((place / tags).read_bytes())}
        for payload, tags in zip(statement.MANIFESTS, statement.TAGMANIFESTS, strict=True)
    ]
    return {path: (digest, lists[1].get(path)) for path, digest in lists[0].items()}


def _readme(fingerprint: str) -> bytes:
    text = files("amparo.evidence").joinpath("bag-readme.txt").read_text(encoding="utf-8")
    return string.Template(text).substitute(version=__version__, fingerprint=fingerprint).encode()
