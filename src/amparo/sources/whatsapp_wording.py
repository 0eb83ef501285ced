"""What WhatsApp's own words in an export mean, in the languages of `whatsapp_wording.toml`.

Android writes `<Media omitted>` and `IMG-20210131-WA0001.jpg (file attached)`, iOS `image omitted` and
`<attached: 00000012-PHOTO-2021-01-31-20-49-00.jpg>`, each in the language of the phone. Words that are not known
leave a row as text.
"""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain
from pathlib import PurePosixPath

from amparo.media import kinds
from amparo.model import Attachment, AttachmentKind, MessageKind

_DATA: dict[str, dict[str, list[str]]] = tomllib.loads(
    files("amparo.sources").joinpath("whatsapp_wording.toml").read_text("utf-8")
)


def _folded(phrase: str) -> str:
    """How phrases are compared."""
    return phrase.casefold().strip("<> \t\r\n.。．").strip()


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a row is, by its words."""

    kind: MessageKind
    attachments: tuple[Attachment, ...] = ()
    by_owner: bool = False
    """Only the phone of the sender writes this: the sender is the export's owner."""
    waiting: bool = False
    """The message exists, but not in this export."""
    announced: bool = False
    """Media that the export does not hold."""


PLAIN = Meaning(MessageKind.TEXT)
CALL = Meaning(MessageKind.CALL)
SYSTEM = Meaning(MessageKind.SYSTEM)
_LOCATION = Meaning(MessageKind.LOCATION)
_POLL = Meaning(MessageKind.POLL)


def _announced(kind: str) -> Meaning:
    return Meaning(MessageKind.MEDIA, (Attachment(name="", kind=AttachmentKind(kind)),), announced=True)


def _whole_phrases() -> Iterable[tuple[str, Meaning]]:
    for kind, phrases in chain(_DATA["omitted"].items(), _DATA["view_once"].items()):
        meaning = _announced(kind)
        yield from ((phrase, meaning) for phrase in phrases)
    for phrase in _DATA["deleted"]["anyone"]:
        yield phrase, Meaning(MessageKind.DELETED)
    for phrase in _DATA["deleted"]["owner"]:
        yield phrase, Meaning(MessageKind.DELETED, by_owner=True)
    for phrase in _DATA["location"]["live"]:
        yield phrase, _LOCATION
    for phrase in _DATA["call"]["missed"]:
        yield phrase, CALL
    for phrase in _DATA["waiting"]["phrases"]:
        yield phrase, Meaning(MessageKind.SYSTEM, waiting=True)
    # Android's word for what it cannot put into words: a message to be viewed once, a video note.
    yield "null", _announced("unknown")


_WHOLE = {_folded(phrase): meaning for phrase, meaning in _whole_phrases()}
OWNER_PHRASES = tuple(_DATA["deleted"]["owner"])
"""What only the phone of the one who deleted a message writes."""
_EDITED = {_folded(phrase) for phrase in _DATA["edited"]["marks"]}
_AFTER = {_folded(phrase) for phrase in _DATA["attached"]["after"]}
_INSIDE = {_folded(phrase) for phrase in _DATA["attached"]["inside"]}


def _any_of(phrases: Iterable[str]) -> str:
    """Longest first, so that none hides a longer one."""
    return "|".join(
        re.escape(phrase) for phrase in sorted({_folded(p) for p in phrases}, key=len, reverse=True)
    )


_CALL = re.compile(
    rf"(?:{_any_of(_DATA['call']['missed'])})(?:[.,،、。:(–-]|\s+\S{{1,6}}\s+\d)"
    rf"|(?:{_any_of(_DATA['call']['made'])})\s?[.,،、。•]\s*(?:\d|{_any_of(_DATA['call']['outcomes'])})"
)
_CALL_MADE = re.compile(rf"(?:{_any_of(_DATA['call']['made'])})(?!\w)")
_DOCUMENT_LEFT_OUT = re.compile(rf"\S.*\s(?:{_any_of(_DATA['omitted']['document'])})")
_PLACE = re.compile(rf"(?:{_any_of(_DATA['location']['shared'])})\s?:\s?https?://")
_MAP_LINK = re.compile(
    r"[^\n]{0,160}:\s?(?:\n\s*)?https?://(?:maps\.google\.com/\?q=|foursquare\.com/v/|4sq\.com/)\S+\s*$"
)
_POLL_TITLE = re.compile(rf"(?:{_any_of(_DATA['poll']['titles'])})\s?:\s*\n")
# A question, then options with their votes in brackets, in whatever language.
_POLL_SHAPE = re.compile(
    r"[^\n:]{2,30}:\s*\n[^\n]+\n(?:[^\n:]{2,30}: [^\n]*\([^()\n]*\d[^()\n]*\)\s*(?:\n|$)){2,}"
)

