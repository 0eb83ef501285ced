"""Stable ids of platform accounts: what a platform can act on when the name has been changed.

>>> [(hit.value, hit.platform) for hit in find(View("facebook.com/profile.php?id=100001234567890"))]
[('100001234567890', 'facebook')]

FIELD: Meta takes the numeric user id; Snap its User ID of the form 8-4-4-4-12. Ids of posts, photos, groups and servers
are none.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Hit, View
from amparo.recognition.indicators.vocabulary import any_of, key, level, words

KIND = IndicatorKind.ACCOUNT
CLAIMS = False
_PLATFORMS = words("platforms")
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Platform: what its ids look like where the words say that an id follows.
_SHAPES = {
    "facebook": r"\d{8,20}",
    "instagram": r"\d{6,20}",
    "telegram": r"-?\d{5,15}",
    "discord": r"\d{17,20}",
    "x": r"\d{5,20}",
    "tiktok": r"\d{10,20}",
    "steam": r"7656\d{13}",
    "vk": r"\d{4,12}",
    "snapchat": _UUID,
    "youtube": r"UC[\w-]{22}",
    "roblox": r"\d{5,12}",
    "wechat": r"\d{8,15}",
    "skype": r"live:\.cid\.[0-9a-f]{12,20}",
}
TRIGGERS = (
    r"(profile\.php|people/|profile/|users/|profiles/|fb\.com/|facebook\.com/)[^\n]*\d\d\d\d\d",
    r"fb://profile",
    r"\bm\.me/\d",
    r"tg://",
    r"vk\.com/id\d",
    r"<@!?\d{15}",
    r"live:\.cid",
    r"channel/uc",
    r"user\d{5}",
    r'"(pk|pk_id|profile_id)" ?: ?"?\d{5}',
    *(
        rf"{re.escape(key(name))}.*[0-9a-f]{{5}}"
        for platform in _SHAPES
        for name in (*_PLATFORMS[platform]["names"], *_PLATFORMS[platform].get("short", ()))
        if len(name) > 2
    ),
    r"(\b|_)(id|perfil|profil|profile|numero|number)\b.*\d{6}.*(facebook|fb|insta|telegram|tiktok|discord)",
    r"\b(fb|ig|tg|vk|tt|sc|x)\b.*\d{5}",
)
EXAMPLES = (
    ("https://www.facebook.com/profile.php?id=100001234567890", "100001234567890"),
    ("https://m.facebook.com/people/Lea-M/100001234567891/", "100001234567891"),
    ("tg://user?id=123456789", "123456789"),
    ("snapchat user id 123e4567-e89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-426614174000"),
    ("discord id 123456789012345678", "123456789012345678"),
    ("ID de usuario de Instagram: 5200000001", "5200000001"),
    ("معرف تيليجرام 5999900001", "5999900001"),
    ("https://steamcommunity.com/profiles/76561190000000001", "76561190000000001"),
    ("o perfil tem o id 100033221100998 no facebook", "100033221100998"),
)
COUNTER_EXAMPLES = (
    "my id card",
    "123e4567-e89b-12d3-a456-426614174000",
    "order id 123",
    "user1",
    "https://example.org/profile.php?id=42",
    "https://www.facebook.com/photo.php?fbid=100000000099999",
    "telegram has 5000000 members",
    "https://discord.com/channels/100000000000000001/100000000000000002",
)

_HOST = r"(?<![\w.-])(?:https?://)?(?:[\w-]+\.)?"
_LINKS = tuple(
    (platform, re.compile(pattern, re.IGNORECASE))
    for platform, pattern in (
        (
            "facebook",
            r"(?:facebook\.com/|fb\.com/|(?<![\w/.-]))profile\.php/?\?(?:[\w=&%.-]*&)?id=(?P<id>\d{4,20})",
        ),
        ("facebook", r"(?:facebook|fb)\.com/(?:people|pg)/[^/\s]+/(?P<id>\d{6,20})"),
        (
            "facebook",
            r"(?:facebook|fb|messenger)\.com/(?:t/)?(?P<id>\d{8,20})(?:/(?:photos|about|friends|videos|posts)?)?(?![\w/])",
        ),
        ("facebook", r"\bm\.me/(?P<id>\d{8,20})(?!\w)"),
        ("facebook", r"fb://(?:profile|page)(?:/|\?id=)(?P<id>\d{5,20})"),
        ("telegram", r"tg://(?:user\?id=|openmessage\?user_id=)(?P<id>\d{5,15})"),
        ("discord", r"discord(?:app)?\.com/users/(?P<id>\d{17,20})"),
        ("discord", r"<@!?(?P<id>\d{17,20})>"),
        ("steam", r"steamcommunity\.com/profiles/(?P<id>7656\d{13})"),
        ("vk", r"vk\.com/id(?P<id>\d{3,12})"),
        ("youtube", r"youtube\.com/channel/(?P<id>UC[\w-]{22})"),
        ("x", r"(?:twitter|(?<![\w.])x)\.com/i/user/(?P<id>\d{3,20})"),
        ("instagram", r"instagram://user\?id=(?P<id>\d{5,20})"),
        ("instagram", r'"(?:pk|pk_id|profile_id)"\s?:\s?"?(?P<id>\d{6,20})"?(?=[^\n]{0,120}"username")'),
        ("skype", r"(?<![\w.])(?P<id>live:\.cid\.[0-9a-f]{12,20})"),
        ("telegram", r"(?:from_id|telegram)\W[^\n]{0,30}?\buser(?P<id>\d{5,15})(?!\w)"),
        (
            "facebook",
            r"(?<![\w/.])(?:facebook|fb|messenger|فيسبوك|فايسبوك|فيس بوك)(?![\w./])(?![^\n]{0,40}\b(?:photo|post|publication|group|groupe|grupo|gruppe|page|video|message|foto|beitrag)\b)[^\n.!?\d/]{1,30}(?P<id>1000\d{11}|6[15]\d{12})(?!\d)",
        ),
    )
)
_NAMED = tuple(
    (
        platform,
        re.compile(
            rf"(?<![^\W_])(?:(?:وال|بال|عال|فال|ال|لل|ل|ب|ف)(?=[\u0621-\u064a]))?(?:{any_of((*_PLATFORMS[platform]['names'], *_PLATFORMS[platform].get('short', ())))})(?=[\W_]|id|$)",
            re.IGNORECASE,
        ),
        re.compile(
            rf"(?:(?<![\w/=-])|(?<=user_id=)|(?<=userid=)|(?<=[\s({{,]uid=)|(?<=[\s({{,]id=))(?P<id>{shape})(?![\w-])",
            re.IGNORECASE,
        ),
    )
    for platform, shape in _SHAPES.items()
)
_CALLED_ACCOUNT = re.compile(
    r"(?<![^\W_])(?:account|acct|compte|cuenta|conta|konto|user|utilisateur|usuario|nutzer|benutzer|profile?|perfil|kont|hisab|compte dyalo|lcompte|حساب\w{0,2}|الحساب|المستخدم)(?: (?:number|no|num|numero|nummer|n|رقم))?(?:\s?(?:n[°º]|no\.|nr\.|[:#=]))?\s{0,2}$"
)
"""The account itself, right before digits that are long enough for one."""
_LONG_ID = {
    "facebook": 14,
    "instagram": 9,
    "telegram": 9,
    "discord": 17,
    "x": 15,
    "tiktok": 16,
    "steam": 17,
    "roblox": 9,
}
_ID = re.compile(
    r"(?<![^\W_])(?:u?id|ids|user[ _-]?id|uuid|guid|userid|account[ _-]?id|profile[ _-]?id|numeric id|pk|identifiant|identificador|kennung|nutzer-?id|benutzer-?id|numeric|account number|(?:ال)?معر[\u064b-\u0652]?ف|ايدي|الايدي|لايدي|ليدي|اي دي|الاي دي|رقم|profil-?(?:id|nummer|nr)|nutzernummer|benutzernummer|konto-?id|kontonummer|kennnummer|numero (?:de |du |d')?(?:profil|perfil|compte|cuenta|conta|usuario|utilisateur|identifiant)|nº de (?:perfil|usuario)|(?:profile|user|account) (?:number|no)|ayday|aydi|رقم حساب\w*|معرفه|معرفها|ايديه|ايديها|ids?)(?![^\W_])"
)
_OTHER_ID = re.compile(
    r"\bid (?:da|do|de la|del|de|du|des|der|of the|ng)? ?(?:live|post\w*|video|foto\w*|photo|grupo|group\w*|page|pagina|canal|channel|pedido|order|message|mensagem|mensaje)|\b(?:photo|post|group|groupe|grupo|server|channel|message|order|request|status|video|page|event|media|chat|kanal|canal|kanal|chatgruppen|gruppen|grupp|beitrags|nachrichten|serveur|salon)[ -]?id"
)
_AFTER = 32
"""Characters from the platform's name to the id; `id` may stand as far before it."""
_BEHIND = re.compile(
    r"\W{1,3}(?:(?:on|in|sur|dans|en|no|na|do|da|de|du|bei|auf|von|sa|ng|f|fi|dyal|d|o|على|في|ديال|ف|بتاع|the|le|la|el)\s){0,2}"
)
"""From an id to the platform that is named behind it: `id 1234567890 no facebook`."""
_TELEGRAM_ROW = re.compile(r"(?:user|channel)(?P<id>\d{5,15})")


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    for hit in _all(view.text):
        hits.setdefault(hit.start, hit)
    return [hits[start] for start in sorted(hits)]


