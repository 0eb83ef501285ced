"""Web addresses, also defanged and without scheme.

>>> [hit.value for hit in find(View("look: hxxps://example[.]org/v1 or t.me/lea_m"))]
['https://example.org/v1', 't.me/lea_m']

A bare name counts when a path follows it, or when it ends in one of the top-level domains that people type bare.
The host is lower case in the value; the path is kept as written.
"""

import re
from itertools import chain

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View

KIND = IndicatorKind.URL
CLAIMS = True
TRIGGERS = (
    r"h ?(tt|xx|t t|x x) ?p ?s? ?\[?:\]? ?/ ?/",
    r"\bwww",
    r" (dot|point|punto|ponto|punkt) [a-z]+ (slash|barra|barre|schragstrich) ",
    r"[a-z0-9] \.[a-z]{2,10}/",
    r"[a-z0-9](\.|[\[({]\.?(dot)?[\])}])[a-z]{2,}",
)
EXAMPLES = (
    ("see https://Example.org/Profile?id=1.", "https://example.org/Profile?id=1"),
    ("hxxp://example[.]org/video", "http://example.org/video"),
    ("www.example.org", "www.example.org"),
    ("t.me/lea_m", "t.me/lea_m"),
    ("(https://example.org/a_(b))", "https://example.org/a_(b)"),
    ("go to example.com now", "example.com"),
    ("example dot org slash video", "example.org/video"),
    ("h t t p s : / / example . org / z", "https://example.org/z"),
    ("entra em sorteio.example.com.br", "sorteio.example.com.br"),
)
COUNTER_EXAMPLES = (
    "ok.you can go",
    "write to lea@example.org",
    "at 12.30 or 2.5 km",
    "version 1.2.3",
    "photo.jpg and report.pdf",
    "e.g. this",
)

_DOT = r"(?:\.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\))"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = rf"{_LABEL}(?:{_DOT}{_LABEL}){{0,8}}{_DOT}[^\W\d_]{{2,24}}"
_TAIL = r"""(?:[/?#][^\s<>"«»“”]*)?"""
_WITH_SCHEME = re.compile(
    rf"""\bh ?(?:t ?t|x ?x) ?p ?(?P<s>s?) ?\[?:\]?(?: ?/){{2}}(?P<host>[^\s/<>"?#]+)(?P<tail>{_TAIL})""",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![\w@.\-/\]])(?P<host>{_HOST})(?P<port>:\d{{2,5}})?(?P<tail>{_TAIL})(?![\w@])", re.IGNORECASE
)
_SPACED = re.compile(
    rf"(?<![\w@.\-/])(?P<host>{_LABEL} \.(?:com|org|net|info|me|io|ly|co|xyz|link|site|online))(?P<port>)(?P<tail>/[^\s<>\"«»“”]*)",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    r"\bh t t p(?P<s> s)? ?: ?/ ?/ (?P<rest>[\w-]{1,60}(?: ?\. ?[\w-]{1,60}){1,5}(?: ?/ ?[\w.-]{1,60}){0,6})",
    re.IGNORECASE,
)
"""`h t t p s : / / example . org / z`"""
_SPOKEN = re.compile(
    r"(?<![\w@.-])(?P<host>[a-z0-9][a-z0-9-]{1,40}(?: (?:dot|point|punto|ponto|punkt) [a-z0-9-]{1,40}){0,2} (?:dot|point|punto|ponto|punkt) [a-z]{2,10})"
    r"(?P<tail>(?: (?:slash|barra|barre|schragstrich|schrägstrich) [\w-]{1,60}){1,4})",
    re.IGNORECASE,
)
"""`example dot org slash video`"""
_AT_BEFORE = re.compile(
    r"[\[({]\s?(?:at|ät|@|arobase|arroba|a)\s?[\])}]\s?$|\s(?:at|arobase|arroba)\s$", re.IGNORECASE
)
"""What follows is the rest of a mail address, spelled out."""
_DOTS = re.compile(r" \.|\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)", re.IGNORECASE)

