"""SMS Backup & Restore (Android): text messages, multimedia messages, call logs.

Layout: `<smses count="2" ...>` with `<sms address date type body contact_name .../>` and `<mms address date msg_box ...>`
holding `<parts><part ct name text data .../></parts><addrs><addr address type/></addrs></mms>`; `<calls count="1">` with
`<call number duration date type .../>`. Fields as the app's maker lists them ("Fields in XML backup files", SyncTech);
made-up files of all the forms above were tried. Times are epoch milliseconds; sent and received are marked, so who
speaks is known. A row's place is the byte range of its element.

One conversation a counterpart (national and international forms of a number joined; group messages by all their
numbers), over all files handed in: backups overlap, so a row that stands in an earlier file as well is left out and
counted. `Thread.place` holds the byte ranges of its rows (see `ranges`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from amparo.media import kinds
from amparo.model import (
    Account,
    Attachment,
    AttachmentKind,
    Clock,
    Gap,
    GapKind,
    Message,
    MessageKind,
    Speaker,
)
from amparo.model.locator import at_bytes, at_file
from amparo.sources.base import Cast, Cut, File, Settings, Thread
from amparo.sources.ranges import Range, not_picked, noted, ranges_of
from amparo.sources.sms_rows import Broken, Root, Row, key_of, merged, rows
from amparo.sources.sms_xml import Tag
from amparo.sources.tally import Tally
from amparo.sources.text import demojibake, visible

NAME = "sms-backup"
PLATFORM = "sms"
LOOKS_FOR = "XML with <smses> or <calls>, as SMS Backup & Restore writes it"

_ROOT = re.compile(
    rb"<(?:smses|calls)[\s>/]|<(?:sms|mms)\s[^>]{0,400}\baddress\s*=|<call\s[^>]{0,400}\bnumber\s*="
)
RECEIVED, SENT = "1", "2"
_UNSENT = frozenset("3456")
_CALLS = {
    "1": "incoming call",
    "2": "outgoing call",
    "3": "missed call",
    "4": "voicemail",
    "5": "rejected call",
    "6": "blocked call",
    "7": "call answered on another device",
}
_OUTGOING = "2"
_WORDS = frozenset({"text/plain", "text/html", "text/markdown"})
_LAYOUT = "application/smil"
_TYPES = {"image": AttachmentKind.PHOTO, "video": AttachmentKind.VIDEO, "audio": AttachmentKind.AUDIO}
_HIDDEN_NUMBERS = frozenset({"", "-1", "-2", "-3"})
"""What Android writes for a caller who withholds the number."""


def sniff(file: File) -> bool:
    head = file.head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and _ROOT.search(head) is not None


@dataclass(slots=True)
class _Gathered:
    address: str
    name: str | None = None
    numbers: dict[str, str | None] = field(default_factory=dict)
    """Numbers as written, with the names that stand beside them."""
    owner: set[str] = field(default_factory=set)
    places: dict[int, list[Range]] = field(default_factory=dict)
    """Ranges by the file's position."""

    def add(self, position: int, row: Row) -> None:
        self.places.setdefault(position, []).append((row.start, row.end))
        self.name = self.name or row.name
        single = "~" not in row.address
        for number in row.address.split("~"):
            if number.strip() and (single or number not in self.numbers):
                known = self.numbers.get(number.strip())
                self.numbers[number.strip()] = known or (row.name if single else None)
        if row.tag.name == "mms" and row.box == SENT and row.origin:
            self.owner.add(row.origin.casefold())


def threads(files: Sequence[File]) -> Iterator[Thread | Gap]:
    gathered: dict[str, _Gathered] = {}
    for position, file in enumerate(files):
        tally = Tally(file.name)
        for row in _looked_at(file, tally):
            key = key_of(row.address)
            gathered.setdefault(key, _Gathered(row.address)).add(position, row)
        yield from tally.gaps()
    contacts = {key: one.name for key, one in gathered.items() if one.name and "~" not in key}
    groups: dict[str, list[_Gathered]] = {}
    same = merged(list(gathered))
    for key, one in gathered.items():
        groups.setdefault(same.get(key, key), []).append(one)
    for key, group in groups.items():
        yield _thread(files, key, group, contacts)


