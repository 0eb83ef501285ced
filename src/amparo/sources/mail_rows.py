"""The rows of a timeline that one mail makes: where it came from, its texts, its attachments."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from amparo.model import (
    Attachment,
    AttachmentKind,
    Clock,
    GapKind,
    Locator,
    Message,
    MessageKind,
    Speaker,
)
from amparo.sources import mail_html, mime
from amparo.sources.base import Cast, Thread
from amparo.sources.clock import WallClock
from amparo.sources.mail_parts import Letter, Locate, Words
from amparo.sources.mail_text import Mailbox, dated, header_text, mailboxes
from amparo.sources.mail_threads import is_bounce, sender_of
from amparo.sources.tally import Tally
from amparo.sources.text import unescape, visible

TRACES = frozenset(
    {
        "received",
        "x-received",
        "message-id",
        "from",
        "sender",
        "reply-to",
        "return-path",
        "date",
        "cc",
        "in-reply-to",
    }
    | {
        "x-originating-ip",
        "x-sender-ip",
        "x-source-ip",
        "x-remote-ip",
        "x-mailer",
        "user-agent",
        "received-spf",
    }
    | {"authentication-results", "arc-authentication-results", "resent-from", "resent-date", "x-sender"}
    | {"x-authenticated-sender", "x-php-originating-script", "disposition-notification-to"}
)
"""Header lines, in lower case, that the `system` row shows; To as well where it names others than the owner."""
SHARE = 0.8
"""Of the words of an HTML text that the plain text beside it must hold to count as the same; expert judgement."""
_LONG = 20
"""Letters from which a word may be a wallet or a code: each such word must be in both texts."""
_PICTURES = 20

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_WORD = re.compile(r"\w+")
_TARGET = re.compile(r"<[a-z]+:[^<>\s]*>")


class Rows:
    """Makes messages of letters, one file (or mail of a mailbox) at a time."""

    def __init__(self, thread: Thread, cast: Cast, clock: WallClock, tally: Tally, locate: Locate) -> None:
        self._thread = thread
        self._cast = cast
        self._clock = clock
        self._tally = tally
        self._locate = locate

    def of(self, taken: Sequence[Letter], count: int) -> Iterator[Message]:
        """All rows of one mail; `count` rows of the conversation stand before."""
        for letter in taken:
            for row in self._letter(letter):
                count += 1
                yield self._message(count, *row)

    def _letter(self, letter: Letter) -> Iterator["_Row"]:
        place = self._locate(letter.number)
        when = self._when(letter, place)
        by = self._by(letter, place)
        traces = self._traces(letter.headers)
        if traces:
            yield when, _NOBODY, MessageKind.SYSTEM, traces, (), place
        subject = f"Subject: {header_text(letter.headers.first('subject') or '')}".rstrip()
        attachments = tuple(letter.attachments)
        pictures: list[str] = []
        spoken = False
        for number, text in self._texts(letter, pictures):
            words = f"{subject}\n\n{text}" if subject != "Subject:" else text
            yield when, by, MessageKind.TEXT, words, attachments, self._locate(number)
            subject, attachments, spoken = "Subject:", (), True
        if not attachments and not spoken:
            attachments = tuple(
                Attachment(name=source, kind=AttachmentKind.LINK) for source in pictures[:_PICTURES]
            )
        if subject != "Subject:":
            yield when, by, MessageKind.TEXT, subject, attachments, place
            attachments = ()
        if attachments:
            yield when, by, MessageKind.MEDIA, "", attachments, place
        for notice in letter.notices:
            yield when, _NOBODY, MessageKind.SYSTEM, notice.text.strip("\n"), (), self._locate(notice.number)

    def _texts(self, letter: Letter, pictures: list[str]) -> Iterator[tuple[str, str]]:
        """Number and words of each text that says something of its own; `pictures` gets those of a page without words."""
        plain: dict[str, str] = {}
        for body in letter.bodies:
            if not body.html and body.group is not None:
                plain[body.group] = f"{plain.get(body.group, '')}\n{body.text}"
        for body in letter.bodies:
            text = body.text
            if body.html:
                text = self._page(body, pictures)
                if body.group is not None and says_the_same(plain.get(body.group, ""), text):
                    continue
            if visible(text).strip():
                yield body.number, text.lstrip("\n").rstrip()

    def _page(self, body: Words, pictures: list[str]) -> str:
        page = mail_html.seen(body.text)
        if page.hidden:
            self._tally.add(
                GapKind.UNPLACED_TEXT,
                "{name}: {count} texts that an HTML mail hides from its reader were left out.",
                self._locate(body.number),
                page.hidden,
            )
        if not visible(page.text).strip():
            pictures += page.pictures
        return page.text

    def _traces(self, headers: mime.Headers) -> str:
        lines = []
        for name, value in headers.fields:
            key = name.lower()
            if key in TRACES or (key == "to" and self._names_others(value)):
                lines.append(f"{name}: {header_text(value)}")
        return "\n".join(lines)

    def _names_others(self, value: str) -> bool:
        return any(box.address and box.key not in self._thread.owner for box in mailboxes(value))

    def _when(self, letter: Letter, place: Locator) -> "_When":
        stated = letter.headers.first("date")
        when = dated(stated)
        if when.zone_withheld:
            self._tally.add(
                GapKind.ZONE_UNKNOWN,
                "{name}: {count} mails give their time in UTC and, with -0000, keep the sender's zone to themselves.",
                place,
            )
        if when.instant is not None:
            return when.instant, None, Clock.SOURCE
        if when.wall is not None:
            return self._clock.read(when.wall, place)
        if stated is None:
            self._tally.add(GapKind.TIME_MISSING, "{name}: {count} mails have no Date.", place)
        else:
            self._tally.add(GapKind.TIME_MISSING, "{name}: the Date of {count} mails cannot be read.", place)
        return None, None, Clock.NONE

    def _by(self, letter: Letter, place: Locator) -> "_By":
        headers = letter.headers
        box = sender_of(headers)
        if box is None or not (box.name or box.address):
            self._tally.add(GapKind.SENDER_UNKNOWN, "{name}: {count} mails do not name a sender.", place)
            return None, None, Speaker.UNKNOWN
        name, account = box.name or box.address, box.address or None
        if is_bounce(headers):
            return name, account, Speaker.OTHER
        if self._to_itself(box, headers):
            self._tally.add(
                GapKind.SENDER_UNKNOWN,
                "{name}: {count} mails claim to come from the very address they were sent to; who wrote them is not known.",
                place,
            )
            return name, account, self._cast.received()
        return name, account, self._speaker(box, headers)

    def _to_itself(self, box: Mailbox, headers: mime.Headers) -> bool:
        got = [value for key in ("to", "delivered-to", "x-original-to") for value in headers.all(key)]
        return bool(box.key) and any(box.key == other.key for value in got for other in mailboxes(value))

    def _speaker(self, box: Mailbox, headers: mime.Headers) -> Speaker:
        """By address; a name is free text, so that nobody becomes the victim by it in a mail that travelled."""
        travelled = headers.first("received") is not None
        cast = self._cast
        by_address = cast.received(box.address) if travelled else cast.speaker(box.address)
        if by_address is Speaker.VICTIM or not box.name:
            return by_address
        by_name = cast.speaker(box.name)
        if by_name is Speaker.VICTIM and (travelled or box.address):
            return by_address
        return by_name if by_name is Speaker.OFFENDER else by_address

    def _message(
        self,
        ordinal: int,
        when: "_When",
        by: "_By",
        kind: MessageKind,
        raw: str,
        attachments: tuple[Attachment, ...],
        place: Locator,
    ) -> Message:
        return Message(
            id=f"{self._thread.id}-{ordinal}",
            conversation=self._thread.id,
            sent_at=when[0],
            wall_time=when[1],
            clock=when[2],
            sender=by[0],
            account=by[1],
            speaker=by[2],
            kind=kind,
            text=visible(_ENTITY.sub(lambda entity: unescape(entity[0]), raw)),
            raw_text=raw,
            attachments=attachments,
            locator=place,
        )


_When = tuple[datetime | None, str | None, Clock]
_By = tuple[str | None, str | None, Speaker]
_Row = tuple[_When, _By, MessageKind, str, tuple[Attachment, ...], Locator]
_NOBODY: _By = (None, None, Speaker.UNKNOWN)


def says_the_same(plain: str, page: str) -> bool:
    """Whether a plain text holds what the HTML text beside it says: most of its words, and every long one."""
    said = _WORD.findall(_TARGET.sub(" ", visible(page)).casefold())
    if not said:
        return True
    held = set(_WORD.findall(visible(_ENTITY.sub(lambda entity: unescape(entity[0]), plain)).casefold()))
    if not held:
        return False
    missing = [word for word in said if word not in held]
    return len(missing) <= (1 - SHARE) * len(said) and not any(len(word) >= _LONG for word in missing)
