"""What the source does not tell; stated, never guessed away."""

from enum import StrEnum

import msgspec

from amparo.model.locator import Locator


class GapKind(StrEnum):
    ZONE_UNKNOWN = "zone_unknown"
    """Wall times without a time zone."""
    ZONE_ASSUMED = "zone_assumed"
    """A person named the zone; the source does not."""
    TIME_AMBIGUOUS = "time_ambiguous"
    """A wall time that exists twice or never (clock change), or two readings of one."""
    TIME_MISSING = "time_missing"
    DATE_ORDER = "date_order"
    """Day and month cannot be told apart from the file, or forms are mixed."""
    CLOCK_BACKWARDS = "clock_backwards"
    UNREADABLE_ROW = "unreadable_row"
    UNREADABLE_FILE = "unreadable_file"
    UNKNOWN_FORMAT = "unknown_format"
    UNPLACED_TEXT = "unplaced_text"
    """Text that belongs to no message (before the first header, between elements)."""
    TRUNCATED = "truncated"
    """The export ends early, or is cut by the platform's own limit."""
    COUNT_MISMATCH = "count_mismatch"
    OWN_MESSAGES_ONLY = "own_messages_only"
    CONTENT_ENCRYPTED = "content_encrypted"
    """The source says that messages exist which the export does not hold."""
    ENCODING = "encoding"
    SENDER_UNKNOWN = "sender_unknown"
    SPEAKER_UNKNOWN = "speaker_unknown"
    NO_STABLE_ID = "no_stable_id"
    MEDIA_WITHHELD = "media_withheld"
    MEDIA_MISSING = "media_missing"
    """The source names a file that it does not hold."""
    NOT_PICKED = "not_picked"
    """Conversations or files of the source that were left out on purpose."""
    NOT_SENT = "not_sent"
    """Drafts, failed or waiting messages: written on the phone, but never known to have reached anyone."""
    LIMIT = "limit"
    """A limit on count, size, ratio, depth or name stopped the reading of something."""
    DUPLICATE = "duplicate"
    READ_FROM_PICTURE = "read_from_picture"
    LOW_CONFIDENCE = "low_confidence"
    TOOL_MISSING = "tool_missing"
    """A part of this machine that reading needs is not installed."""


class Gap(msgspec.Struct, frozen=True, kw_only=True):
    kind: GapKind
    count: int
    """How many rows, files or places it concerns; at least 1."""
    explanation: str
    """One English sentence that names file, place and cause."""
    locator: Locator | None = None
    """The first place it concerns."""
