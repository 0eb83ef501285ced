"""WhatsApp: the text of an exported chat, from Android (`WhatsApp Chat with X.txt`) or iOS (`_chat.txt`).

Layout: rows that begin with a date, a time and mostly a sender; see `whatsapp_headers` for the forms. Each goes on
until the next header. Media lie beside the text and are named in it, or are said to be left out. Texts in the layout
that other tools write for Signal (`[2019-12-24, 12:23] Jane: hi`), and rows copied out of the app, are read as well.

A text that someone wrote so as to look like a row cannot be told from one: where a line of a message has exactly the
form of the file's headers it is read as a row, and its place in the file lets a person see that.

Versions tried: the exports of `joweich/chat-miner`, made-up ones in 60 forms of header and 12 languages. References:
the heads of `whatsapp_headers` and `whatsapp_wording.toml`. Limits: one row of at most 8 MiB; memory is that and a
block of the file, whatever its size. Each file is read twice, first for what only the whole of it tells.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count, repeat
from pathlib import PurePosixPath
from typing import cast

from amparo.archive import ArchiveError
from amparo.model import (
    Account,
    Clock,
    Gap,
    GapKind,
    Message,
    MessageKind,
    Speaker,
)
from amparo.model.locator import Locator, at_bytes, at_file, prefix
from amparo.sources.base import Cast, Cut, File, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.text import visible
from amparo.sources.whatsapp_gaps import Findings
from amparo.sources.whatsapp_headers import pattern
from amparo.sources.whatsapp_rows import Encoding, Lead, Rows, rows, undecodable
from amparo.sources.whatsapp_stamps import Stamps, remember
from amparo.sources.whatsapp_survey import Survey, divide, shown_name, survey
from amparo.sources.whatsapp_wording import (
    PLAIN,
    SYSTEM,
    Meaning,
    is_notice,
    is_notice_before_colon,
    meanings,
    notice_of,
    title_in,
)

NAME = "whatsapp"
PLATFORM = "whatsapp"
LOOKS_FOR = "lines that begin with a date and a time, in brackets or before a dash, as WhatsApp exports them"

_LEAD_IN = 4096
"""Bytes that may stand before the first header, as in a mail that quotes a chat."""
_OTHER_FORMATS = re.compile(
    rb"\s*(?:[{<]|(?:From|Return-Path|Received|MIME-Version|Subject|To|Date|Delivered-To):? )"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatsAppThread(Thread):
    """Carries what the first reading of the file found, so that it is not done again."""

    survey: Survey | None = field(default=None, repr=False, compare=False)


_KEPT = 32 << 20
"""Bytes of files whose rows are held in memory, at about three times their size, between finding and reading the
conversations; a full export of 40,000 messages has about 4 MB."""


def sniff(file: File) -> bool:
    """Header lines near the start, in any known form."""
    encoding = Encoding.of(file.head)
    head = file.head[encoding.bom :]
    if encoding.utf16:
        head = head.decode(encoding.utf16, "replace").encode()
    if _OTHER_FORMATS.match(head):
        return False
    stamps = Stamps()
    head = encoding.line_break + head
    for match in pattern(encoding.line_break).finditer(head, 0, _LEAD_IN + 512):
        if stamps.read(match) and match.start() <= _LEAD_IN:
            return True
    return False


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    """Each file is one conversation."""
    room = _KEPT
    for file in files:
        try:
            found = survey(file, keep=file.size <= room)
        except ArchiveError as error:
            yield Gap(
                kind=GapKind.UNREADABLE_FILE,
                count=1,
                explanation=f"{file.name}: cannot be read to the end: {error.cause}.",
                locator=at_file(file.digest),
            )
            continue
        if found.kept is not None:
            room -= file.size
        contact = _contact(file)
        yield WhatsAppThread(
            reader=NAME,
            platform=PLATFORM,
            title=contact or ", ".join(found.senders[:4]) or PurePosixPath(file.path).stem,
            accounts=tuple(_account(name) for name in found.senders),
            files=(file,),
            owner=_owner(found, contact),
            pair=not found.group and len(found.senders) <= 2,
            rows=found.rows,
            survey=found,
        )


def _contact(file: File) -> str | None:
    """The name that WhatsApp put into that of the file, of its folder or of the archive around it."""
    places = [file.path, *reversed(file.name.split(" > ")), *reversed(file.member.archives)]
    for place in places:
        for part in reversed(PurePosixPath(place).parts):
            if title := title_in(part):
                return title
    return None


def _owner(found: Survey, contact: str | None) -> frozenset[str]:
    """Who exported the chat: the one whose phone says "You deleted this message"; else, of two people, the one after
    whom WhatsApp did not name the file. Nobody where these contradict each other: anyone can type such words."""
    named = contact.casefold() if contact else None
    if found.owner:
        return found.owner if len(found.owner) == 1 and named not in found.owner else frozenset()
    if named is None or found.group or len(found.senders) != 2:
        return frozenset()
    others = frozenset(name.casefold() for name in found.senders) - {named}
    return others if len(others) == 1 else frozenset()


_PHONE = re.compile(r"\+?[\d\s().‑–-]{7,25}")


def _phone(name: str) -> str | None:
    """The number of a sender who is not among the contacts, and is shown by it."""
    if not _PHONE.fullmatch(name):
        return None
    digits = re.sub(r"\D", "", name)
    return ("+" if name.lstrip().startswith("+") else "") + digits if len(digits) >= 7 else None


def _account(name: str) -> Account:
    return Account(platform=PLATFORM, id=_phone(name), name=name)


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """Nothing: a file holds one conversation."""
    yield from ()


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    """Every row, in the order of the file."""
    number = 0
    for file in thread.files:
        try:
            known = thread.survey if isinstance(thread, WhatsAppThread) else None
            reading = _Reading(thread, file, known or survey(file), settings, number)
            for some in reading.messages():  # many at once: each generator between costs every row
                yield from some
            number = reading.number
        except ArchiveError as error:
            yield Gap(
                kind=GapKind.UNREADABLE_FILE,
                count=1,
                explanation=f"{file.name}: cannot be read to the end: {error.cause}; rows after that place are missing.",
                locator=at_file(file.digest),
            )


_Sender = tuple[str | None, str | None, Speaker]
"""Name, account, speaker."""
_NOBODY: _Sender = (None, None, Speaker.UNKNOWN)
_Times = tuple[datetime | None, str | None, Clock]


def _sender(raw: bytes, cast: Cast, owner: frozenset[str]) -> _Sender:
    """Nobody, when these bytes before a colon are not a name but the start of one of WhatsApp's notices."""
    name = shown_name(raw)
    if not name or is_notice_before_colon(name):
        return _NOBODY
    account = _phone(name)
    names = [name, name.removeprefix("~").strip(), account]
    speaker = cast.speaker(*names)
    if speaker not in (Speaker.VICTIM, Speaker.OFFENDER) and any(n.casefold() in owner for n in names if n):
        speaker = Speaker.VICTIM
    return name, account, speaker