_OWN_NAME = re.compile(r"(?:IMG|VID|AUD|PTT|STK|DOC)-\d{8}-WA\d+|\d{8}-[A-Z]+-\d{4}|\d{8}-\S")
"""How WhatsApp names files on Android and iOS, in every language."""
_NAME_AFTER = re.compile(r"(.{1,250}?\.\w{1,5})\s+[(<]\s*([^()<>:]{1,60})\s*[)>]$")
_NAME_INSIDE = re.compile(r"<([^<>:\n]{1,60}):\s*([^<>\n]{1,250}\.\w{1,5})\s*>")


NOTICE_BEGINS = tuple(_DATA["notice"]["begins"])
"""Of rows that are WhatsApp's, whoever's name iOS puts before them."""
_NOTICE_BEGINS = tuple(phrase.casefold() for phrase in NOTICE_BEGINS)


def _starts() -> Iterable[str]:
    """The first characters of phrases, as sentences and as words; those of calls may go on after the phrase."""
    for section in ("omitted", "view_once", "deleted", "location", "waiting"):
        yield from chain.from_iterable(_DATA[section].values())
    yield from chain(_DATA["call"]["missed"], _DATA["call"]["made"], NOTICE_BEGINS, ["null"])


_STARTS = frozenset(
    form[:4] for phrase in _starts() for form in (phrase, phrase.lower(), phrase.upper(), phrase.capitalize())
)
_LAST = frozenset("<>)")
_ENDS = frozenset(form[-4:] for phrase in _DATA["omitted"]["document"] for form in (phrase, phrase.lower()))


def meanings(texts: list[str], raws: list[str]) -> list[Meaning]:
    """What rows with a sender are. `texts` are without direction marks, `raws` with them.

    Most are plain text, which few looks at its ends tell.
    """
    return [
        meaning_of(text, raw[:1] in _DIRECTION_MARKS)
        if text[-1:] in _LAST
        or text[:4] in _STARTS
        or raw is not text
        or text[-4:] in _ENDS
        or ("\n" in text and (":" in text or "<" in text or ")" in text or text[0] == "\n"))
        or "://" in text
        else PLAIN
        for text, raw in zip(texts, raws, strict=True)
    ]


_DIRECTION_MARKS = ("\u200e", "\u200f")
"""iOS puts one before what it writes itself; so do some people's phones before what they write."""


def meaning_of(text: str, app_mark: bool) -> Meaning:
    """What one row with a sender is; `app_mark`: a direction mark stands before it."""
    if len(text) <= 64:
        return _meaning_of_short(text, app_mark)
    if len(text) > 2000:
        return _with_files(text) if "<" in text[-300:] else PLAIN
    return _meaning(text, app_mark)


@lru_cache(maxsize=4096)
def _meaning_of_short(text: str, app_mark: bool) -> Meaning:
    return _meaning(text, app_mark)


def _meaning(text: str, app_mark: bool) -> Meaning:
    folded = text.casefold()
    known = _WHOLE.get(_folded(folded))
    if known is not None:
        return known
    if folded.startswith(_NOTICE_BEGINS):
        return SYSTEM
    if _is_call(folded, app_mark):
        return CALL
    if "\n" not in text and text[-4:] in _ENDS and _DOCUMENT_LEFT_OUT.fullmatch(_folded(folded)):
        return _announced("document")
    return _with_files(text, app_mark)


def _is_call(folded: str, app_mark: bool) -> bool:
    return len(folded) <= 120 and (
        _CALL.match(folded) is not None or (app_mark and _CALL_MADE.match(folded) is not None)
    )


def _with_files(text: str, app_mark: bool = False) -> Meaning:
    """For rows that may name files, over one or several lines."""
    if not (app_mark or "<" in text or ")" in text or ":" in text):
        return PLAIN
    folded = text.casefold()
    if _POLL_TITLE.match(folded) or _POLL_SHAPE.match(folded):
        return _POLL
    if "http" in folded and (_PLACE.match(folded) or _MAP_LINK.match(folded)):
        return _LOCATION
    words, edited = text.rstrip(), False
    if words.endswith(">"):
        start = words.rfind("<")
        if _folded(words[start:]) in _EDITED:
            words, edited = words[:start].rstrip(), True
    first, _, rest = words.partition("\n")
    first = first.strip()
    attachments: list[Attachment] = []
    announced = False
    known = _WHOLE.get(_folded(first))
    if known is not None and known.announced and (rest or edited or first.startswith("<")):
        attachments.extend(known.attachments)
        announced, first = True, ""
    elif named := _NAME_AFTER.match(first):
        phrase = _folded(named[2])
        if phrase in _AFTER or phrase in _INSIDE or app_mark or _OWN_NAME.match(named[1]):
            attachments.append(_file(named[1]))
            first = ""
    elif first.rstrip(".")[-4:] in _ENDS and _DOCUMENT_LEFT_OUT.fullmatch(_folded(first)):
        attachments.extend(_announced("document").attachments)
        announced, first = True, ""
    if "<" in words:
        for named in _NAME_INSIDE.finditer(words):
            if _folded(named[1]) in _INSIDE or _OWN_NAME.match(named[2]):
                attachments.append(_file(named[2]))
                before = first.partition("<")[0]
                # iOS repeats a document's own name, and its pages, before the file's.
                first = "" if _same_document(before, named[2]) else before
    if edited:
        return Meaning(MessageKind.EDITED, tuple(attachments), announced=announced)
    if attachments:
        kind = MessageKind.TEXT if first.strip() or rest.strip() else MessageKind.MEDIA
        return Meaning(kind, tuple(attachments), announced=announced)
    return PLAIN