def _all(text: str) -> Iterator[Hit]:
    for platform, pattern in _LINKS:
        for found in pattern.finditer(text):
            yield _hit(found, platform)
    flat = level(text)
    called_id = bool(_ID.search(flat))
    for platform, name, shape in _NAMED:
        for mention in name.finditer(flat):
            number = shape.search(text, mention.end(), mention.end() + _AFTER + 36)
            if not number or number.start() - mention.end() > _AFTER:
                continue
            said = flat[max(0, mention.start() - _AFTER) : number.start()]
            called = _ID.search(said) or (
                len(number["id"]) >= _LONG_ID.get(platform, 99)
                and number["id"][0] != "0"
                and _CALLED_ACCOUNT.search(flat, max(0, number.start() - 30), number.start())
            )
            if called and not _OTHER_ID.search(said) and not re.search(r"[.!?;]\s", said):
                yield _hit(number, platform)
        for called in _ID.finditer(flat) if called_id else ():
            number = shape.search(text, called.end(), called.end() + 12 + 36)
            if (
                not number
                or number.start() - called.end() > 12
                or _OTHER_ID.search(flat[: number.start()][-45:])
            ):
                continue
            behind = _BEHIND.match(flat, number.end())
            if behind and name.match(flat, behind.end()):
                yield _hit(number, platform)


def _hit(found: re.Match[str], platform: str) -> Hit:
    value = found["id"] if platform == "youtube" else found["id"].lower()
    return Hit(value, *found.span("id"), platform=platform, linked=True)


def platform_of(account: str) -> str | None:
    """The platform that an id of a source's own form belongs to: Telegram writes `user123456`."""
    return "telegram" if _TELEGRAM_ROW.fullmatch(account) else None
