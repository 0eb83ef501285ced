"""What a contact opens when it is tapped: `0345 6000 459` a call, `a@example.org` a mail, `example.org/help` a page."""

import re

_NUMBER = re.compile(r"\+?[0-9][0-9 ().\-]*")
_MAIL = re.compile(r"[A-Za-z0-9._+\-]+@[A-Za-z0-9\-]+(\.[A-Za-z0-9\-]+)+")
_SITE = re.compile(r"(https?://)?([a-z0-9\-]+\.)+[a-z]{2,}(/[A-Za-z0-9._~/?=&%#+\-]*)?", re.IGNORECASE)


def link(contact: str) -> str | None:
    """A `tel:`, `mailto:` or `https:` address; None for a contact that is none of them, which is shown as text.

    >>> link("116 123"), link("help@example.org"), link("example.org/safety"), link("in person")
    ('tel:116123', 'mailto:help@example.org', 'https://example.org/safety', None)
    """
    if _NUMBER.fullmatch(contact):
        return "tel:" + re.sub(r"[^0-9+]", "", contact)
    if _MAIL.fullmatch(contact):
        return f"mailto:{contact}"
    if _SITE.fullmatch(contact):
        return contact if "://" in contact else f"https://{contact}"
    return None
