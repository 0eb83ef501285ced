"""Handles: names under which an account is found on a platform, which can be given away.

>>> [(hit.value, hit.platform) for hit in find(View("add me on snap: lea_m.2001 or insta @lea.m"))]
[('lea_m.2001', 'snapchat'), ('lea.m', 'instagram')]

The value is lower case without `@` or the `$` of a cashtag, which the place keeps. Snapchat's rule (Snap LE Guide, July 2025):
3 to 15 characters, begins with a letter, letters and digits, at most one of `- _ .`, not last. A name that breaks its
platform's rule is kept as not valid where the text clearly gives it as a handle. Platforms stand in `words/platforms.toml`,
what stands around a handle in `words/handles.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View
from amparo.recognition.indicators.vocabulary import Phrases, any_of, every, key, level, trigger, words

KIND = IndicatorKind.HANDLE
CLAIMS = False
_PLATFORMS = words("platforms")
_AROUND = words("handles")
_NO_HANDLES = frozenset(
    (
        "vk",
        "steam",
        "youtube",
        "line",
        "threads",
        "imo",
        "badoo",
        "tinder",
        "omegle",
        "xbox",
        "playstation",
        "roblox",
    )
)
"""Platforms whose name is too often about something else: with a colon or an @ only."""


_FIRST_PLATFORMS = ("snap", "insta", "telegram", "tele", "tiktok", "discord", "kik", "ig", "tg")


def _triggers() -> Iterator[str]:
    yield r"(^|[^a-z0-9\n])@[a-z0-9_]{3}"
    yield r"\$[a-z][a-z0-9_]{2}.*cash ?app"
    yield r"\b(meu|my|mon|mi|mein|his|her|o|el|ang) @ "
    yield r"(t|telegram|paypal|m|cash|kik|threads|revolut)\.(me|app|net|dog)/"
    yield r"(instagram|snapchat|tiktok|facebook|fb|twitter|x|discord|youtube|venmo|twitch|onlyfans|linktr|pinterest|vk|steamcommunity)\.(com|ee|tv|net)/"
    for platform, facts in _PLATFORMS.items():
        for name in (*facts["names"], *facts.get("short", ())):
            folded = re.escape(key(name)).replace(r"\ ", "[ -]?")
            if not folded.isascii():
                yield trigger(key(name))
            elif len(name) < 2:
                continue
            elif platform in _NO_HANDLES:
                yield rf"\b{folded}\b[a-z ]*[:@=]"
            else:  # a sign of a handle, or a word that gives one
                yield rf"\b{folded}\b.*([:@=_#$(]|\d|[a-z]\.[a-z]|- ?[a-z])"
                if len(name) > 2:
                    yield rf"\b{folded}\b.* (is|c'est|est|es|ist|e|eh) [a-z]"
    yield rf"[a-z0-9][._][a-z0-9][a-z0-9._]* (on|sur|en|no|na|auf|bei|sa|f|fi) [a-z ]*({'|'.join(_FIRST_PLATFORMS)})"
    yield rf"\b({'|'.join(_FIRST_PLATFORMS)})[a-z]*\b.* [a-z0-9_]+[._-][a-z0-9._]*\d"
    yield rf"\b({'|'.join(_FIRST_PLATFORMS)})[a-z]*\b.* [a-z0-9.]*_"
    for word in every(_AROUND["alone"]):
        yield rf"{re.escape(key(word))}.*([:@=_]|\d)" if key(word).isascii() else re.escape(key(word))


TRIGGERS = tuple(dict.fromkeys(_triggers()))
EXAMPLES = (
    ("snap: lea.m2001", "lea.m2001"),
    ("add me on snap lea_2001", "lea_2001"),
    ("add me on telegram @Lea_Mtn", "lea_mtn"),
    ("mon insta c'est lea.mtn_", "lea.mtn_"),
    ("tele @lea_m", "lea_m"),
    ("ig - lea.martin", "lea.martin"),
    ("https://www.instagram.com/lea.martin/", "lea.martin"),
    ("t.me/lea_m", "lea_m"),
    ("my snap is leamartin22", "leamartin22"),
    ("ajoute moi sur snap : lea-mtn", "lea-mtn"),
    ("write to @lea_m there", "lea_m"),
    ("cash app $LeaMartin", "leamartin"),
    ("kik me lea_test", "lea_test"),
    ("discord: JennyT#0042", "jennyt#0042"),
    ("skype live:lea.test_1", "live:lea.test_1"),
    ("سنابي rana_test1", "rana_test1"),
    ("Auf Insta heißt sie anna.beispiel", "anna.beispiel"),
    ("o insta que me escreveu é lea.teste__22", "lea.teste__22"),
    ("its lea.mx on snap add me", "lea.mx"),
    ("https://www.tiktok.com/@lea.test7/video/7200000000000000001", "lea.test7"),
)
COUNTER_EXAMPLES = (
    "add me on snap please",
    "my insta is private",
    "my snap is broken",
    "lea@example.org",
    "do you have telegram or whatsapp",
    "mon insta c'est fini",
    "snap me later",
    "https://www.instagram.com/p/Cabc123/",
    "t.me/+AbCdEfGh123",
    "meet @ 5pm",
    "snap: non jamais",
    "discord: cannot connect",
    "css @media print and @import",
    "lunch @home",
    "signal was weak at 10.15",
    "on insta he sent IMG_2031.jpg",
    "a snap package v2.61",
)

_RULES = {
    "snapchat": re.compile(r"(?=.{3,15}$)[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)?", re.IGNORECASE),
    "telegram": re.compile(r"[a-z]\w{3,31}", re.IGNORECASE),
    "instagram": re.compile(r"(?!.*\.\.)[\w](?:[\w.]{0,28}\w)?", re.IGNORECASE | re.ASCII),
}
_NAME = re.compile(
    r"(?P<sign>@\s?|\$)?(?P<name>(?:live:)?[A-Za-z0-9_][A-Za-z0-9_.\-]{1,63}(?:#\d{4})?)(?![\w@/]|'\w|://)"
)
_SUFFIXES = ("", "ي", "ه", "ها", "ك", "و")
"""Mine, his, hers, yours: written as one with an Arabic name."""
_MENTIONED = Phrases(
    {
        platform: [
            name + suffix
            for name in (*facts["names"], *facts.get("short", ()))
            for suffix in (_SUFFIXES if not name.isascii() else ("",))
        ]
        for platform, facts in _PLATFORMS.items()
    },
    after=r"(?![A-Za-z0-9_]|\.\w)",
    prefixes="ل ب ف ال فال بال عال لل",
)
_SPACED = {
    platform: re.compile(rf"(?<!\w)(?:{'|'.join('[ ._-]'.join(name) for name in names)})(?!\w)")
    for platform, names in {
        "snapchat": ("snap", "snapchat"),
        "instagram": ("insta", "instagram"),
        "telegram": ("tele", "telegram"),
    }.items()
}
"""Letter by letter, to hide them."""
_ALONE = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_AROUND['alone']))}|(?:my|mon|mi|meu|mein|seu|su|son|dein|his|her|o|el|ang) @(?=\s))(?![^\W_])"
)
_BETWEEN = re.compile(
    rf"(?:[\s,-]{{0,2}}(?:{any_of(every(_AROUND['between']))})(?=[\s:=(>,\"«-]|$)){{0,4}}\s?(?P<mark>[:=]|->|→|=>|\s-|-\s|\(|\"|«|is\b|\best\b|\bes\b)?\s{{0,2}}[\"«(]?"
)
_GIVEN = re.compile(
    r"[:=(\"«>→-]|(?<![^\W_])(?:is|was|est|c'est|es|era|e|eh|ist|heisst|lautet|ay|user|username|handle|id|pseudo|usuario|nutzername|benutzername|يوزر|يوزري|اليوزر|هو|هي)(?![^\W_])"
)
_NOT = frozenset(key(word) for word in every(_AROUND["not"]))
_NO_MENTION = frozenset(key(word) for word in every(_AROUND["at"]))
_CODE = re.compile(
    r"\b(?:decorators?|annotations?|css|python|java|typescript|javascript|angular|function|method|npm|import)\b"
)
"""Where an @ is part of a program."""
_LINKS = tuple(
    (platform, re.compile(rf"(?<![\w.])(?:https?://)?(?:[a-z]{{1,6}}\.)?{start}(?P<name>{name})(?![\w-])", re.IGNORECASE))
    for platform, start, name in (
        ("instagram", r"instagram\.com/(?!p/|reel|stories/|explore/|accounts/|direct/|tv/)(?:@)?", r"[\w.]{1,30}"),
        ("instagram", r"instagram\.com/stories/(?!highlights)", r"[\w.]{1,30}"),
        ("telegram", r"(?:t|telegram)\.(?:me|dog)/(?:s/)?(?!joinchat|\+|share|s/|addstickers|proxy|c/|iv\b)", r"[A-Za-z]\w{3,31}"),
        ("telegram", r"tg://resolve\?domain=", r"[A-Za-z]\w{3,31}"),
        ("snapchat", r"snapchat\.com/(?:add|t)/", r"[\w.-]{3,15}"),
        ("tiktok", r"tiktok\.com/@", r"[\w.]{2,24}"),
        ("facebook", r"(?:facebook|fb)\.com/(?!profile\.php|people/|pg/|groups/|pages/|watch|photo|share|sharer|events|messages|login|help|marketplace|story|reel|permalink|dialog|videos|media|policies|tr\b|\d+(?:\W|$))", r"[\w.]{5,50}"),
        ("messenger", r"m\.me/(?!\d+(?:\W|$))", r"[\w.]{5,50}"),
        ("x", r"(?:twitter|x)\.com/(?!home|intent|share|i/|search|hashtag|explore|settings|messages|login)@?", r"\w{1,15}"),
        ("threads", r"threads\.(?:net|com)/@", r"[\w.]{1,30}"),
        ("youtube", r"youtube\.com/@", r"[\w.-]{3,30}"),
        ("kik", r"kik\.me/", r"[\w.]{2,20}"),
        ("twitch", r"twitch\.tv/(?!videos|directory)", r"\w{3,25}"),
        ("onlyfans", r"onlyfans\.com/", r"[\w.-]{3,24}"),
        ("linktree", r"linktr\.ee/", r"[\w.]{3,30}"),
        ("steam", r"steamcommunity\.com/id/", r"[\w-]{3,32}"),
        ("vk", r"vk\.com/(?!id\d|wall|photo|video|club|public)", r"[\w.]{3,32}"),
        ("paypal", r"paypal\.me/", r"[A-Za-z0-9]{1,20}"),
        ("paypal", r"paypal\.com/paypalme/", r"[A-Za-z0-9]{1,20}"),
        ("cashapp", r"cash\.(?:app|me)/", r"\$[A-Za-z]\w{0,19}"),
        ("venmo", r"venmo\.com/(?:u/|code\?user_id=)?", r"[\w-]{3,30}"),
        ("revolut", r"revolut\.me/", r"[a-z0-9]{3,20}"),
        ("pinterest", r"pinterest\.[a-z.]{2,6}/(?!pin/)", r"\w{3,30}"),
    )
)  # fmt: skip
_MENTION = re.compile(r"(?<![\w@./:$-])@(?P<name>[A-Za-z0-9_][A-Za-z0-9_.\-]{2,31})(?![\w@(]|\.\w)")
_CASHTAG = re.compile(r"(?<![\w$])\$(?P<name>[A-Za-z]\w{2,19})(?!\w)")
_LEAST = 3
_JOINS = frozenset("@./$-_")
"""Before a name that is then part of an address."""


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for hit in _all(view.text):
        if not any(other.start < hit.end and hit.start < other.end for other in hits.values()):
            hits[hit.start] = hit
    return [hits[start] for start in sorted(hits)]


def _all(text: str) -> Iterator[Hit]:
    for platform, pattern in _LINKS if "/" in text else ():
        for found in pattern.finditer(text):
            name = found["name"].rstrip(".")
            if name:
                start = found.start("name")
                yield Hit(name.lower().lstrip("$"), start, start + len(name), platform=platform, linked=True)
    flat = level(text)
    mentions = [
        (found.start(), found.end(), platform)
        for platform, found in _MENTIONED.found(flat)
        if flat[max(0, found.start() - 1) : found.start()] not in _JOINS
    ]
    mentions += [(*found.span(), name) for name, spaced in _SPACED.items() for found in spaced.finditer(flat)]
    for _, end, platform in mentions:
        if hit := _given(text, flat, end, platform):
            yield hit
    for found in _ALONE.finditer(flat):
        if hit := _given(text, flat, found.end(), None):
            yield hit
    yield from _by_shape(text, flat, mentions)
    for found in () if _CODE.search(flat) else _MENTION.finditer(text):
        name = found["name"].rstrip(".-")
        word = name.lower()
        if (
            len(name) >= _LEAST
            and any(map(str.isalpha, name))
            and word not in _NO_MENTION
            and word.partition(".")[0] not in _NO_MENTION
        ):
            yield Hit(
                word, found.start(), found.start() + 1 + len(name), platform=_nearest(mentions, found.start())
            )
    if any(platform == "cashapp" for _, _, platform in mentions):
        for found in _CASHTAG.finditer(text):
            yield Hit(found["name"].lower(), *found.span(), platform="cashapp")


_PECULIAR = re.compile(
    r"(?<![\w@./:$#-])(?=[A-Za-z0-9]*[._-])(?=[A-Za-z0-9_.\-]{4,32}(?![\w@/.-]|://)|[A-Za-z0-9_.\-]{4,32}\.(?:\s|$))"
    r"(?P<name>_{0,2}[A-Za-z][A-Za-z0-9]*(?:[._-]{1,2}[A-Za-z0-9]+){1,4}_{0,2})(?![\w@/]|[.-]\w|://)"
)
"""A form that few words have: parts joined by dots, underscores or hyphens."""
_DOTTED_WORDS = re.compile(
    r"(?:v|ver|version)[\d.]+|.*\.(?:jpe?g|png|gif|mp4|mov|avi|pdf|docx?|xlsx?|zip|apk|exe|txt|html?|com|org|net|io|ly|me|tv|fr|de|es|br|ma|uk|ph|pt|eu|info|co|app|gg|ee|py|js|ts|json|csv|md|yaml|toml|opus|ogg|webp|heic)|(?:img|vid|dsc|screenshot|photo|video|image|whatsapp|pxl|doc|file|chat)[._-].*|[a-z](?:\.[a-z])+\.?"
)
"""Files, sites, versions, abbreviations."""
_DOMAIN_NEXT = re.compile(r"\.[a-z]{2,}/")
_CLAUSE_ENDS = re.compile(r"[.!]\s|\n|(?<![^\W_])(?:@|mail|email|e-mail|correo|courriel)(?![^\W_])")
_HERE_TOO = re.compile(
    r"\s?(?:[,(-]\s?)?(?:on|sur|en|no|na|auf|bei|sa|f|fi|ala|3la|in|dans|على|في|ف|pe|at)\s(?:my |mon |mi |meu |mein |o |le |la |el |l')?$"
)
"""From a name to the platform: `x_y9 on snap`."""
_FAR = 60
"""Characters from a platform to a name of peculiar form."""


def _by_shape(text: str, flat: str, mentions: list[tuple[int, int, str]]) -> Iterator[Hit]:
    """A word that has the form of a handle, in one thought with a platform, on whichever side of it."""
    for found in _PECULIAR.finditer(text) if mentions and not _CODE.search(flat) else ():
        name = found["name"]
        word = name.lower()
        told = any(char.isdigit() for char in name) or "_" in name
        if key(name) in _NOT or _DOTTED_WORDS.fullmatch(word) or (name.isupper() and "_" not in name):
            continue
        for start, end, platform in mentions:
            if platform in _NO_HANDLES:
                continue
            if end <= found.start():
                gap = flat[end : found.start()]
                near = len(gap) <= _FAR and bool(re.search(r"\s|[:=(]", gap)) and (told or _GIVEN.search(gap))
            else:
                gap = flat[found.end() : start]
                near = len(gap) <= _FAR and bool(_HERE_TOO.fullmatch(gap))
            if near and not _CLAUSE_ENDS.search(gap) and ("-" not in name or told):
                rule = _RULES.get(platform)
                yield Hit(
                    word,
                    found.start(),
                    found.end(),
                    valid=bool(rule.fullmatch(name)) if rule else None,
                    platform=platform,
                )
                break


def _nearest(mentions: list[tuple[int, int, str]], place: int) -> str | None:
    """The platform named shortly before."""
    near = [platform for _, end, platform in mentions if 0 <= place - end <= 20]
    return near[-1] if near else None


def _given(text: str, flat: str, end: int, platform: str | None) -> Hit | None:
    """The handle that a platform's name introduces, past a few words like `name is`."""
    at = end
    for _ in range(2):
        between = _BETWEEN.match(flat, at)
        start = between.end() if between else at
        found = _NAME.match(text, start)
        if found and start > end:
            name = found["name"].rstrip(".-")
            if _meant(platform, name, flat[end:start], found, text):
                rule = _RULES.get(platform or "")
                valid = bool(rule.fullmatch(name)) if rule else None
                return Hit(
                    name.lower(),
                    found.start(),
                    found.start("name") + len(name),
                    valid=valid,
                    platform=platform,
                )
            if found["sign"] or key(name) in _NOT:
                return None
        # One more word: `snap account of hers`, `insta x_y`.
        word = re.compile(r"\s?[^\W\d_]{1,12}(?=\s)").match(text, at)
        if not word:
            return None
        at = word.end()
    return None


