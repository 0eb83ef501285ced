"""Handles: names under which an account is found on a platform, which can be given away.

>>> [(hit.value, hit.platform) for hit in find(View("add me on snap: lea_m.2001 or insta @lea.m"))]
[('lea_m.2001', 'snapchat'), ('lea.m', 'instagram')]

The value is lower case without `@`. Snapchat's rule (Snap LE Guide, July 2025): 3 to 15 characters, begins with a
letter, letters and digits, at most one of `- _ .`, not last. A name that breaks its platform's rule is kept as not valid
where the text clearly gives it as a handle.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View

KIND = IndicatorKind.HANDLE
CLAIMS = False
# How people write the platform: its name.
_PLATFORMS = {
    "snapchat": r"snap(?:chat)?|snp|sc",
    "instagram": r"insta(?:gram)?|ig",
    "telegram": r"telegram|t[ée]l[ée]gram|tele|tg",
    "tiktok": r"tik ?tok",
    "kik": r"kik",
    "discord": r"discord|disc",
    "skype": r"skype",
    "facebook": r"facebook|fb|messenger",
    "twitter": r"twitter",
    "signal": r"signal",
    "wickr": r"wickr",
    "line": r"line id",
    "viber": r"viber",
    "cashapp": r"cash ?app|cashtag",
    "paypal": r"paypal",
    "wechat": r"we ?chat",
}
TRIGGERS = ("snap", "insta", "telegram", "tiktok", "tik tok", "discord", "skype", "facebook", "twitter", "signal", "wickr", "viber",
            "line id", "cash app", "cashapp", "paypal", "wechat", "we chat", "messenger", "t.me/", "m.me/", "fb.com", "x.com/", "cashtag",
            "cash.me", "سناب", "انستا", "تيليجرام", "تلغرام", r"\b(sc|snp|ig|tele|tg|kik|fb|disc)\b", r"(^|[^a-z0-9\n])@[a-z0-9_]{3}")  # fmt: skip
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
)

_NOT_HANDLES = frozenset(
    """a about account accounts ad add again all also and any app are as ask at baby back bad banned because been better blocked
    broken but by bye call can cant chat check closed code come cool dead deleted dm do does dont down else fake fine first for
    friend friends from full fun fucked gone good great group guys hacked have having hello here hey him his how i if im in info
    is it its ill just kidding know later let like link live locked lol love me message mine more much my name need never new nice
    no not nothing now of off ok okay old on one only open or other our out page phone photo pics please pls plz private profile
    public quick real really reply right same says send she slow so some soon sorry still stop story suspended sure text thanks
    that the their them then there they this time to today too type up us use user username video wait want was we well what
    when where which who why will with without working write wrong yes yet you your yours
    alors apres aussi avec bah bien bloque bloqué bonjour c ca ça car cest chez comme dans de demain des dis donc du elle en
    encore est et eux fait ferme fermé fini ici il j je juste la le les leur lui ma mais maintenant marche merci mes moi mon mort
    nom nouveau nul ok on ou oui où par pas perso pirate piraté plus pour pourquoi prive privé pseudo qu quand que qui quoi rien
    sa salut si stp sur svp ta te toi ton toujours tout tu un une va vite voila voilà vous vrai""".split()  # noqa: SIM905
)
_RULES = {
    "snapchat": re.compile(r"(?=.{3,15}$)[a-z][a-z0-9]*(?:[-_.][a-z0-9]+)?", re.IGNORECASE),
    "telegram": re.compile(r"[a-z]\w{3,31}", re.IGNORECASE),
    "instagram": re.compile(r"(?!.*\.\.)[\w](?:[\w.]{0,28}\w)?", re.IGNORECASE | re.ASCII),
}
_NAME = r"(?P<name>[A-Za-z0-9][A-Za-z0-9_.\-]{1,31})"
_GIVEN = r"(?:\s(?:user ?name|user|name|handle|id|account|pseudo|nom))?\s?(?:[:=]|->|→|\s-\s|-\s|\bis\b\s?:?|\bc'?est\b\s?:?|\best\b\s?:?)\s?[@$]?"
_SAID = re.compile(
    rf"(?<![\w@./])(?P<word>{'|'.join(_PLATFORMS.values())})(?:(?P<given>{_GIVEN})|\s{{0,2}}(?P<at>[@$])|\s(?P<bare>)){_NAME}(?![\w@])",
    re.IGNORECASE,
)
_WORDS = tuple((platform, re.compile(words, re.IGNORECASE)) for platform, words in _PLATFORMS.items())
_LINKS = (
    ("instagram", r"instagram\.com/(?!p/|reel|stories/|explore/|accounts/|direct/|tv/)", r"[\w.]{1,30}"),
    ("telegram", r"(?:t|telegram)\.me/(?!joinchat|\+|share|s/|addstickers|proxy)", r"[A-Za-z]\w{3,31}"),
    ("snapchat", r"snapchat\.com/(?:add|t)/", r"[\w.-]{3,15}"),
    ("tiktok", r"tiktok\.com/@", r"[\w.]{2,24}"),
    ("facebook", r"(?:facebook|fb)\.com/(?!profile\.php|people/|groups/|pages/|watch|photo|share|sharer|events|messages|login|help|marketplace|story|reel|permalink|dialog|tr\b|\d+(?:\W|$))", r"[\w.]{5,50}"),
    ("messenger", r"\bm\.me/", r"[\w.]{5,50}"),
    ("twitter", r"(?:twitter|(?<![\w.])x)\.com/(?!home|intent|share|i/|search|hashtag)", r"\w{1,15}"),
    ("discord", r"discord(?:app)?\.com/users/", r"\d{17,19}"),
    ("paypal", r"paypal\.me/", r"[A-Za-z0-9]{1,20}"),
    ("cashapp", r"cash\.(?:app|me)/\$", r"[A-Za-z]\w{0,19}"),
)  # fmt: skip
_LINKED = tuple(
    (platform, re.compile(rf"{start}(?P<name>{name})(?![\w])", re.IGNORECASE))
    for platform, start, name in _LINKS
)
_MENTION = re.compile(r"(?<![\w@./:])@(?P<name>[A-Za-z0-9_][A-Za-z0-9_.\-]{2,31})(?![\w@])")


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for hit in _all(view.text):
        hits.setdefault(hit.start, hit)
    return [hits[start] for start in sorted(hits)]


def _all(text: str) -> Iterator[Hit]:
    for platform, pattern in _LINKED if "/" in text else ():
        for found in pattern.finditer(text):
            name = found["name"].rstrip(".")
            start = found.start("name")
            yield Hit(name.lower(), start, start + len(name), platform=platform, linked=True)
    for found in _SAID.finditer(text):
        platform = next(platform for platform, words in _WORDS if words.fullmatch(found["word"]))
        name = found["name"].rstrip(".-")
        if _meant(platform, name, found):
            rule = _RULES.get(platform)
            start = found.start("name")
            valid = bool(rule.fullmatch(name)) if rule else None
            yield Hit(name.lower(), start, start + len(name), valid=valid, platform=platform)
    for found in _MENTION.finditer(text):
        name = found["name"].rstrip(".-")
        if any(char.isalpha() for char in name) and len(name) >= 3 and name[0].isalnum() | (name[0] == "_"):
            start = found.start("name")
            yield Hit(name.lower(), start, start + len(name))


def _meant(platform: str, name: str, found: re.Match[str]) -> bool:
    """Whether the word after the platform's name is a handle and not the rest of a sentence."""
    if len(name) < 2 or name.lower() in _NOT_HANDLES or not any(char.isalpha() for char in name):
        return False
    marked = bool(found["at"]) or bool(re.search(r"[@$]$", found["given"] or ""))
    if marked:
        return True
    peculiar = any(char.isdigit() or char in "_." for char in name[1:])
    if found["given"] is None:
        rule = _RULES.get(platform)
        return peculiar and "." not in name[-2:] and (rule is None or bool(rule.fullmatch(name)))
    # `line id`, `sc`, `tele` and the like are also plain words: want a sign of a handle or a colon.
    return peculiar or bool(re.search(r"[:=]|->|→|-\s", found["given"])) or len(name) >= 5
