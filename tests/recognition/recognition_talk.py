"""Short ways to let somebody say something."""

from datetime import UTC, datetime, timedelta

from amparo.model import Clock, Locator, Message, MessageKind, Speaker

START = datetime(2026, 3, 1, 20, 0, tzinfo=UTC)


def said(
    text,
    speaker=Speaker.OFFENDER,
    *,
    n=1,
    conversation="c1",
    raw=None,
    minutes=None,
    sender=None,
    account=None,
    kind=MessageKind.TEXT,
):
    return Message(
        id=f"{conversation}-{n}",
        conversation=conversation,
        sent_at=START + timedelta(minutes=n if minutes is None else minutes),
        wall_time=None,
        clock=Clock.SOURCE,
        sender=sender if sender is not None else str(speaker),
        account=account,
        speaker=speaker,
        kind=kind,
        text=text,
        raw_text=text if raw is None else raw,
        locator=Locator("sha256:" + "0" * 64 + f"#row={n}"),
    )


def talk(*lines, conversation="c1"):
    """`("offender", "words")` pairs, one minute after the other."""
    return [
        said(text, Speaker(who), n=n, conversation=conversation)
        for n, (who, text) in enumerate(lines, start=1)
    ]
