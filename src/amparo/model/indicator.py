"""Identifiers that can be searched, asked about or frozen."""

from enum import StrEnum

import msgspec

from amparo.model.locator import Locator
from amparo.model.message import Speaker


class IndicatorKind(StrEnum):
    ACCOUNT = "account"
    HANDLE = "handle"
    PHONE = "phone"
    EMAIL = "email"
    DEVICE = "device"
    RECEIVER = "receiver"
    IBAN = "iban"
    CARD = "card"
    WALLET = "wallet"
    MOBILE_MONEY = "mobile_money"
    TRANSFER_REFERENCE = "transfer_reference"
    GIFT_CARD = "gift_card"
    AMOUNT = "amount"
    URL = "url"
    IP = "ip"
    PHOTO = "photo"
    RECORDING = "recording"
    SCRIPT = "script"
    AGENCY = "agency"
    TOWN = "town"
    FIRST_NAME = "first_name"


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """One mention of an identifier in one message."""

    kind: IndicatorKind
    value: str
    """Canonical: E.164 phone, compact IBAN, lower-case handle, `100 EUR`."""
    raw: str
    """As written in the message's raw text."""
    valid: bool | None
    """The kind's checksum or numbering plan says so; None where the kind has none."""
    said_by: Speaker
    message: str
    """Id of the message."""
    span: tuple[int, int]
    """Start and end (exclusive), in characters of the message's raw text."""
    locator: Locator
    platform: str | None = None
    """Where it is known, if the text or the source says so: of an account or handle the platform, of a wallet the coin,
    of a transfer reference, gift card or mobile-money account the firm."""
    note: str | None = None
    """What stays open: `country assumed from --country FR`, `currency not stated`."""