def _same_document(shown: str, file_name: str) -> bool:
    shown = shown.partition("•")[0].strip()
    return not shown or file_name.endswith(shown)


def _file(name: str) -> Attachment:
    """A file that a row names; WhatsApp's stickers are WebP pictures."""
    name = name.strip()
    kind = kinds.from_name(name)
    upper = PurePosixPath(name).name.upper()
    if upper.startswith("STK-") or "-STICKER-" in upper:
        kind = AttachmentKind.STICKER
    return Attachment(name=name, kind=kind)


# Word edges, so that a notice is not found inside a name.
_NOTICE = re.compile(rf"(?<!\w)(?:{_any_of(_DATA['notice']['alone'] + _DATA['notice']['group'])})")
_BEFORE_COLON = re.compile(_any_of(_DATA["notice"]["before_colon"]))
_GROUP = re.compile(rf"(?<!\w)(?:{_any_of(_DATA['notice']['group'])})")
_GROUP_ENDS = tuple(phrase.casefold() for phrase in _DATA["notice"]["group_ends"])
_GROUP_BETWEEN = tuple(phrase.casefold() for phrase in _DATA["notice"]["group_between"])


def is_notice(text: str) -> bool:
    """Whether these words are WhatsApp's about the conversation, rather than a name or what someone wrote."""
    return _NOTICE.search(text.casefold()[:1000]) is not None


def is_notice_before_colon(text: str) -> bool:
    """Whether what stands before the first colon of a row is part of a notice, and not the name of a sender."""
    return _BEFORE_COLON.search(text.casefold()) is not None


def notice_of(text: str) -> Meaning:
    """What a row without a sender is."""
    folded = _folded(text)[:300]
    known = _WHOLE.get(folded)
    if known is CALL or (known is not None and known.waiting):
        return known
    if _is_call(folded, app_mark=True):
        return CALL
    return SYSTEM


def is_of_group(text: str) -> bool:
    """Whether a row without a sender is one that only a group has."""
    folded = _folded(text)[:1000]
    return (
        _GROUP.search(folded) is not None
        or folded.endswith(_GROUP_ENDS)
        or any(phrase in folded for phrase in _GROUP_BETWEEN)
    )


_TITLE_BEFORE = tuple(sorted(_DATA["title"]["before"], key=len, reverse=True))
_TITLE_AFTER = tuple(_DATA["title"]["after"])


def title_in(file_name: str) -> str | None:
    """The contact or group in the name that WhatsApp gave to an export, without suffix; None for other names."""
    name = re.sub(r"\.(?:txt|zip)$", "", file_name, flags=re.IGNORECASE)
    name = re.sub(r"(?: ?\(\d{1,3}\)| - Copy)$", "", name).strip()
    for shown in (name, name.replace("_", " ")):
        for phrase in _TITLE_BEFORE:
            if shown.casefold().startswith(phrase.casefold()) and len(shown) > len(phrase):
                return shown[len(phrase) :].strip() or None
        for phrase in _TITLE_AFTER:
            if shown.endswith(phrase) and len(shown) > len(phrase):
                return shown[: -len(phrase)].strip() or None
    return None


class _Clock:
    """The words around a time of day."""

    def __init__(self, data: dict[str, list[str]]) -> None:
        self._periods = {
            self._bare(word): period for period in ("am", "pm", "noon", "night") for word in data[period]
        }
        self._known = {self._bare(word) for word in data["words"]} | {""}

    @staticmethod
    def _bare(word: str) -> str:
        return re.sub(r"[\s.,،、'’״\"\u200c]", "", word).casefold()

    def period(self, text: str) -> tuple[str, str]:
        """`am`, `pm`, `noon`, `night` or nothing, and the word that says so: all of `text`, or its end."""
        text = text.strip(" ,،、")
        words = text.split(" ")
        for count in range(len(words)):
            word = " ".join(words[count:])
            if period := self._periods.get(self._bare(word)):
                return period, word
        return "", ""

    def strange(self, text: str) -> str:
        """The words in `text` that are known neither as connecting a date with a time nor as a part of the day."""
        return " ".join(word for word in text.split() if self._bare(word) not in self._known)


CLOCK = _Clock(_DATA["clock"])