def _thread(files: Sequence[File], key: str, group: Sequence[_Gathered], contacts: dict[str, str]) -> Thread:
    positions = sorted({position for one in group for position in one.places})
    places = [
        sorted(place for one in group for place in one.places.get(position, ())) for position in positions
    ]
    name = next((one.name for one in group if one.name), None)
    numbers: dict[str, str | None] = {}
    for number, named in (pair for one in group for pair in one.numbers.items()):
        numbers[number] = named or (name if "~" not in key else contacts.get(key_of(number)))
    address = group[0].address
    return Thread(
        reader=NAME,
        platform=PLATFORM,
        title=name or address.replace("~", ", ") or "number withheld",
        accounts=tuple(
            Account(platform=PLATFORM, id=number, name=named) for number, named in numbers.items()
        ),
        files=tuple(files[position] for position in positions),
        place=noted(key, places),
        owner=frozenset(number for one in group for number in one.owner),
        pair="~" not in key and bool(key),
        rows=sum(map(len, places)) if len(files) == 1 else None,
    )


def _looked_at(file: File, tally: Tally) -> Iterator[Row]:
    """The rows of a file, while what is wrong with the whole of it is counted."""
    root: Tag | None = None
    count = 0
    closed = False
    try:
        with file.open() as stream:
            for item in rows(stream):
                if isinstance(item, Row):
                    count += 1
                    yield item
                elif isinstance(item, Broken):
                    tally.add(
                        GapKind.UNREADABLE_ROW,
                        "{name}: {count} rows are malformed and could not be read.",
                        at_bytes(file.digest, item.start, item.end),
                    )
                elif item.closed:
                    closed = True
                else:
                    root = item.tag
    except OSError as cause:
        tally.add(GapKind.UNREADABLE_FILE, f"{cause}.", at_file(file.digest))
    stated = root.text("count") if root is not None else ""
    if root is not None and stated.isdecimal() and int(stated[:12]) != count:
        tally.add(
            GapKind.COUNT_MISMATCH,
            f"{{name}}: the file says that it holds {stated[:12]} rows; {count} were read.",
            at_bytes(file.digest, root.start, root.end),
        )
    if not closed and not (root is not None and root.empty):
        tally.add(
            GapKind.TRUNCATED,
            "{name}: the file ends early; rows after its end are missing.",
            at_file(file.digest),
        )


def read(thread: Thread, settings: Settings) -> Iterator[Message | Gap]:
    seen: set[int] = set()
    count = 0
    for file, ranges in zip(thread.files, ranges_of(thread.place), strict=True):
        tally = Tally(file.name)
        here: set[int] = set()
        for row in _at(file, ranges, tally):
            identity = _identity(row)
            here.add(identity)
            if identity in seen:
                tally.add(
                    GapKind.DUPLICATE,
                    "{name}: {count} rows stand in an earlier backup as well and were read there.",
                    at_bytes(file.digest, row.start, row.end),
                )
                continue
            count += 1
            yield _message(thread, settings.cast, file, row, count, tally)
        seen |= here
        yield from tally.gaps()


def _at(file: File, ranges: Sequence[Range], tally: Tally) -> Iterator[Row]:
    try:
        with file.open() as stream:
            for start, end in ranges:
                for item in rows(stream, start, end, measure=True):
                    if isinstance(item, Row):
                        yield item
    except OSError as cause:
        tally.add(GapKind.UNREADABLE_FILE, f"{cause}.", at_file(file.digest))


def _identity(row: Row) -> int:
    tag = row.tag
    keys = ("address", "number", "date", "type", "msg_box", "body", "duration", "m_id")
    parts = tuple(
        (part.values.get("text"), part.data and part.data.meter and part.data.meter.digest)
        for part in row.parts
    )
    return hash((tag.name, *(tag.values.get(key) for key in keys), parts))


def _message(thread: Thread, cast: Cast, file: File, row: Row, ordinal: int, tally: Tally) -> Message:
    place = at_bytes(file.digest, row.start, row.end)
    moment = row.moment
    if moment is None:
        tally.add(GapKind.TIME_MISSING, "{name}: {count} rows have no time, or one that cannot be.", place)
    if not row.whole:
        tally.add(GapKind.TRUNCATED, "{name}: {count} messages end before they are whole.", place)
    if row.tag.cut_off or any(part.cut_off for part in row.parts):
        tally.add(
            GapKind.LIMIT, "{name}: {count} texts are longer than is read; their ends are missing.", place
        )
    sender, account, speaker = _by(thread, cast, row)
    kind = MessageKind.TEXT
    attachments: tuple[Attachment, ...] = ()
    if row.tag.name == "call":
        kind, raw = MessageKind.CALL, _call(row)
    else:
        if row.box in _UNSENT:
            tally.add(
                GapKind.NOT_SENT,
                "{name}: {count} messages are drafts, failed or waiting: written on the phone, not known to have been sent.",
                place,
            )
        raw, attachments = _content(row)
        if attachments and not raw.strip():
            kind = MessageKind.MEDIA
    return Message(
        id=f"{thread.id}-{ordinal}",
        conversation=thread.id,
        sent_at=moment,
        wall_time=None,
        clock=Clock.NONE if moment is None else Clock.SOURCE,
        sender=sender,
        account=account,
        speaker=speaker,
        kind=kind,
        text=visible(raw),
        raw_text=raw,
        attachments=attachments,
        locator=place,
    )