_PATH_IS_ENOUGH = frozenset(
    [
        "com",
        "org",
        "net",
        "info",
        "biz",
        "io",
        "me",
        "co",
        "gg",
        "ly",
        "to",
        "app",
        "link",
        "live",
        "chat",
        "xyz",
        "top",
        "site",
        "online",
        "shop",
        "store",
        "club",
        "vip",
        "cc",
        "tv",
        "fm",
        "be",
        "de",
        "fr",
        "uk",
        "ma",
        "dz",
        "tn",
        "es",
        "pt",
        "it",
        "nl",
        "ch",
        "at",
        "eu",
        "us",
        "ca",
        "br",
        "ru",
        "cn",
        "in",
        "ph",
        "ng",
        "ci",
        "sn",
        "cm",
        "be",
        "ie",
        "au",
        "nz",
        "za",
        "ae",
        "sa",
        "qa",
        "eg",
        "jo",
        "lb",
        "tr",
        "pl",
        "ro",
        "se",
        "no",
        "dk",
        "fi",
        "dev",
        "page",
        "web",
        "icu",
        "buzz",
        "fun",
        "pro",
        "cam",
        "dating",
        "love",
        "video",
        "pm",
        "gl",
        "page",
        "id",
        "my",
        "sg",
        "hk",
        "jp",
        "kr",
        "mx",
        "ar",
        "cl",
        "pe",
    ]
)
_UNDER_COUNTRIES = frozenset(["com", "co", "org", "net", "gov", "gob", "gouv", "edu", "ac"])
_BARE_IS_ENOUGH = frozenset(["com", "org", "net", "info", "xyz", "online", "site", "shop"])


def find(view: View) -> list[Hit]:
    taken = Claims()
    candidates = chain(
        map(_spread, _SPREAD.finditer(view.text)),
        map(_with_scheme, _WITH_SCHEME.finditer(view.text)),
        filter(None, map(_spoken, _SPOKEN.finditer(view.text))),
        filter(None, map(_bare, _SPACED.finditer(view.text))),
        filter(None, map(_bare, _BARE.finditer(view.text))),
    )
    return sorted((hit for hit in candidates if taken.take(hit.start, hit.end)), key=lambda hit: hit.start)


def _with_scheme(found: re.Match[str]) -> Hit:
    whole = _trimmed(found[0])
    tail = found["tail"][: max(0, len(found["tail"]) - (len(found[0]) - len(whole)))]
    host = found["host"] if found["tail"] else _trimmed(found["host"])
    value = f"http{found['s'].lower()}://{_refanged(host).lower()}{tail}"
    return Hit(value, found.start(), found.start() + len(whole))


def _bare(found: re.Match[str]) -> Hit | None:
    if _AT_BEFORE.search(found.string, max(0, found.start() - 12), found.start()):
        return None
    host = _refanged(found["host"]).lower()
    top = host.rpartition(".")[2]
    defanged = host != found["host"].lower()
    spoken = host.startswith("www.") or defanged
    path = found["tail"][:1] == "/"
    labels = host.split(".")
    of_country = len(labels) > 2 and len(top) == 2 and labels[-2] in _UNDER_COUNTRIES and len(labels[-3]) > 2
    known = (
        of_country
        or (path and top in _PATH_IS_ENOUGH)
        or (top in _BARE_IS_ENOUGH and len(host) - len(top) > 4)
    )
    if not (spoken or known):
        return None
    whole = _trimmed(found[0])
    return Hit(
        host
        + (found["port"] or "")
        + found["tail"][: max(0, len(found["tail"]) - (len(found[0]) - len(whole)))],
        found.start(),
        found.start() + len(whole),
    )


def _spread(found: re.Match[str]) -> Hit:
    host, slash, path = found["rest"].replace(" ", "").partition("/")
    return Hit(f"http{'s' if found['s'] else ''}://{host.lower()}{slash}{path}", *found.span())


def _spoken(found: re.Match[str]) -> Hit | None:
    if _AT_BEFORE.search(found.string, max(0, found.start() - 12), found.start()):
        return None
    host = re.sub(r" (?:dot|point|punto|ponto|punkt) ", ".", found["host"], flags=re.IGNORECASE).lower()
    path = re.sub(r" (?:slash|barra|barre|schr[aä]gstrich) ", "/", found["tail"], flags=re.IGNORECASE)
    known = host.rpartition(".")[2] in _PATH_IS_ENOUGH
    return Hit(host + path, *found.span()) if known else None


def _refanged(host: str) -> str:
    return _DOTS.sub(".", host)


def _trimmed(written: str) -> str:
    """Without the punctuation of the sentence around it."""
    while written:
        last = written[-1]
        unopened = last in ")]}" and written.count(last) > written.count({")": "(", "]": "[", "}": "{"}[last])
        if last not in ".,;:!?'\"*،؛؟۔…" and not unopened:
            break
        written = written[:-1]
    return written
