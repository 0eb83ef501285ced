"""Stable ids of platform accounts: what a platform can act on when the name has been changed.

>>> [(hit.value, hit.platform) for hit in find(View("facebook.com/profile.php?id=100001234567890"))]
[('100001234567890', 'facebook')]

FIELD: Meta takes the numeric user id; Snap its User ID of the form 8-4-4-4-12.
"""

import re

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.ACCOUNT
CLAIMS = False
TRIGGERS = (
    "profile.php",
    "facebook",
    "messenger/",
    "fb",
    "tg://",
    "telegram",
    "discord",
    "instagram",
    "insta",
    "snap",
)
EXAMPLES = (
    ("https://www.facebook.com/profile.php?id=100001234567890", "100001234567890"),
    ("https://m.facebook.com/people/Lea-M/100001234567891/", "100001234567891"),
    ("tg://user?id=123456789", "123456789"),
    ("snapchat user id 123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ("discord id 123456789012345678", "123456789012345678"),
)
COUNTER_EXAMPLES = ("my id card", "123e4567-e89b-12d3-a456-426614174000", "order id 123", "user1")

_PATTERNS = (
    ("facebook", re.compile(r"profile\.php\?(?:[\w=&%.-]*&)?id=(?P<id>\d{4,20})", re.IGNORECASE)),
    ("facebook", re.compile(r"facebook\.com/(?:people|pg)/[^/\s]+/(?P<id>\d{6,20})", re.IGNORECASE)),
    ("facebook", re.compile(r"(?:facebook|\bfb|messenger)(?:\.com)?/(?P<id>\d{8,20})(?!\d)", re.IGNORECASE)),
    (
        "facebook",
        re.compile(r"(?:facebook|\bfb)\s(?:user\s?)?id\W{1,3}(?P<id>\d{8,20})(?!\d)", re.IGNORECASE),
    ),
    ("telegram", re.compile(r"tg://(?:user\?id=|openmessage\?user_id=)(?P<id>\d{5,15})", re.IGNORECASE)),
    ("telegram", re.compile(r"telegram\s(?:user\s?)?id\W{1,3}(?P<id>\d{5,15})(?!\d)", re.IGNORECASE)),
    ("discord", re.compile(r"discord\s(?:user\s?)?id\W{1,3}(?P<id>\d{17,19})(?!\d)", re.IGNORECASE)),
    ("instagram", re.compile(r"insta(?:gram)?\s(?:user\s?)?id\W{1,3}(?P<id>\d{6,20})(?!\d)", re.IGNORECASE)),
    (
        "snapchat",
        re.compile(
            r"snap(?:chat)?\s(?:user\s?)?id\W{1,3}(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})",
            re.IGNORECASE,
        ),
    ),
)
_TELEGRAM_ROW = re.compile(r"(?:user|channel)(?P<id>\d{5,15})")


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for platform, pattern in _PATTERNS:
        for found in pattern.finditer(view.text):
            hits.setdefault(
                found.start("id"), Hit(found["id"].lower(), *found.span("id"), platform=platform, linked=True)
            )
    return [hits[start] for start in sorted(hits)]


def platform_of(account: str) -> str | None:
    """The platform that an id of a source's own form belongs to: Telegram writes `user123456`."""
    return "telegram" if _TELEGRAM_ROW.fullmatch(account) else None
