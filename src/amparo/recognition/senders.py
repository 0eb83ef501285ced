"""Indicators that the source itself gives: the account behind a message."""

import re
from collections.abc import Iterator

from amparo.model import Indicator, IndicatorKind, Message, Speaker
from amparo.recognition.indicators import account, phone

_MAIL = re.compile(r"[^\s<>@,;]+@[^\s<>@,;]+\.[^\s<>@,;.]{2,}")


def of(message: Message) -> Iterator[Indicator]:
    """What the message's sender can be asked about by; nothing for the victim, whose account is their own.

    `span` is empty and `raw` is what the source shows: the place is the sender's, not the text's.
    """
    if message.speaker is Speaker.VICTIM:
        return
    for written, stable in ((message.account, True), (message.sender, False)):
        known = _known(written, stable) if written else None
        if written and known:
            kind, value, valid, platform = known
            yield Indicator(
                kind=kind,
                value=value,
                raw=written,
                valid=valid,
                said_by=message.speaker,
                message=message.id,
                span=(0, 0),
                locator=message.locator,
                platform=platform,
                note="sender of the message, as the source gives it",
            )


def _known(written: str, stable: bool) -> tuple[IndicatorKind, str, bool | None, str | None] | None:
    number = phone.from_account(written)
    if number:
        return IndicatorKind.PHONE, number[0], number[1], None
    mail = _MAIL.search(written)
    if mail and not written.endswith(("@g.us", "@s.whatsapp.net", "@c.us")):
        return IndicatorKind.EMAIL, mail[0].lower(), None, None
    if not stable:
        handle = re.fullmatch(r"@([A-Za-z0-9_.\-]{2,32})", written)
        return (IndicatorKind.HANDLE, handle[1].lower(), None, None) if handle else None
    return IndicatorKind.ACCOUNT, written, None, account.platform_of(written)
