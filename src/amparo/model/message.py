"""What was said: one row of an export, whatever the platform."""

from datetime import datetime
from enum import StrEnum

import msgspec

from amparo.model.locator import Locator


class Speaker(StrEnum):
    """Whose words; never guessed: without a mark or a person's word it is `unknown`."""

    VICTIM = "victim"
    OFFENDER = "offender"
    OTHER = "other"
    UNKNOWN = "unknown"


class MessageKind(StrEnum):
    TEXT = "text"
    CALL = "call"
    SYSTEM = "system"
    """Rows that the app wrote: joined, changed number, encryption notice."""
    DELETED = "deleted"
    EDITED = "edited"
    MEDIA = "media"
    """An attachment without words."""
    POLL = "poll"
    LOCATION = "location"


class Clock(StrEnum):
    """What `sent_at` rests on."""

    SOURCE = "source"
    """The source states an instant (epoch, offset, UTC)."""
    ASSUMED = "assumed"
    """Wall time of the source, read in the zone that a person named."""
    WALL = "wall"
    """Wall time only; `sent_at` is None."""
    NONE = "none"
    """The source gives no time."""


class AttachmentKind(StrEnum):
    PHOTO = "photo"
    VIDEO = "video"
    AUDIO = "audio"
    STICKER = "sticker"
    DOCUMENT = "document"
    CONTACT = "contact"
    LINK = "link"
    UNKNOWN = "unknown"


class Attachment(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A file that a message names. Its content is never here; size and digest are when the export holds it."""

    name: str
    """As the source writes it (a path inside the export, or a bare name)."""
    kind: AttachmentKind = AttachmentKind.UNKNOWN
    media_type: str | None = None
    size: int | None = None
    digest: str | None = None
    """SHA-256, hex; None when the export does not hold the file."""


class Reaction(msgspec.Struct, frozen=True, gc=False):
    sender: str | None
    value: str
    """The emoji or word, repaired."""
    at: datetime | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One row of a source, with its place there."""

    id: str
    """`<conversation>-<ordinal>`, the ordinal counting the rows of the source from 1."""
    conversation: str
    sent_at: datetime | None
    """Aware, UTC; None where only a wall time (or nothing) is known."""
    wall_time: str | None
    """ISO 8601 without zone, as the source's clock showed it; None where the source states an instant."""
    clock: Clock
    sender: str | None
    """The name that the source shows (display name, else number or address)."""
    account: str | None = None
    """The stable id that the source gives for the sender: platform id, phone number, e-mail address."""
    speaker: Speaker
    kind: MessageKind
    text: str
    """Readable: mojibake, entities and invisible marks repaired."""
    raw_text: str
    """As the source has it; equal to `text` where nothing was repaired."""
    attachments: tuple[Attachment, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    locator: Locator
    confidence: float | None = None
    """0 to 1 for text read from a picture; None for text that was text."""
