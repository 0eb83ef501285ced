"""Repairs of text, each leaving the raw form to the caller."""

import html
import re

_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]")
_HUGE_REFERENCE = re.compile(r"&#(?:0*+\d{8,}+|[xX]0*+[0-9a-fA-F]{7,}+);?")
_SPACES = re.compile("[\u00a0\u2007\u2009\u202f]")


def visible(raw: str) -> str:
    """Without direction marks, zero-width spaces and soft hyphens; odd spaces become plain.

    The joiners U+200C and U+200D stay: Persian words and emoji need them.
    """
    if raw.isascii():
        return raw
    return _SPACES.sub(" ", _INVISIBLE.sub("", raw))


def demojibake(raw: str) -> str:
    """Repair UTF-8 that was read as Latin-1, as Meta's JSON has it, if the whole string decodes; else unchanged.

    >>> demojibake("caf\u00c3\u00a9")
    'caf\u00e9'
    """
    if raw.isascii():
        return raw
    try:
        return raw.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return raw


def unescape(raw: str) -> str:
    """Character references to characters; absurd ones, on which `html.unescape` raises, to U+FFFD."""
    if "&" not in raw:
        return raw
    if "&#" in raw:
        raw = _HUGE_REFERENCE.sub("\ufffd", raw)
    return html.unescape(raw)
