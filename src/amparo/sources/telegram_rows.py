"""Rows of Telegram Desktop's JSON as messages.

Rows of type `service` are kept:
calls as calls, the rest as system rows whose text lists the action and what belongs to it. ``text`` is a text or a list
of texts and objects ``{type, text, href, ...}``; the target of a hidden link follows its words in brackets. A file that
was not exported stands as ``(File not included. ...)`` and becomes an attachment without a name.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from amparo.media import kinds
from amparo.model import (
    Attachment,
    AttachmentKind,
    Clock,
    GapKind,
    Locator,
    Message,
    MessageKind,
    Reaction,
    Speaker,
    locator,
)
from amparo.sources.base import Cast, Settings, Thread
from amparo.sources.clock import WallClock
from amparo.sources.json_gaps import GapTally
from amparo.sources.json_rows import Batch, Broken, JsonStream
from amparo.sources.telegram_layout import Number, Piece, Reacted, Row
from amparo.sources.text import visible

_DETAILS = (
    "title",
    "new_title",
    "members",
    "inviter",
    "message_id",
    "duration_seconds",
    "duration",
    "discard_reason",
    "period",
    "schedule_date",
    "amount",
    "currency",
    "cost",
    "score",
    "emoticon",
    "distance",
    "to",
    "to_id",
    "reason_domain",
    "values",
)
"""What a service row may tell, in the order in which its text lists it."""
_CALLS = frozenset({"phone_call", "group_call", "group_call_scheduled", "conference_call"})
_MEDIA_TYPES = {
    "sticker": AttachmentKind.STICKER,
    "voice_message": AttachmentKind.AUDIO,
    "audio_file": AttachmentKind.AUDIO,
    "video_message": AttachmentKind.VIDEO,
    "video_file": AttachmentKind.VIDEO,
    "animation": AttachmentKind.VIDEO,
}
_LINKS = frozenset({"link", "email", "phone"})
_SENDERS = 10_000
"""Senders that are remembered; more are not people."""


class Rows:
    """The messages of one chat."""

    def __init__(self, thread: Thread, settings: Settings, pointer: str) -> None:
        self.clock = WallClock(settings.zone)
        self._count = 0
        self._thread = thread
        self._ids = f"{thread.id}-"
        self._cast = settings.cast
        self._pointer = f"{pointer}/messages"
        self._counterpart = thread.accounts[0].id if thread.pair and thread.accounts else None
        self._speakers: dict[tuple[str | None, str | int | None], Speaker] = {}

    def read(self, walk: JsonStream, digest: str, tally: GapTally) -> Iterator[Iterable[Message]]:
        """The rows of the array that comes next, in portions."""
        places = locator.prefix(digest, "json") + self._pointer + "/"
        for part in walk.rows(Row):
            if isinstance(part, Batch):
                yield self._batch(part, places, tally)
                continue
            self._count += 1
            if isinstance(part, Broken):
                tally.broken(part, self._pointer)
            else:
                tally.loose(part, self._pointer)
                yield (self._message(part.row, Locator(f"{places}{part.index}"), tally),)

    def _batch(self, part: Batch[Row], places: str, tally: GapTally) -> Iterator[Message]:
        for index, row in enumerate(part.rows, start=part.first):
            self._count += 1
            yield self._message(row, Locator(places + str(index)), tally)

    def _message(self, row: Row, place: Locator, tally: GapTally) -> Message:
        name, identity = row.sender or row.actor, row.from_id or row.actor_id
        speaker = self._speakers.get((name, identity)) or self._speaker(name, identity)
        if name and not identity:
            tally.add(GapKind.NO_STABLE_ID, "a row names its sender without an id", place)
        sent_at, wall_time, clock = self._time(row, place, tally)
        raw = row.text if isinstance(row.text, str) else _joined(row.text or ())
        kind = MessageKind.TEXT
        attachments: tuple[Attachment, ...] = ()
        if row.type != "message" or not raw or _more_than_words(row):
            raw, kind, attachments = _told(row, raw)
            if row.type == "unsupported":
                tally.add(
                    GapKind.CONTENT_ENCRYPTED,
                    f"{self._pointer} holds a row that Telegram Desktop could not export",
                    place,
                )
        elif row.edited_unixtime or row.edited:
            kind = _edited(row)
        text = raw if raw.isascii() else visible(raw)
        if row.forwarded_from:
            text = f"[forwarded from {visible(row.forwarded_from)}]\n{text}".rstrip()
        return Message(
            id=self._ids + str(self._count),
            conversation=self._thread.id,
            sent_at=sent_at,
            wall_time=wall_time,
            clock=clock,
            sender=visible(name) if name else None,
            account=str(identity) if identity else None,
            speaker=speaker,
            kind=kind,
            text=text,
            raw_text=raw,
            attachments=attachments,
            reactions=tuple(_reactions(row.reactions)) if row.reactions else (),
            locator=place,
        )

    def _speaker(self, name: str | None, identity: str | int | None) -> Speaker:
        """In a chat of two, whose other side is known by id, anybody else is the owner of the export."""
        told = str(identity) if identity else None
        speaker = speaker_of(self._cast, name, told, self._thread.owner)
        if speaker is Speaker.UNKNOWN and told and self._counterpart and told != self._counterpart:
            speaker = Speaker.VICTIM
        if len(self._speakers) < _SENDERS:
            self._speakers[name, identity] = speaker
        return speaker

    def _time(self, row: Row, place: Locator, tally: GapTally) -> tuple[datetime | None, str | None, Clock]:
        if row.date_unixtime is not None:
            at = instant(row.date_unixtime)
            if at:
                return at, None, Clock.SOURCE
        if row.date:
            try:
                said = datetime.fromisoformat(row.date)
                if said.year > 1970:
                    if said.tzinfo:
                        return said.astimezone(UTC), None, Clock.SOURCE
                    return self.clock.read(said, place)
            except (ValueError, OverflowError):
                pass
        tally.add(GapKind.TIME_MISSING, "a row has no time that could be meant", place)
        return None, None, Clock.NONE


def speaker_of(cast: Cast, name: str | None, identity: str | None, owner: frozenset[str]) -> Speaker:
    """Whose words. Where ids tell the owner, a name does not: anybody can bear the victim's."""
    folded = identity.casefold() if identity else None
    if folded in cast.victim or folded in owner:
        return Speaker.VICTIM
    if folded in cast.offender:
        return Speaker.OFFENDER
    if not folded or not owner:
        return cast.speaker(name, identity)
    named = name is not None and name.casefold() in cast.offender
    return Speaker.OFFENDER if named else cast.speaker(identity)


