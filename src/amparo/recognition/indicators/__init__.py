"""Identifiers that can be searched, asked about or frozen: one kind a module.

The order decides who gets characters that could be two things: a transfer reference before a phone number, a card
before an amount.
"""

from amparo.recognition.indicators import (
    account,
    agency,
    amount,
    card,
    device,
    email,
    first_name,
    gift_card,
    handle,
    iban,
    ip,
    mobile_money,
    phone,
    receiver,
    town,
    transfer_reference,
    url,
    wallet,
)
from amparo.recognition.indicators.base import Hit, Kind, View

KINDS: tuple[Kind, ...] = (
    url,
    email,
    wallet,
    iban,
    transfer_reference,
    gift_card,
    device,
    card,
    phone,
    mobile_money,
    ip,
    amount,
    account,
    handle,
    agency,
    receiver,
    town,
    first_name,
)

__all__ = ["KINDS", "Hit", "Kind", "View"]
