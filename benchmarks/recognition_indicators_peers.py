"""The peers' part of `recognition_indicators.py`; runs in their own environment: lines in, finds out, both JSON.

What a peer gives is put into the canonical form of `INDICATORS.md`, so that it is judged by what it finds and not by
how it writes it. Presidio and phonenumbers get the line's country as region, or those where the scheme is reported.
"""

import ipaddress
import json
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import iocextract
import phonenumbers
from iocsearcher.searcher import Searcher
from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer,
    CryptoRecognizer,
    EmailRecognizer,
    IbanRecognizer,
    IpRecognizer,
    PhoneRecognizer,
    UrlRecognizer,
)

REGIONS = ("GB", "FR", "MA", "US")
Line = dict[str, Any]


def main() -> None:
    lines = json.load(sys.stdin)
    found: dict[str, dict[str, list[str]]] = {peer: {} for peer in PEERS}
    for line in lines:
        for peer, kinds in PEERS.items():
            finder = kinds.get(line["kind"])
            if finder:
                values = {_canonical(line["kind"], value, line["country"]) for value in finder(line)}
                found[peer][line["id"]] = sorted(values - {""})
    json.dump(found, sys.stdout)


def _canonical(kind: str, value: str, country: str | None) -> str:
    if kind == "card":
        return re.sub(r"\D", "", value)
    if kind == "iban":
        return re.sub(r"\W", "", value).upper()
    if kind in ("email", "handle"):
        return value.lower().removeprefix("@")
    if kind == "ip":
        try:
            address = ipaddress.ip_address(value)
        except ValueError:
            return value
        mapped = address.ipv4_mapped if address.version == 6 else None
        return str(mapped or address)
    if kind == "url":
        parts = urlsplit(value)
        return parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()).geturl()
    if kind == "phone":
        return _e164(value, country)
    return value


def _e164(value: str, country: str | None) -> str:
    for region in (country,) if country else REGIONS:
        try:
            number = phonenumbers.parse(value, region)
        except phonenumbers.NumberParseException:
            continue
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return value


def _presidio(entity: str, make: Callable[[str | None], Any]) -> Callable[[Line], Iterable[str]]:
    made = cache(make)

    def find(line: Line) -> Iterable[str]:
        for result in made(line["country"]).analyze(line["text"], [entity], None) or ():
            yield line["text"][result.start : result.end]

    return find


SEARCHER = Searcher()


def _iocsearcher(*names: str) -> Callable[[Line], Iterable[str]]:
    def find(line: Line) -> Iterable[str]:
        return [ioc.value for ioc in SEARCHER.search_data(line["text"]) if ioc.name in names]

    return find


def _matcher(line: Line) -> Iterable[str]:
    for region in (line["country"],) if line["country"] else REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(line["text"], region):
            yield phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)


PEERS: dict[str, dict[str, Callable[[Line], Iterable[str]]]] = {
    "presidio": {
        "card": _presidio("CREDIT_CARD", lambda country: CreditCardRecognizer()),
        "email": _presidio("EMAIL_ADDRESS", lambda country: EmailRecognizer()),
        "iban": _presidio("IBAN_CODE", lambda country: IbanRecognizer()),
        "ip": _presidio("IP_ADDRESS", lambda country: IpRecognizer()),
        "phone": _presidio(
            "PHONE_NUMBER",
            lambda country: PhoneRecognizer(supported_regions=(country,) if country else REGIONS),
        ),
        "url": _presidio("URL", lambda country: UrlRecognizer()),
        "wallet": _presidio("CRYPTO", lambda country: CryptoRecognizer()),
    },
    "iocsearcher": {
        "email": _iocsearcher("email"),
        "handle": _iocsearcher(
            "facebookHandle",
            "instagramHandle",
            "telegramHandle",
            "twitterHandle",
            "whatsappHandle",
            "youtubeHandle",
        ),
        "iban": _iocsearcher("iban"),
        "ip": _iocsearcher("ip4", "ip6"),
        "phone": _iocsearcher("phoneNumber"),
        "url": _iocsearcher("url"),
        "wallet": _iocsearcher(
            "bitcoin",
            "dashcoin",
            "dogecoin",
            "ethereum",
            "litecoin",
            "monero",
            "ripple",
            "solana",
            "tron",
            "zcash",
        ),
    },
    "iocextract": {
        "email": lambda line: iocextract.extract_emails(line["text"], refang=True),
        "ip": lambda line: iocextract.extract_ips(line["text"], refang=True),
        "url": lambda line: iocextract.extract_urls(line["text"], refang=True),
    },
    "phonenumbers": {"phone": _matcher},
}

if __name__ == "__main__":
    main()