def instant(seconds: Number) -> datetime | None:
    """An aware time, or None for what is no time."""
    try:
        at = int(seconds)
        return datetime.fromtimestamp(at, UTC) if at > 0 else None
    except (ValueError, OverflowError, OSError):
        return None


def _joined(pieces: Iterable[str | Piece]) -> str:
    """The words of a text in parts. A link that touches the word before it is set apart, as the app's colour does."""
    words = ""
    for piece in pieces:
        if isinstance(piece, str):
            words += piece
            continue
        told = piece.text or ""
        if piece.type in _LINKS and words and (words[-1].isalnum() or words[-1] in ":;,.!?"):
            words += " "
        words += told
        if piece.href and piece.href != told:
            words += f" ({piece.href})"
    return words


def _more_than_words(row: Row) -> bool:
    return bool(
        row.photo
        or row.file
        or row.media_type
        or row.poll
        or row.location_information
        or row.contact_information
        or row.contact_vcard
        or row.place_name
        or row.game_title
        or row.invoice_information
    )


def _told(row: Row, raw: str) -> tuple[str, MessageKind, tuple[Attachment, ...]]:
    """Text, kind and attachments of a row that is more than words."""
    attachments = tuple(_attachments(row))
    if row.type == "service" or row.action:
        return (
            _service(row, raw),
            MessageKind.CALL if row.action in _CALLS else MessageKind.SYSTEM,
            attachments,
        )
    lines = [raw, *_lines(row)]
    text = "\n".join(line for line in lines if line)
    if row.type == "unsupported":
        kind = MessageKind.SYSTEM
    elif row.poll:
        kind = MessageKind.POLL
    elif row.location_information or row.place_name:
        kind = MessageKind.LOCATION
    elif not text and attachments:
        kind = MessageKind.MEDIA
    else:
        kind = _edited(row) if raw else MessageKind.TEXT
    return text, kind, attachments


