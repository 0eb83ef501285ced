"""Mail addresses, also those spelled out to hide them.

>>> [hit.value for hit in find(View("write to Lea.M (at) example dot org"))]
['lea.m@example.org']

Lower case in the value: providers that tell case apart are unknown in practice. Handles of the Fediverse (`@lea@example.org`),
payment ids of India (`lea@okaxis`) and addresses of `git` and `scp` are none.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View

KIND = IndicatorKind.EMAIL
CLAIMS = True
TRIGGERS = (
    r"[a-z0-9_.+%\-]@[a-z0-9\x80-\xff]",
    r"[a-z0-9] ?@ ?[a-z0-9\-]+ ?[.\[({]",
    r"[\[({] ?(at|arobase|arroba|at|ät|a|@) ?[\])}]",
    r" (at|arobase|arroba|et|klammeraffe) [a-z0-9.\-]+( (dot|point|punto|ponto|punkt) [a-z0-9\-]+)* (dot|point|punto|ponto|punkt) ",
    r" (at|arobase|arroba) [a-z0-9\-]+\.(com|org|net|fr|de|es|co|info|io|me)",
)
EXAMPLES = (
    ("mail Lea.Martin@example.org.", "lea.martin@example.org"),
    ("lea (at) example dot org", "lea@example.org"),
    ("lea[at]mail.example[dot]org", "lea@mail.example.org"),
    ("lea arobase example point org", "lea@example.org"),
    ("lea arroba example punto com", "lea@example.com"),
    ("<lea+1@example.co.uk>", "lea+1@example.co.uk"),
    ("lea.m @ example . org", "lea.m@example.org"),
    ("l e a m @ example.org", "leam@example.org"),
    ("lea@example[.]org", "lea@example.org"),
    ("o'neil@example.org", "o'neil@example.org"),
    ("jade (dot) kline (at) example (dot) org", "jade.kline@example.org"),
)
COUNTER_EXAMPLES = (
    "meet me at example street",
    "@lea_m",
    "we met at noon. dot com is dead",
    "phishing@pot",
    "a@b",
    "my mastodon is @sam@example.social",
    "git@github.com:example/repo.git",
    "logo@2x.png",
    "look at example dot com",
    "meet @ 5.am then",
)

_DOMAIN = r"[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)*\.[^\W\d_]{2,24}"
_PLAIN = re.compile(rf"(?<![\w.+%'@-])(?P<name>[\w.+%'-]{{1,64}})@(?P<host>{_DOMAIN})(?![\w@]|:[\w~/])")
_AT_WORD = r"(?:at|ät|arobase|arroba|a|@|klammeraffe)"
_AT = rf"\s?[\[({{]\s?{_AT_WORD}\s?[\])}}]\s?"
_DOT_WORD = r"(?:dot|point|punto|ponto|punkt)"
_DOT = rf"(?:\.|\s?[\[({{]\s?(?:{_DOT_WORD}|\.)\s?[\])}}]\s?|\s{_DOT_WORD}\s)"
_NAME_DOT = rf"(?:\s?[\[({{]\s?(?:{_DOT_WORD}|\.)\s?[\])}}]\s?|\s{_DOT_WORD}\s)"
_LABELS = rf"[\w-]+(?:{_DOT}[\w-]+){{0,3}}{_DOT}[^\W\d_]{{2,24}}"
_TOP = r"(?:com|org|net|info|me|io|co|fr|de|es|pt|br|ma|uk|eu|ph|ng|ci|mx|ca|us|in|ch|be|ru|xyz|online|site|live|app|edu|gov)"
# How the sign is hidden, the most certain first.
_HIDDEN = (
    re.compile(rf"(?<![\w.+-])(?P<name>[\w.+-]{{2,64}}(?:{_NAME_DOT}[\w+-]{{1,30}}){{0,3}}){_AT}(?P<host>{_LABELS})(?!\w)", re.IGNORECASE),
    re.compile(rf"(?<![\w.+@-])(?P<name>[\w.+'-]{{1,64}})@(?P<host>{_LABELS})(?![\w@]|:[\w~/])", re.IGNORECASE),
    re.compile(rf"(?<!\w)(?P<name>(?:[^\W_] ){{2,30}}[^\W_]) ?@ ?(?P<host>[\w-]+(?: ?\. ?[\w-]+){{0,3}} ?\. ?{_TOP})(?!\w|:[\w~/])", re.IGNORECASE),
    re.compile(rf"(?<![\w.+@-])(?P<name>[\w.+-]{{2,64}}) ?@ ?(?P<host>[\w-]*[^\W\d_][\w-]*(?: ?\. ?[\w-]+){{0,3}} ?\. ?{_TOP})(?!\w|:[\w~/])", re.IGNORECASE),
    re.compile(
        rf"(?<![\w.+-])(?P<name>[\w.+-]{{2,64}}(?:\s{_DOT_WORD}\s[\w-]{{1,30}}){{0,2}})\s(?:at|arobase|arroba|klammeraffe)\s"
        rf"(?P<host>[\w-]*[^\W\d_][\w-]+(?:(?:\s{_DOT_WORD}\s|\.)[\w-]+){{0,3}}(?:\s{_DOT_WORD}\s|\.){_TOP})(?!\w)",
        re.IGNORECASE,
    ),
)  # fmt: skip
_DOTS = re.compile(rf"{_DOT}|\s?\.\s?", re.IGNORECASE)
_VERBS = frozenset(
    """look looking looked meet met see seen am is are was were be been stay staying arrive arrived visit go going here there
    work working worked live living check out me us you it him her them not only available located posted found on up in im
    available buy sold bought order ordered download click contact page site website found more info store help good laugh""".split()  # noqa: SIM905
)
"""`look at example dot com` is an address of the web."""
_FILES = frozenset(
    ("png", "jpg", "jpeg", "gif", "svg", "webp", "css", "js", "py", "pdf", "txt", "mp4", "zip", "html")
)


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    for found in _PLAIN.finditer(text):
        name = found["name"].lstrip(".'")
        if name.strip(".'") and found["host"].rpartition(".")[2].lower() not in _FILES:
            yield Hit(f"{name}@{found['host']}".lower(), found.end("name") - len(name), found.end())
    for pattern in _HIDDEN:
        for found in pattern.finditer(text):
            spoken = pattern is _HIDDEN[-1]
            if spoken and (found["name"].lower() in _VERBS or " at some point " in found[0].lower() + " "):
                continue
            if re.match(r"[^\W\d_]{1,7} @(?! )", found[0]):
                continue  # `era @lea.mx`: a handle behind a word
            name = re.sub(_NAME_DOT, ".", found["name"], flags=re.IGNORECASE).replace(" ", "")
            host = _DOTS.sub(".", found["host"])
            if host.rpartition(".")[2].lower() not in _FILES:
                yield Hit(f"{name}@{host}".lower(), found.start(), found.end())
