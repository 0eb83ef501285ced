"""Everything held on one report."""

from datetime import datetime
from enum import StrEnum

import msgspec

from amparo.model.conversation import Conversation
from amparo.model.course import Course
from amparo.model.finding import Finding, Scheme
from amparo.model.gap import Gap
from amparo.model.indicator import Indicator
from amparo.model.opinion import Opinion


class AgeGroup(StrEnum):
    ADULT = "adult"
    MINOR = "minor"
    UNKNOWN = "unknown"
    """Treated as under 18 wherever it matters."""

    @property
    def counts_as_minor(self) -> bool:
        return self is not AgeGroup.ADULT


class Lang(StrEnum):
    EN = "en"
    FR = "fr"
    AR = "ar"


class Kept(StrEnum):
    """In what form the case holds a file that was handed in."""

    ORIGINAL = "original"
    """Byte for byte."""
    CUT = "cut"
    """Byte for byte but for embedded media, whose places, sizes and digests are listed."""
    MEMBERS = "members"
    """An archive of which only some members were taken: listed, with digests."""
    WITHHELD = "withheld"
    """By name, size and digest only."""


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file that was handed in, or a member of an archive that was."""

    name: str
    """Path as handed in, without the folders above; members after ` > `: `export.zip > chats/a.json`."""
    size: int
    digest: str
    """SHA-256, hex."""
    kept: Kept
    path: str | None = None
    """Where it lies in the case, relative to it; None unless `original` or `cut`."""
    format: str | None = None
    """What `detect` made of it."""
    why: str | None = None
    """Why it was withheld: `photo or video`, `conversation not picked`, `format not recognised`."""


class OwnRules(msgspec.Struct, frozen=True, kw_only=True):
    """A helpline's own rules that were used: which, not what they say."""

    digest: str
    """SHA-256, hex, over their files."""
    ids: tuple[str, ...]


class Need(msgspec.Struct, frozen=True, kw_only=True):
    """What a person must still decide."""

    kind: str
    """`age`, `timezone`, `me`, `with`, `date_order`, `country`, `screenshot`."""
    question: str
    option: str
    """How to answer on the command line."""


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """What `examine` made; messages are streamed beside it, from `timeline.jsonl`."""

    id: str
    """First 16 hex digits of the digest over the digests of the sources: same input, same id."""
    made_at: datetime
    version: str
    lang: Lang
    country: str | None
    """ISO 3166-1 alpha-2."""
    age: AgeGroup
    timezone: str | None
    sources: tuple[SourceFile, ...]
    conversations: tuple[Conversation, ...]
    messages: int
    gaps: tuple[Gap, ...]
    needs: tuple[Need, ...]
    indicators: tuple[Indicator, ...]
    findings: tuple[Finding, ...]
    scheme: Scheme
    courses: tuple[Course, ...] = ()
    """One a counterpart that shows the scheme, in order of conversation."""
    own_rules: OwnRules | None = None
    """Rules of the helpline that were used beside those shipped."""
    opinions: tuple[Opinion, ...] | None = None
    """A second opinion on messages that no rule saw; None where nobody asked for one."""