def _by(thread: Thread, cast: Cast, row: Row) -> tuple[str | None, str | None, Speaker]:
    outgoing = row.box == _OUTGOING if row.tag.name == "call" else row.box == SENT or row.box in _UNSENT
    if outgoing:
        return row.origin, row.origin, Speaker.VICTIM
    address = row.origin or (row.address if "~" not in row.address else "")
    if address in _HIDDEN_NUMBERS:
        return row.name, None, cast.received(row.name) if row.name else Speaker.UNKNOWN
    name = row.name if thread.pair else None
    name = name or next((one.name for one in thread.accounts if one.id == address), None)
    received = row.box == RECEIVED or row.tag.name == "call"
    speaker = cast.received(address, name) if received else cast.speaker(address, name)
    return name or address, address, speaker


def _call(row: Row) -> str:
    words = _CALLS.get(row.box, "call")
    seconds = row.tag.text("duration").strip()
    return f"{words}, {seconds} s" if seconds.isdecimal() and int(seconds[:9]) else words


def _content(row: Row) -> tuple[str, tuple[Attachment, ...]]:
    if row.tag.name == "sms":
        subject, body = row.tag.stated("subject"), row.tag.text("body")
        return (f"{subject}\n{body}" if subject else body), ()
    words = [demojibake(row.tag.stated("sub"))]
    attachments = []
    for part in row.parts:
        media_type = part.text("ct").strip().lower()
        text = part.stated("text")
        if media_type in _WORDS or (text and media_type != _LAYOUT):
            words.append(text)
        if media_type not in _WORDS and media_type != _LAYOUT:
            attachments.append(_attachment(part, media_type))
    if not row.parts and row.tag.text("m_type").strip() == "130":  # announced, never fetched
        attachments.append(Attachment(name="", kind=AttachmentKind.UNKNOWN))
    return "\n".join(filter(None, words)), tuple(attachments)


def _attachment(part: Tag, media_type: str) -> Attachment:
    """With size and digest of what it holds: it lies in the backup itself."""
    name = next(
        (stated for key in ("name", "fn", "cl", "cid") if (stated := part.stated(key).strip("<>"))), ""
    )
    kind = _TYPES.get(media_type.partition("/")[0]) or kinds.from_name(name)
    if kind is AttachmentKind.UNKNOWN and "vcard" in media_type:
        kind = AttachmentKind.CONTACT
    data = part.data
    if data is None or data.meter is None or data.end - data.start <= len("null"):
        return Attachment(name=name, kind=kind, media_type=media_type or None)
    return Attachment(
        name=name, kind=kind, media_type=media_type or None, size=data.meter.size, digest=data.meter.digest
    )


def cuts(file: File, picked: Sequence[Thread]) -> Iterator[Cut]:
    """The rows of conversations that were not picked, neighbours of one conversation together."""
    taken = {
        start
        for thread in picked
        for own, ranges in zip(thread.files, ranges_of(thread.place), strict=True)
        if own.digest == file.digest
        for start, _ in ranges
    }
    pending: tuple[int, int, str] | None = None
    with file.open() as stream, file.open() as content:
        for item in rows(stream):
            named = None if isinstance(item, Root) or item.start in taken else _named(item)
            if pending is not None and named != pending[2]:
                yield not_picked(content, *pending)
                pending = None
            if named is not None and not isinstance(item, Root):
                pending = (pending[0] if pending else item.start, item.end, named)
        if pending is not None:
            yield not_picked(content, *pending)


def _named(item: Row | Broken) -> str:
    if isinstance(item, Broken):
        return "rows that cannot be read"
    return item.name or item.address or "number withheld"