def _meant(platform: str | None, name: str, between: str, found: re.Match[str], text: str) -> bool:
    """Whether the word after the platform's name is a handle and not the rest of a sentence."""
    if len(name) < 2 or not any(map(str.isalpha, name)):
        return False
    if _DOTTED_WORDS.fullmatch(name.lower()) or _DOMAIN_NEXT.match(text, found.end()):
        return False
    if found["sign"] and found["sign"][0] == "@":
        return key(name) not in _NO_MENTION
    if found["sign"]:
        return platform in ("cashapp", "venmo")
    if name.lower().startswith("live:") or "#" in name:
        return True
    if key(name) in _NOT:
        return False
    marked = bool(re.search(r"[:=(\"«>→]|\s-|-\s", between))
    peculiar = any(char.isdigit() or char in "_." for char in name[1:]) and not re.fullmatch(
        r"[A-Za-z]{1,3}\.?|\d+[A-Za-z]{1,3}|[A-Za-z]+\.[A-Z][a-z]+", name
    )
    if platform in _NO_HANDLES and not marked:
        return False
    if "." in name[-3:] and peculiar and not marked and not _GIVEN.search(between):
        peculiar = any(char.isdigit() or char == "_" for char in name)
    rule = _RULES.get(platform or "")
    strong = any(map(str.isdigit, name)) and any(char in "_." for char in name[1:-1]) and name[0].isalpha()
    if peculiar:
        return marked or bool(_GIVEN.search(between)) or rule is None or bool(rule.fullmatch(name)) or strong
    if not (marked or _GIVEN.search(between)):
        return False
    # A plain word: only where nothing of a sentence follows it.
    ends = re.match(
        r"\s*(?:$|[,.!?;)\"»\n]|(?:and|et|y|e|und|or|ou|add|viens|now|please|then|send|write|w|o)(?!\w))",
        text[found.end() :],
    )
    return bool(ends) and len(name) >= (4 if marked else 5)
