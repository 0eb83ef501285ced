"""Addresses of crypto-currencies, by their own check sums.

>>> [(hit.platform, hit.valid) for hit in find(View("pay to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT"))]
[('bitcoin', True)]

| coin | form | check |
| --- | --- | --- |
| Bitcoin, Litecoin, Dogecoin, Dash, Zcash, Tron, XRP | base58 | double SHA-256 |
| Bitcoin, Litecoin | `bc1`, `ltc1` | bech32 (BIP 173), bech32m (BIP 350) |
| Ethereum and its like | `0x` and 40 hex digits | capitals (EIP-55); none when written in one case |
| Monero | 95 or 106 base58 characters | Keccak-256, four bytes |
| Solana | 32 bytes in base58 | shape only, and only where the text names it |

The value is the address as written; `canonical` gives the one form by which two mentions are compared. An address whose
check fails is none: nobody can be paid there.
"""

import hashlib
import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.WALLET
CLAIMS = True
TRIGGERS = (r"[a-z0-9]{22,}",)
EXAMPLES = (
    ("wallet: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BoatSLRHtKNngkdXEeobR76b53LETtpyT"),
    ("BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ", "BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ"),
    (
        "eth 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
    ),
    ("usdt trc20 TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
)
COUNTER_EXAMPLES = (
    "1BoatSLRHtKNngkdXEeobR76b53LETtpyU",
    "commit 3f786850e387550fdab836ed7e6dc881de23001b",
    "https://example.org/d/1A2b3C4d5E6f7G8h9J1k2L3m4N5p6Q7r8S9t",
)

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
# Version byte(s) of the base58 payload, by coin.
_VERSIONS = {
    "bitcoin": (b"\x00", b"\x05"),
    "litecoin": (b"\x30", b"\x32"),
    "dogecoin": (b"\x1e", b"\x16"),
    "dash": (b"\x4c", b"\x10"),
    "tron": (b"\x41",),
    "zcash": (b"\x1c\xb8", b"\x1c\xbd"),
}
_SHAPES = re.compile(
    rf"(?<![A-Za-z0-9/=_])(?:"
    rf"(?P<monero>[48][{_BASE58}]{{94}}(?:[{_BASE58}]{{11}})?)"
    rf"|(?P<hex>0x[0-9a-fA-F]{{40}})"
    rf"|(?P<bech>(?:bc1|ltc1)[{_BECH32}]{{11,71}}|(?:BC1|LTC1)[{_BECH32.upper()}]{{11,71}})"
    rf"|(?P<base>[13LMDTX9At][{_BASE58}]{{24,34}})"
    rf"|(?P<ripple>r[{_RIPPLE}]{{24,34}})"
    rf")(?![A-Za-z0-9])"
)
_SOLANA = re.compile(rf"(?<![A-Za-z0-9/=_])[{_BASE58}]{{32,44}}(?![A-Za-z0-9])")
_SOLANA_CALLED = re.compile(r"\bsol(?:ana)?\b|\busdc\b|\bphantom\b", re.IGNORECASE)


def find(view: View) -> list[Hit]:
    hits = [hit for found in _SHAPES.finditer(view.text) for hit in _checked(view, found)]
    if _SOLANA_CALLED.search(view.text):
        known = {hit.start for hit in hits}
        for found in _SOLANA.finditer(view.text):
            raw = _number(found[0], _BASE58)
            if found.start() not in known and raw is not None and len(raw) == 32:
                hits.append(Hit(found[0], *found.span(), platform="solana"))
    return sorted(hits, key=lambda hit: hit.start)


def canonical(address: str) -> str:
    """The one form of an address that may be written in several: EIP-55 for Ethereum, lower case for bech32."""
    if address[:2].lower() == "0x":
        return checksummed(address)
    return address.lower() if address[:4].lower() in ("bc1q", "bc1p", "ltc1") else address


def _checked(view: View, found: re.Match[str]) -> Iterator[Hit]:
    written = found[0]
    valid: bool | None = True
    if found["monero"]:
        coin, good = "monero", _monero(written)
    elif found["hex"]:
        one_case = written[2:] in (written[2:].lower(), written[2:].upper())
        coin, valid, good = (
            "ethereum",
            None if one_case else True,
            one_case or written == checksummed(written),
        )
    elif found["bech"]:
        coin = "bitcoin" if written[:2].lower() == "bc" else "litecoin"
        good = bech32(written.lower())
    elif found["ripple"]:
        payload = _payload(written, _RIPPLE)
        coin, good = "xrp", payload is not None and payload[:1] == b"\0"
    else:
        coin, good = _base58_coin(written)
    if good:
        yield Hit(written, *found.span(), valid=valid, platform=coin)


def _monero(written: str) -> bool:
    """Base58 in blocks of 11 characters, 8 bytes each; the last four bytes are Keccak-256 of the others."""
    from Crypto.Hash import keccak

    content = b""
    for at in range(0, len(written), 11):
        block = written[at : at + 11]
        value = 0
        for char in block:
            value = value * 58 + _BASE58.find(char)
        size = {11: 8, 7: 5}.get(len(block))
        if size is None or value >= 256**size:
            return False
        content += value.to_bytes(size, "big")
    check: bytes = keccak.new(digest_bits=256, data=content[:-4]).digest()
    return check[:4] == content[-4:]


def _base58_coin(written: str) -> tuple[str, bool]:
    payload = _payload(written, _BASE58)
    if payload is not None:
        for coin, versions in _VERSIONS.items():
            if any(payload.startswith(version) and len(payload) == len(version) + 20 for version in versions):
                return coin, True
    return ("bitcoin" if written[0] in "13" else "unknown"), False


def _number(written: str, alphabet: str) -> bytes | None:
    value = 0
    for char in written:
        place = alphabet.find(char)
        if place < 0:
            return None
        value = value * 58 + place
    zeros = len(written) - len(written.lstrip(alphabet[0]))
    return b"\0" * zeros + value.to_bytes((value.bit_length() + 7) // 8, "big")


def _payload(written: str, alphabet: str) -> bytes | None:
    """What a base58check string holds, if its four check bytes are right."""
    raw = _number(written, alphabet)
    if raw is None or len(raw) < 5:
        return None
    check = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4]
    return raw[:-4] if check == raw[-4:] else None


def bech32(written: str) -> bool:
    """Whether the checksum is right for its witness version (BIP 173 for 0, BIP 350 above)."""
    prefix, _, data = written.rpartition("1")
    values = [_BECH32.find(char) for char in data]
    if len(values) < 8 or min(values) < 0:
        return False
    check = 1
    for value in [*(ord(c) >> 5 for c in prefix), 0, *(ord(c) & 31 for c in prefix), *values]:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> bit & 1 else 0
    version, program = values[0], (len(values) - 7) * 5 // 8
    if version > 16 or not 2 <= program <= 40 or (version == 0 and program not in (20, 32)):
        return False
    return check == (1 if version == 0 else 0x2BC830A3)


def checksummed(written: str) -> str:
    """The EIP-55 form of an Ethereum address."""
    from Crypto.Hash import keccak

    low = written[2:].lower()
    digest = keccak.new(digest_bits=256, data=low.encode()).hexdigest()
    return "0x" + "".join(c.upper() if int(d, 16) >= 8 else c for c, d in zip(low, digest, strict=False))
