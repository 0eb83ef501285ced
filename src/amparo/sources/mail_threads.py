"""Which mails belong together, with whom, and whose mailbox it was."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from amparo.model import Account
from amparo.sources import mime
from amparo.sources.base import File, Thread
from amparo.sources.mail_text import Dated, Mailbox, author, dated, mailboxes

_PLATFORM = "email"
SHARE = 0.2
"""Of a mailbox's mails that must be addressed to its owner where nothing states the owner; expert judgement."""
_RECIPIENT = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to")


@dataclass(frozen=True, slots=True)
class Outline:
    """What groups a mail into a conversation."""

    sender: Mailbox | None
    recipients: frozenset[str]
    """Casefolded, of To and Cc."""
    to: tuple[Mailbox, ...]
    delivered: frozenset[str]
    """Where the mail says it was put into a mailbox; else its only recipient, if it travelled."""
    stated: bool
    """`delivered` rests on a header of the mailbox, or on its mark for sent mail."""
    when: Dated
    senders: tuple[Mailbox, ...] = field(default=())
    """Of this mail and all inside it."""


def outline(file: File, start: int = 0, end: int | None = None) -> Outline:
    """Look at the headers of a mail and of those in it; a bounce is filed under the mail that it returns."""
    with file.open() as stream:
        return outlined(mime.walk(stream, start, end))


def outlined(events: Iterator[mime.Event]) -> Outline:
    """The same of a walk."""
    mails: list[mime.Headers] = []
    for event in events:
        if isinstance(event, mime.Part) and event.kind == "mail":
            mails.append(event.headers)
        elif isinstance(event, mime.Part) and event.content_type.endswith("/rfc822-headers"):
            returned = b"".join(data.content for data in mime.body(events))[: 1 << 20]
            mails.append(mime.header_block(returned))
    filed = next((headers for headers in mails if not is_bounce(headers)), mails[0])
    sender = sender_of(filed)
    to = tuple(box for value in filed.all("to") for box in mailboxes(value) if box.address)
    copied = [box for value in filed.all("cc") for box in mailboxes(value) if box.address]
    delivered = {box.key for name in _RECIPIENT for value in mails[0].all(name) for box in mailboxes(value)}
    if sender is not None and "sent" in (filed.first("x-gmail-labels") or "").casefold().split(","):
        delivered.add(sender.key)
    stated = bool(delivered)
    if not delivered and len({box.key for box in to}) == 1 and filed.first("received") is not None:
        delivered = {to[0].key}
    senders = (sender_of(headers) for headers in mails)
    return Outline(
        sender=sender,
        recipients=frozenset(box.key for box in (*to, *copied)),
        to=to,
        delivered=frozenset(delivered - {""}),
        stated=stated,
        when=dated(filed.first("date")),
        senders=tuple(box for box in senders if box is not None),
    )


def sender_of(headers: mime.Headers) -> Mailbox | None:
    return next((box for value in headers.all("from") if (box := author(value)) is not None), None)


def is_bounce(headers: mime.Headers) -> bool:
    if headers.content_type == "multipart/report":
        return (headers.parameter("report-type") or "delivery-status").lower() != "feedback-report"
    sender = sender_of(headers)
    local = sender.key.partition("@")[0] if sender else ""
    return local in ("mailer-daemon", "postmaster") or headers.first("x-failed-recipients") is not None


def owner_of(outlines: Sequence[Outline]) -> frozenset[str]:
    """Addresses of the mailbox: those that it states; else those to which a good share of its mails went."""
    stated = frozenset(address for one in outlines if one.stated for address in one.delivered)
    if stated:
        return stated
    counted = Counter(address for one in outlines for address in one.delivered)
    enough = SHARE * counted.total()
    return frozenset(address for address, count in counted.items() if count >= enough)


def counterpart(one: Outline, owner: frozenset[str]) -> Mailbox:
    """With whom: the sender, or, for a mail that the owner of the mailbox sent to others, its first recipient."""
    sender = one.sender or Mailbox("", "")
    if sender.key in owner and sender.key not in one.recipients:
        return next((box for box in one.to if box.key not in owner), sender)
    return sender


@dataclass(slots=True)
class Grouped:
    """A conversation while it is gathered: with whom, and who else is in it."""

    counterpart: Mailbox
    senders: dict[str, Mailbox] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    """Addresses that send or get one of its mails."""

    def add(self, one: Outline) -> None:
        self.met |= one.recipients | one.delivered | {box.key for box in one.senders}
        for box in (*one.senders, self.counterpart):
            known = self.senders.get(box.key)
            if known is None or not known.name:
                self.senders[box.key] = box

    def thread(self, reader: str, files: tuple[File, ...], owner: frozenset[str], place: str) -> Thread:
        """`owner`: addresses of the mailbox, as far as any of its mails tells."""
        known = self.senders.get(self.counterpart.key, self.counterpart)
        return Thread(
            reader=reader,
            platform=_PLATFORM,
            title=str(known) or "no sender",
            accounts=tuple(
                Account(platform=_PLATFORM, id=box.address or None, name=box.name or None)
                for box in self.senders.values()
                if box.address or box.name
            ),
            files=files,
            place=place,
            owner=owner & self.met,
            pair=len(self.met - owner - {""}) <= 1,
        )