_DIRECTION_MARKS = ("\u200e", "\u200f")


class _Reading:
    """One file on its way to messages."""

    def __init__(self, thread: Thread, file: File, found: Survey, settings: Settings, number: int) -> None:
        self.thread = thread
        self.file = file
        self.survey = found
        self.settings = settings
        self.number = number
        self.findings = Findings(file, found)
        self.clock = WallClock(settings.zone)
        self._place = prefix(file.digest, "bytes")
        self._people: dict[bytes, _Sender] = {}

    def messages(self) -> Iterator[Iterable[Message | Gap]]:
        """Some at a time."""
        if self.survey.kept is not None:
            yield from self._all(self.survey.kept)
        else:
            with self.file.open() as stream:
                yield from self._all(rows(stream, self.survey.encoding, self.survey.forms.__contains__))
        yield self.findings.gaps()
        yield self.clock.gaps(self.file.name)

    def _all(self, cut: Iterable[Rows | Lead]) -> Iterator[list[Message]]:
        for found in cut:
            if isinstance(found, Rows):
                yield self._of(found)
            else:
                place = at_bytes(self.file.digest, found.start, found.end)
                self.findings.unplaced(found.text.decode("utf-8", "replace"), place)

    def _of(self, found: Rows) -> list[Message]:
        place = self._place
        locators = cast(
            "list[Locator]",  # a call of Locator for each row would cost more than all its text
            [f"{place}{start}-{end}" for start, end in zip(found.starts, found.ends, strict=True)],
        )
        if found.cut:
            self.findings.note("limit", locators[0])
        if not all(map(_is_text, set(found.senders))):
            for name_and_colon, locator in zip(found.senders, locators, strict=True):
                if not _is_text(name_and_colon):
                    self.findings.note("encoding", locator)
        senders, bodies = self._from(found)
        texts, raws = self._texts(bodies, locators)
        means = meanings(texts, raws)
        for at, (meaning, sender, text, raw) in enumerate(zip(means, senders, texts, raws, strict=True)):
            if meaning is not PLAIN or sender is _NOBODY or raw is not text:
                means[at] = meaning = self._meaning(meaning, sender, text, raw)
                if meaning is not PLAIN:
                    self.findings.meant(meaning, locators[at])
                    if meaning.kind is MessageKind.SYSTEM:
                        senders[at] = (sender[0], None, Speaker.UNKNOWN)
        thread_id = self.thread.id
        first = self.number + 1
        self.number += len(locators)
        return [
            Message(
                id=f"{thread_id}-{number}",
                conversation=thread_id,
                sent_at=sent_at,
                wall_time=wall_time,
                clock=clock,
                sender=name,
                account=account,
                speaker=speaker,
                kind=meaning.kind,
                text=text,
                raw_text=raw,
                attachments=meaning.attachments,
                locator=locator,
            )
            for number, (sent_at, wall_time, clock), (
                name,
                account,
                speaker,
            ), text, raw, meaning, locator in zip(
                count(first), self._times(found, locators), senders, texts, raws, means, locators
            )
        ]

    def _meaning(self, meaning: Meaning, sender: _Sender, text: str, raw: str) -> Meaning:
        """Of a row that is not just what somebody said."""
        if sender is _NOBODY:
            return notice_of(text)
        if meaning is PLAIN and raw[:1] in _DIRECTION_MARKS and is_notice(text):
            return SYSTEM  # WhatsApp's words, which iOS puts under the name of the chat
        return meaning

    def _times(self, found: Rows, locators: Sequence[Locator]) -> Iterable[_Times]:
        if self.settings.zone is None:
            plain = self.findings.plain_walls(found, locators)
            if plain is not None:
                self.clock.unzoned(len(plain), locators[0])
                return zip(repeat(None), plain, repeat(Clock.WALL))
        walls = self.findings.walls(found, locators)
        read = self.clock.read
        return (
            read(wall, locator) if wall else (None, None, Clock.NONE)
            for wall, locator in zip(walls, locators, strict=True)
        )

    def _texts(self, bodies: list[bytes], locators: Sequence[Locator]) -> tuple[list[str], list[str]]:
        """Text and raw text of each; one object where nothing was repaired."""
        try:
            raws = list(map(bytes.decode, bodies))
            texts = raws
        except UnicodeDecodeError:
            pairs = [undecodable(body) for body in bodies]
            for (text, raw), locator in zip(pairs, locators, strict=True):
                if text != raw:
                    self.findings.note("encoding", locator)
            texts = [text for text, _ in pairs]
            raws = [raw if raw != text else text for text, raw in pairs]
        together = b"".join(bodies)
        if together.isascii() and b"\r" not in together:
            return texts, raws
        return [text if text.isascii() and "\r" not in text else _readable(text) for text in texts], raws

    def _from(self, found: Rows) -> tuple[list[_Sender], list[bytes]]:
        """Who each row is from, and what it says."""
        people = {raw: self._person(raw[:-2]) if raw else _NOBODY for raw in set(found.senders)}
        senders, bodies = list(map(people.__getitem__, found.senders)), found.bodies
        if _NOBODY not in people.values():
            return senders, bodies
        bodies = bodies.copy()
        for number, sender in enumerate(senders):
            if sender is not _NOBODY:
                continue
            if plain := found.senders[number]:  # the beginning of a notice with a colon in it
                bodies[number] = plain + bodies[number]
                continue
            raw, at = divide(bodies[number], self.survey.encoding.line_break, self.survey.raw_senders)
            if raw is not None:
                senders[number] = self._person(raw)
                if senders[number] is not _NOBODY:
                    bodies[number] = bodies[number][at:]
        return senders, bodies

    def _person(self, raw: bytes) -> _Sender:
        known = self._people.get(raw)
        if known is None:
            known = remember(self._people, raw, _sender(raw, self.settings.cast, self.thread.owner))
        return known


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _readable(raw: str) -> str:
    return visible(raw).replace("\r\n", "\n")