def _edited(row: Row) -> MessageKind:
    """Versions before 2021 wrote 1970 for "never"."""
    when = row.edited_unixtime if row.edited_unixtime is not None else row.edited
    never = not when or str(when) == "0" or str(row.edited or "").startswith("1970-01-01")
    return MessageKind.TEXT if never else MessageKind.EDITED


def _service(row: Row, raw: str) -> str:
    """`phone call: duration seconds 35, discard reason hangup`."""
    details = []
    for name in _DETAILS:
        value = getattr(row, name)
        if value is not None and value != "":
            shown = ", ".join(one or "?" for one in value) if isinstance(value, list) else value
            details.append(f"{name.replace('_', ' ')} {shown}")
    told = [row.information_text or "", raw, (row.action or "").replace("_", " ")]
    words = "\n".join(line for line in told if line)
    return f"{words}: {', '.join(details)}" if words and details else words or ", ".join(details)


def _lines(row: Row) -> Iterator[str]:
    """What a row shows beside its text."""
    if row.contact_information:
        person = row.contact_information
        yield " ".join(
            part
            for part in (person.first_name, person.last_name, person.phone_number)
            if part and part.strip()
        )
    if row.place_name or row.address:
        yield ", ".join(part for part in (row.place_name, row.address) if part)
    if row.location_information:
        yield f"{row.location_information.latitude}, {row.location_information.longitude}"
    if row.poll:
        yield _words(row.poll.question)
        for answer in row.poll.answers or ():
            yield f"- {_words(answer.text)}" + (f" ({answer.voters})" if answer.voters else "")
    yield from (line for line in (row.game_title, row.game_description, row.game_link) if line)
    if row.invoice_information:
        yield ", ".join(f"{key} {value}" for key, value in row.invoice_information.items())


def _words(text: str | list[str | Piece] | None) -> str:
    return text if isinstance(text, str) else _joined(text or ())


def _attachments(row: Row) -> Iterator[Attachment]:
    if row.photo:
        yield Attachment(name=_exported(row.photo), kind=AttachmentKind.PHOTO)
    if row.file or row.media_type:
        name = _exported(row.file or "") or row.file_name or ""
        told = _MEDIA_TYPES.get(row.media_type or "")
        yield Attachment(
            name=name,
            kind=told or _kind_of(row.mime_type, name or row.file_name or ""),
            media_type=row.mime_type,
        )
    if row.contact_vcard or row.contact_information:
        yield Attachment(name=_exported(row.contact_vcard or ""), kind=AttachmentKind.CONTACT)


def _exported(path: str) -> str:
    """The path of a file; empty where Telegram Desktop says in brackets why it left it out."""
    return path.partition("(File ")[0].strip() if path.endswith(")") and "(File " in path else path


def _kind_of(media_type: str | None, name: str) -> AttachmentKind:
    major = (media_type or "").partition("/")[0]
    by_type = {
        "image": AttachmentKind.PHOTO,
        "video": AttachmentKind.VIDEO,
        "audio": AttachmentKind.AUDIO,
    }
    return by_type.get(major) or kinds.from_name(name)


def _reactions(reactions: Iterable[Reacted]) -> Iterator[Reaction]:
    """Those whose sender is named, one by one; the others together, with their number."""
    for reacted in reactions:
        value = reacted.emoji or reacted.document_id or reacted.type or ""
        named = reacted.recent or []
        for recent in named:
            yield Reaction(sender=recent.sender, value=value)
        others = (reacted.count or 1) - len(named)
        if others > 0:
            yield Reaction(sender=None, value=value if others == 1 else f"{value} × {others}")
