"""All kinds of indicator, in the order in which they read.

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
from amparo.recognition.indicators.base import Kind

KINDS: tuple[Kind, ...] = (
    url,
    mobile_money,
    email,
    wallet,
    iban,
    transfer_reference,
    gift_card,
    device,
    card,
    phone,
    ip,
    amount,
    account,
    handle,
    agency,
    receiver,
    town,
    first_name,
)
