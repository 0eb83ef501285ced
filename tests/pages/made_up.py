"""A made-up case of a made-up adult, and ways to make it longer or worse. No real person; threats as advisories quote them."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone

import msgspec

from amparo.model import (
    Account,
    AgeGroup,
    Attachment,
    AttachmentKind,
    Case,
    Clock,
    Conversation,
    Finding,
    Gap,
    GapKind,
    Indicator,
    IndicatorKind,
    Kept,
    Lang,
    Message,
    MessageKind,
    Need,
    Reaction,
    Scheme,
    SourceFile,
    Speaker,
    Stage,
)
from amparo.model.locator import at_bytes, at_json
from amparo.pages import SealNote

START = datetime(2026, 3, 3, 20, 14, 5, tzinfo=UTC)
MESSENGER = hashlib.sha256(b"messenger").hexdigest()
WHATSAPP = hashlib.sha256(b"whatsapp").hexdigest()

SEAL = SealNote(
    fingerprint="SHA256:3q2+7wAAAA0gSGVsbG8gd29ybGQhIQ4PEBESExQVFhc",
    sealed_at=datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=1))),
    device_zone="Europe/Paris",
)

HOSTILE = [
    "<script>alert(1)</script><img src=https://example.org/x.png onerror=alert(1)>",
    "</p></li></ol></main><h1>free</h1><style>*{display:none}</style>",
    "[click](https://example.org) ![x](https://example.org/x.png) https://example.org/login",
    "{{ 7*7 }} {% include '/etc/passwd' %} {n} %s",
    '#panic() #import "x" $ x $ *b* `raw` @label',
    "\u202egnp.exe\u202c \u2066x\u2069",
    "a\u200b\u200bb \x00 \x1b[31m \x7f",
    "\ue000 \U000f0000 \ud83d",
    "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 ❤️",
    "مرحبا hello שלום 你好",
    "Z" + "\u0300" * 2000,
    "x" * 5000,
    "]]> --> ' \" &amp; &#x3c;b&#x3e;",
]
"""Texts that would like to be more than text."""

_V, _O = Speaker.VICTIM, Speaker.OFFENDER
_CHAT: list[tuple[str, Speaker, int, str, Stage | None]] = [
    # conversation, who, minutes after the start, text, step
    ("c1", _O, 0, "Hello Sam, nice to meet you. Where are you from?", Stage.CONTACT),
    ("c1", _V, 2, "Hi! From Leeds. And you?", None),
    ("c1", _O, 4, "Lyon. Do you have WhatsApp? It is easier there: 07700 900123", Stage.MOVE),
    ("c1", _V, 5, "Sure", None),
    ("c2", _V, 8, "Hi, it's Sam", None),
    ("c2", _O, 9, "مرحبا 😀 how was your day?", None),
    ("c2", _V, 12, "Long. Work, then football. You?", None),
    ("c2", _O, 40, "I have the list of your friends and your sister. See her name here", Stage.LEVERAGE),
    ("c2", _O, 42, "I recorded you. Pay or I send the video to your family", Stage.THREAT),
    ("c2", _V, 43, "Please don't", None),
    ("c2", _O, 44, "Send 300 EUR now, or everyone sees it", Stage.DEMAND),
    ("c2", _O, 45, "You have one hour", Stage.DEADLINE),
    ("c2", _O, 47, "Western Union, name Awa Exemple, Abidjan", Stage.PAYMENT_INSTRUCTION),
    ("c2", _V, 95, "I sent 150 EUR. MTCN 123-456-7890. Please stop", Stage.PAYMENT_MADE),
    ("c2", _O, 130, "Not enough. 300 EUR more by tonight", Stage.REPEAT_DEMAND),
    ("c2", _V, 132, "I can't go on like this", Stage.CRISIS),
]


def _message(n: int, conversation: str, speaker: Speaker, minutes: float, text: str) -> Message:
    sent_at = START + timedelta(minutes=minutes)
    first = conversation == "c1"
    return Message(
        id=f"{conversation}-{n}",
        conversation=conversation,
        sent_at=sent_at,
        wall_time=None if first else (sent_at + timedelta(hours=1)).replace(tzinfo=None).isoformat(),
        clock=Clock.SOURCE if first else Clock.ASSUMED,
        sender={_V: "Sam Example", _O: "Lea Dubois"}.get(speaker),
        speaker=speaker,
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=at_json(MESSENGER, f"/messages/{n}") if first else at_bytes(WHATSAPP, n * 80, n * 80 + 79),
    )


def timeline() -> list[Message]:
    messages = [_message(n, c, who, m, text) for n, (c, who, m, text, _) in enumerate(_CHAT, 1)]
    messages.insert(
        7,
        Message(
            id="c2-90",
            conversation="c2",
            sent_at=START + timedelta(minutes=20),
            wall_time="2026-03-03T21:34:05",
            clock=Clock.ASSUMED,
            sender="Lea Dubois",
            speaker=_O,
            kind=MessageKind.CALL,
            text="Video call, 6 min",
            raw_text="Video call, 6 min",
            attachments=(Attachment(name="PHOTO-1.jpg", kind=AttachmentKind.PHOTO),),
            reactions=(Reaction(sender="Sam Example", value="👍"),),
            locator=at_bytes(WHATSAPP, 9000, 9040),
        ),
    )
    return messages


def findings() -> tuple[Finding, ...]:
    return tuple(
        Finding(
            rule=f"en-{stage}",
            stage=stage,
            span=(0, len(text)),
            weight=0.5,
            reason=f"The message holds words of the step {stage}.",
            message=f"{c}-{n}",
            conversation=c,
            said_by=who,
            locator=_message(n, c, who, 0, "").locator,
        )
        for n, (c, who, _, text, stage) in enumerate(_CHAT, 1)
        if stage
    )


def _indicator(
    kind: IndicatorKind, value: str, raw: str, n: int, valid: bool | None = None, **more: str
) -> Indicator:
    c, who, _, text, _ = _CHAT[n - 1]
    at = text.index(raw)
    return Indicator(
        kind=kind,
        value=value,
        raw=raw,
        valid=valid,
        said_by=who,
        message=f"{c}-{n}",
        span=(at, at + len(raw)),
        locator=_message(n, c, who, 0, "").locator,
        **more,  # type: ignore[arg-type]
    )


def indicators() -> tuple[Indicator, ...]:
    kind = IndicatorKind
    return (
        _indicator(
            kind.PHONE, "+447700900123", "07700 900123", 3, True, note="country assumed from --country GB"
        ),
        _indicator(kind.AMOUNT, "300 EUR", "300 EUR", 11),
        _indicator(kind.RECEIVER, "Awa Exemple", "Awa Exemple", 13),
        _indicator(kind.AGENCY, "Western Union", "Western Union", 13),
        _indicator(kind.TOWN, "Abidjan", "Abidjan", 13),
        _indicator(kind.AMOUNT, "150 EUR", "150 EUR", 14),
        _indicator(kind.TRANSFER_REFERENCE, "1234567890", "123-456-7890", 14, True),
        _indicator(kind.AMOUNT, "300 EUR", "300 EUR", 15),
    )


def conversations() -> tuple[Conversation, ...]:
    sam = Account(platform="messenger", name="Sam Example", speaker=_V)
    lea = Account(platform="messenger", name="Lea Dubois", speaker=_O)
    return tuple(
        Conversation(
            id=id,
            platform=platform,
            format=format_,
            title="Lea Dubois",
            accounts=(sam, lea),
            picked=True,
            messages=8,
            first_at=START.isoformat(),
            last_at=(START + timedelta(minutes=132)).isoformat(),
            locator=at_bytes(digest, 0, 10),
        )
        for id, platform, format_, digest in (
            ("c1", "messenger", "messenger-json", MESSENGER),
            ("c2", "whatsapp", "whatsapp", WHATSAPP),
        )
    )


def case(**changed: object) -> Case:
    """The case; any field can be changed."""
    fields: dict[str, object] = {
        "id": "00c0ffee00c0ffee",
        "made_at": datetime(2026, 11, 23, 8, 30, tzinfo=UTC),
        "version": "0.1.0",
        "lang": Lang.EN,
        "country": "GB",
        "age": AgeGroup.ADULT,
        "timezone": "Europe/Paris",
        "sources": (
            SourceFile(
                name="facebook.zip > messages/inbox/lea_1/message_1.json",
                size=4096,
                digest=MESSENGER,
                kept=Kept.ORIGINAL,
                path="data/originals/1.json",
                format="messenger-json",
            ),
            SourceFile(
                name="WhatsApp Chat with Lea.txt",
                size=10240,
                digest=WHATSAPP,
                kept=Kept.ORIGINAL,
                path="data/originals/2.txt",
                format="whatsapp",
            ),
            SourceFile(
                name="facebook.zip > messages/inbox/lea_1/photos/1.jpg",
                size=203_400,
                digest=hashlib.sha256(b"photo").hexdigest(),
                kept=Kept.WITHHELD,
                why="photo or video",
            ),
        ),
        "conversations": conversations(),
        "messages": len(timeline()),
        "gaps": (
            Gap(
                kind=GapKind.ZONE_ASSUMED,
                count=13,
                explanation="WhatsApp Chat with Lea.txt: 13 wall times were read as Europe/Paris, as a person said; the source does not name a zone.",
                locator=at_bytes(WHATSAPP, 0, 80),
            ),
            Gap(
                kind=GapKind.MEDIA_WITHHELD,
                count=1,
                explanation="facebook.zip: 1 photo or video was left out; its name, size and digest are listed.",
            ),
        ),
        "needs": (
            Need(
                kind="date_order",
                question="Is 03/04/2026 the third of April or the fourth of March?",
                option="--timezone",
            ),
        ),
        "indicators": indicators(),
        "findings": findings(),
        "scheme": Scheme(
            recognised=True,
            stages=tuple(f.stage for f in findings()),
            reasons=("A threat and a demand for money stand in the same conversation.",),
        ),
    }
    return Case(**{**fields, **changed})  # type: ignore[arg-type]


def several(messages: list[Message]) -> Callable[[], Iterator[Message]]:
    return lambda: iter(messages)


def long_timeline(n: int) -> Callable[[], Iterator[Message]]:
    """The made-up chat with `n` rows of small talk before its steps."""

    def walk() -> Iterator[Message]:
        words = (
            "Good morning, did you sleep well?",
            "Yes thanks, and you? I am at work until six.",
            "ok 👍",
            "صباح الخير",
        )
        own = timeline()
        yield from own[:4]
        for i in range(n):
            yield _message(1000 + i, "c2", (_V, _O)[i % 2], 8 + i / 60, words[i % 4])
        shift = timedelta(minutes=n / 60)
        for message in own[4:]:
            yield _moved(message, shift)

    return walk


def _moved(message: Message, shift: timedelta) -> Message:
    assert message.sent_at
    return msgspec.structs.replace(message, sent_at=message.sent_at + shift)
