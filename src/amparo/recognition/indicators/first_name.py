"""First names: who introduces themselves or is named; seldom true, often used again.

>>> [hit.value for hit in find(View("hi, I'm Lea and you? My friend Paul knows"))]
['Lea', 'Paul']

As written. Never the victim's own from the victim's mouth: their name is theirs. Where a name may stand tells
`words/naming.toml`, what is one `words/first_names.txt`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind, Speaker
from amparo.recognition.indicators import town
from amparo.recognition.indicators.base import Hit, View
from amparo.recognition.indicators.vocabulary import Phrases, every, key, level, lines, trigger, words

KIND = IndicatorKind.FIRST_NAME
CLAIMS = False
_NAMING = words("naming")
_SHORT = frozenset(
    (
        "si",
        "ni",
        "a",
        "an",
        "na",
        "ok",
        "ya",
        "ate",
        "cc",
        "de",
        "to",
        "by",
        "ana",
        "cest",
        "c'est",
        "moi c",
        "im",
        "its",
        "nombre",
        "nomme",
        "appele",
        "named",
        "soy",
        "sou",
    )
)
"""Too frequent to look closer for, without a capital behind them."""


def _folded(*lists: str) -> list[str]:
    return sorted({key(word) for name in lists for word in every(_NAMING[name])})


TRIGGERS = tuple(
    trigger(word)
    for word in _folded("own", "told")
    if word not in _SHORT and len(word) > 3 and word not in ("this is", "name is", "called", "its me", "it's me", "call me", "de nombre", "my name", "name of", "is called", "was called", "a certain", "known as", "appelle moi", "kina", "nina", "sina", "first name")
)  # fmt: skip
_CAPITAL_FIRST = "[A-ZÀ-ÖØ-Þ]"


def _any_case(listed: list[str]) -> str:
    """Alternatives for plain text, which may begin with a capital."""
    return "|".join(
        "".join(
            f"[{char}{char.upper()}]" if place == 0 and char.isalpha() else re.escape(char)
            for place, char in enumerate(word)
        )
        for word in listed
        if word.isascii()
    )


def _within_sentences() -> Iterator[str]:
    """Every name that no other word is: thousands of plain strings are found in one pass."""
    short = []
    for name in sorted(lines("first_names") - frozenset(_folded("not", "ambiguous"))):
        if not name.isascii() or not name.isalpha() or town.is_place(name):
            continue
        if len(name) > _SHORT_NAME and name not in _BEGIN_WORDS:
            yield f" {name.capitalize()}"
        elif len(name) > 2:
            short.append(name.capitalize())
    yield f" ({'|'.join(short)})[ ,.!?]"


_SHORT_NAME = 4
_BEGIN_WORDS = frozenset(
    (
        "chris",
        "frida",
        "carolin",
        "georg",
        "philippine",
        "dominic",
        "gregor",
        "victor",
        "drago",
        "colum",
        "engin",
    )
)
"""Names that other words with a capital begin with: `Christmas`, `Friday`."""
PLAIN_TRIGGERS = (
    *_within_sentences(),
    rf"\b({_any_case([word for word in _folded('own', 'casual', 'said', 'told') if word not in ('im', 'its', 'ici', 'aka')])}) ?[:,]? (die |der |a |o )?[A-Z\xc3]",
    # German has `im` before every other noun.
    r"(^|[.,!] |\b(hi|hey|hello|hiya|and|cause|cuz|ok|yes|no) )([iI]m|[iI]ts|[iI]ci|[aA]ka) ([A-Z][a-z]+ ?([,.!?)]|$|and |from |here |your |the )|[a-z]+ [A-Z])",
    rf"^({_any_case(_folded('greeting'))}),? [A-Z\xc3][a-z]",
    r"\b(met|dating|talk(ed|ing)? (to|with)|chat(ted|ting)? with|know|told|avec|rencontr..?.?|con|conoc. a|com|conheci( [ao])?|kay|si|(chat|schr|red|gered|telefon|tr[aei]f|getroffen|zusammen)[a-z]* mit) [A-Z\xc3][a-z]",
    r"[A-Z][a-z]+ (and|et|y|e|at|&) [A-Z][a-z]",
    r"\b(an|von|mit|bei|dein[a-z]*|mein[a-z]*|sein[a-z]*|ihr[a-z]*|kenne?|f\xc3\xbcr|wie|und|hallo|hey) [A-Z][a-z]+ und [A-Z][a-z]",
    r"[A-Z\xc3][a-z\x80-\xff]+,? [1-5]\d\b",
    r"^([A-Z][a-z]{3,}|[A-NP-XZ][a-z]{2}), (you|answer|listen|pay|send|tu|vous|du|te|we|ich|je|i|ako|yo|eu|sagot|responde|antworte|reponds) ",
    r"[A-Z][a-z]+ (here|ici|aqui|ito|speaking|nga|po ito)\b",
    r"(^|[.,!] |hey |hi )[A-Z][a-z]+ hier($|[.,!])",
    r"[A-Z][a-z]+ (daw |raw |po )?(ang )?(pangalan|name) (ko|niya|nya|daw)",
    r"\xc3\x89coute [A-Z]",
    r"([eE]nvo|[mM]ontr|[dD]i[st]|[pP]arl|crit|cris|[dD]emand|[dD]onn|pon)[a-z\x80-\xff]*( [a-z]+)? \xc3\xa0 [A-Z][a-z]",
    r"\b(send|sent|tell|show|told|text|ask|asked|write|wrote)( it| this| that| everything| the [a-z]+)?( to)? [A-Z][a-z]",
    rf"\b({_any_case(_folded('kin'))}),? [A-Z\xc3][a-z]",
    r"[\"'] ?[A-Z][a-z]+ ?[\"']|\xc2[\xab\xbb] ?[A-Z\xc3][a-z]|\xe2\x80[\x98-\x9e] ?[A-Z\xc3][a-z]",
    r"([nN]ame|[pP]r\xc3\xa9nom|[nN]om|[nN]ombre|[nN]ome|[vV]orname|[nN]amen|[aA]ls|[pP]angalan|[cC]omo|[cC]omme|[aA]s|[pP]our|[pP]or|[sS]ich|bins?,?) (is |was |est |\xc3\xa9tait |era |\xc3\xa9 |ist |war |daw |ay |die |der )?:? ?[A-Z\xc3][a-z\x80-\xff]+",
    r"[A-Z][a-z]+ (daw |raw |po |nga |lang )*(ang |yung )?(pangalan|name)\b",
    r"\b([lL]isten|[lL]ook|[tT]ell me|[mM]ira|[oO]ye|[oO]lha|[hH]\xc3\xb6r zu|[sS]ag mal|[dD]is[ -]moi|[rR]egarde|[eE]scucha|[eE]scuta|[aA]lors|[dD]ime|[fF]ala|[sS]chau|[pP]ass auf|[eE]nt\xc3\xa3o|[oO]k(ay)?|[bB]on),? [A-Z\xc3][a-z]+ ?([,.!?]|$)",
    r"\b[mM]oi,? [A-Z\xc3]",
    r"^(hey+|hi+|hello|sup|yo|hiya|salut|slt|coucou|cc|hola|ey|oi|ola|hallo|moin|uy|hoy|salam|slm) [a-z]{3,12},",
    r"^[^ ]{1,6} ([iI]ts|[iI]t's|[iI]m|[iI]'m) [A-Z][a-z]+ ",
    r"(^| )(c|C|cc c|slt c) [A-Z\xc3][a-z]+",
    r"\b([iI]'?[mM]|[iI]t'?s|[tT]his is|[nN]ames?|[nN]ame's|[mM]oi c|[sS]oy|[sS]ou|[aA]ko si) [a-z]{3,12}( from |,? ?(btw|lol|haha|hehe|[:;]-?[)D]|<3|\xf0\x9f|\xe2|[1-5][0-9]\b|and u\b|et toi|y tu\b|e voce))",
    "(مسمي|تدعي|يدعي|اسمها|اسمه|سميت|باسم)",
    r" ([A-Z][a-z]{0,9}\xc3[\xa0-\xbf]|\xc3[\x80-\x9e][a-z])[a-z]*\xc3?[\xa0-\xbf]?[a-z]*([ ,.!?]|$)",
    "(^| )(انا|أنا|يا|معاك|معك|معكم|اخوك|اختك|صاحبتك|خوك|ختك) ",
)
EXAMPLES = (
    ("Hi! I'm Lea", "Lea"),
    ("my name is lea and i live here", "lea"),
    ("je m'appelle Léa et toi", "Léa"),
    ("moi c'est Lea", "Lea"),
    ("اسمي ليلى", "ليلى"),
    ("me llamo Lucía", "Lucía"),
    ("ich bin die Anna", "Anna"),
    ("oi, sou a Carla", "Carla"),
    ("si Liza ang kausap ko", "Liza"),
    ("Hey, Daniel, answer me", "Daniel"),
    ("your brother Kwabenaa will see it", "Kwabenaa"),
    ("he called himself Emeka", "Emeka"),
    ("a guy called Emeka keeps calling", "Emeka"),
    ("Maude speaking", "Maude"),
    ("Jerome daw pangalan niya", "Jerome"),
    ('the account "Vanessa" added him', "Vanessa"),
    ("sie hat sich als Annika vorgestellt", "Annika"),
    ("dizia que era a Mafalda da faculdade", "Mafalda"),
)
COUNTER_EXAMPLES = (
    "I'm fine",
    "I'm French",
    "my name is on the list",
    "I'm Going to bed",
    "I am Sorry",
    "my name is not important",
    "I'm From Paris",
    "je m'appelle pas comme ça",
    "Hey, Stop it",
    "in May or June",
    "tengo dolores de cabeza",
    "your brother will see it",
    "ich bin Hacker",
    "Im Haus, da war es",
    "speaking of which",
    "i love Grace and mercy",
)

_NOT = frozenset(key(word) for word in every(_NAMING["not"]))
_NAME = re.compile(r"[^\W\d_]{2,20}(?:-[^\W\d_]{2,20})?(?![\w@]|'\w)|[^\W\d_]{2,20}(?='s\b)")
_PLACES = Phrases(
    {name: every(listed) for name, listed in _NAMING.items() if name not in ("not", "ambiguous")}
)
_QUOTES = ('"', "“", "«", "„", "‘")
"""Behind one the victim repeats another's words."""
_GERMAN_TOO = frozenset(("im", "hier ist", "ich bin", "bin der", "bin die"))
"""Before any noun in German: only a known name follows."""
_GAP = re.compile(
    r"[\s,:«\"'“„‘]{1,3}(?:(?:is|was|est|etait|c'est|c'etait|es|era|e|eh|foi|ist|war|ay|hiya|howa|هو|هي|كان|كانت|btw|actually)[\s:«\"'“„]{1,3})?(?:(?:angeblich|wohl|apparently|allegedly|supposedly|soi-disant|apparemment|supuestamente|supostamente|daw|raw|die|der|la|el|un tal|sgt|sergeant|capt|captain|major|colonel|general|lt|dr|mr|mrs|miss)\.?\s)?"
)
"""Between such a word and the name."""
_ENDS = re.compile(
    r"\s*(?:$|[,.!?;:)\n<😀-🙏]|\d|(?:from|and|und|et|y|e|w|de|of|here|aus|ausm|vom|von|btw|lol|haha|hehe|xd|du|da|do|del|desde|depuis|mula|taga|mn|men|on|and|n|your|the|with|w|po|nga|pala|nalang|tapos|ang|daw|who|qui|que|die|der|li|اللي|لي|من|و|et|sur|auf|sa|op|m|f|\d\d)(?!\w))"
)
"""What follows a name that is not in the list."""
_CAPITAL = r"[^\W\d_a-zà-ÿ][a-zà-ÿ]{1,15}"
_PAIR = re.compile(rf"(?<!\w)({_CAPITAL})\s(?:and|et|y|e|und|at|&)\s({_CAPITAL})(?!\w| [^\W\d_a-zà-ÿ])")
_CALLED_TO = re.compile(rf"(?:^|\n)({_CAPITAL}),\s")
"""`Tom, you have one hour`"""
_HERE = re.compile(
    rf"(?<!\w)({_CAPITAL})\s(?:here|speaking|calling|ici|aqui|aquí|hier|am apparat|ito|nga(?: pala)?(?: ito)?|po ito)(?=\s*(?:$|[.,!?(]|x+(?!\w)|\d\d|[mf]\s?\d\d))"
)
_NAMED_AFTER = re.compile(
    rf"(?<!\w)({_CAPITAL})\s(?:(?:daw|raw|po|nga|lang)\s)*(?:ang\s|yung\s)?(?:pangalan|name)(?:\s(?:ko|niya|nya|daw|po|nung|na)|\s?(?:$|[,.!]))"
)
"""`Jerome daw pangalan niya`"""
_FILLED_IN = re.compile(
    rf"(?:^|\n|[,;|] )(?:[Nn]ame|NAME|[Nn]ombre|[Nn]ome|[Pp]angalan|[Ss]miy[at]|[Dd]isplay name|[Pp]rofile name|[Nn]om)\s?[:=]\s?({_CAPITAL})(?=\s*(?:$|[\n,;|(]|\d))"
)
"""A profile's line."""
_AGED = re.compile(
    rf"(?<!\w)({_CAPITAL}),?\s(?=(?:1[89]|[2-5]\d)(?:[\s,.!]*$|[,.!]|\s(?:ans|years|yo|y/o|anos|años|jahre|taon|from)))"
)


_IN_SENTENCE = re.compile(rf"(?<=[a-zà-ÿ,;0-9]\s)({_CAPITAL})(?=[\s,.!?;:)…]|$|'s\b)(?!\s[^\W\d_a-zà-ÿ])")
"""A capital within a sentence that is no full name's."""
_REPORTED = re.compile(
    r"(?<![^\W_])(?:said|says|saying|told me|wrote|dit|disait|ecrit|dijo|decia|dice|disse|falou|dizia|sagte|meinte|schrieb|sabi(?: niya| nya)?|galt|gal|galet|kaygol|(?:g|q|9)alt? ?li(?:ya|a|ha)?|(?:g|q|9)atli(?:ya|a)?|katgoul|katgol|كانت|قالتلي|قالت لي|قال|قالت|قالي|قاليا|كتب|كتبت|كتقول)(?: \w{1,4}){0,2}[\s:,\"«“]{1,3}$"
)
"""The victim repeats another's `my name is`."""
_SIGNED = re.compile(
    r"(?:thanks|thank you|regards|cheers|merci|cordialement|gracias|saludos|obrigad[oa]|atenciosamente|danke|gruss|grusse|salamat|شكرا),?\s{1,2}$"
)
_COUNTRIES = frozenset(key(word) for word in every(words("places")["country"]))
_FUNCTION_WORDS = _NOT | frozenset(
    "pero mas mais aber but kasi tapos tsaka saka kaya dahil para porque donc puis depois entao luego pues dann weil denn wla walakin".split()  # noqa: SIM905
)
"""Small words that join sentences; some are names elsewhere (`Pero`)."""
_AMBIGUOUS = frozenset(key(word) for word in every(_NAMING["ambiguous"]))
_QUOTED = re.compile(rf"[\"“«„‘']\s?({_CAPITAL})\s?(?:[\"”»“’']|,[\"”»])(?!\w)")
"""A counsellor's `the account "Vanessa" added him`."""
_TELLS = re.compile(
    r"(?<![^\W_])(?:present(?:ed|s|ing) (?:him|her|them)sel\w+ (?:\w+ ){0,2}as|introduc\w+ (?:him|her|them)sel\w+ (?:\w+ ){0,2}as|identif\w+ (?:him|her|them)sel\w+ (?:\w+ ){0,2}as|pos(?:ed|ing|es) as|sign(?:ed|s|ing) (?:off )?as|pretend\w+ to be|claim\w* to be|refer\w+ to (?:him|her|them)sel\w+ as"
    r"|(?:use[ds]?|using|under|with|by|gave|gives|saved as|listed as) (?:the |a |his |her |their )?(?:first |given |fake |false |profile |display |screen |user)?name(?: of)?|first name(?: given| used)?|went with|goes with|(?:known|knew)(?: (?!as )\w+){0,4} as"
    r"|(?:name|prenom|nom|nombre|nome|vorname|pangalan|smiya|smiyt\w*|الاسم|اسم\w{0,2}) (?:that |qu'elle |qu'il |que |den |die |na )?(?:\w{2,10} ){0,2}(?:on|sur|en|no|na|nas|auf|bei|sa|f|fi|in|dans|على|في|ف) (?:the |le |l'|el |o |la |ihrem |seinem )?\w{2,12},? (?:was|is|est|etait|c'est|c'etait|era|es|e|war|ist|ay|kan|كان|هو)"
    r"|(?:se |s'est |s'etait )(?:presente|presentee?|presentait|fait passer pour|faisait passer pour|nommait|nomme) ?(?:comme|sous le (?:pre)?nom (?:de|d')|sous le pseudo(?:nyme)?|pour)?(?: etant)?|(?:le |du |un |sous le |son )(?:pre)?nom(?: d'emprunt| de profil| affiche)? (?:de |d')?|prenom(?: affiche| utilise| donne)? ?:?|disait (?:se nommer|etre)|dit (?:se nommer|s'appeler)"
    r"|(?:se |me |nos )?(?:presento|presentaba|presenta|identifico|identificaba|identifica|hizo pasar por|hacia pasar por) ?(?:como|con el nombre(?: de)?)?|(?:con |usa |usaba |uso )el nombre(?: falso)?(?: de)?|decia (?:llamarse|ser)|dijo (?:llamarse|ser)|nombre (?:de perfil|en el perfil|que aparece)"
    r"|(?:se )?(?:apresentou|apresentava|apresenta|identificou|identificava|passou|passava)(?:-se)? (?:como|por|com o nome(?: de)?)|(?:usa|usava|usou) o nome(?: falso)?(?: de)?|nome (?:do perfil|no perfil|falso)"
    r"|(?:gab|gibt|stellte|meldete|meldet|nannte|nennt|bezeichnete) sich (?:\w+ ){0,2}(?:als|mit|unter)?|unter dem (?:vor)?namen|(?:profil|anzeige|vor)name(?: war| ist)?|den (?:vor)?namen|hat sich (?:\w+ )?als|benutzt(?:e)? (?:den|als) (?:vor)?namen"
    r"|nagpakilala\w*(?: \w+){0,3}|gamit(?: niya| nya)? ang pangalan(?:g)?|(?:ang )?gamit na pangalan(?: ay)?|tawag ko sa kanya|persona|alias|nickname|pseudo\w*|surnom|apodo|apelido|spitznamen?|palayaw|(?:firm|assin)\w{1,4} como|sign(?:s|ed|ing)? as|unterschr\w+ (?:als|mit)"
    r"|تدعي|يدعي|تسمي نفسها|يسمي نفسه|عرفت نفسها باسم|قدمت نفسها باسم|باسم مستعار|(?:ال)?(?:حساب|بروفايل|ملف|صفحه)\w{0,2} باسم|باسم|مسميه راسها|مسمي راسو|مسمية راسها)(?![^\W_])[\s:«\"'“„‘]{1,3}(?:(?:a|one|una?|une?|eine?|certaine?|tal|si)\s)?"
)
"""The verb of who gives a name, in all its forms."""
_ADDRESSED = re.compile(
    r"(?<![^\W_])(?:entao|então|listen(?: here| up)?|ok(?:ay)?|hey|look(?: here)?|tell me|answer me|wake up|hurry(?: up)?|come on|good (?:morning|evening|night)|how are you|well|so|now|right|dear|ecoute(?: moi)?(?: bien)?|regarde|dis[ -]moi|reponds|alors|bon|mira|oye|escucha(?:me)?|dime|vamos|a ver|olha|escuta|me diz|fala|responde|hor (?:mal )?zu|sag mal|pass auf|schau|also|antworte|lieber?|pakinggan mo|makinig ka|uy|hoy|sagot|sma3(?:ni)?|chouf|سمع|اسمع|شوف),?\s"
)
"""Before the name of who is spoken to, behind which the sentence pauses."""
_THINGS = frozenset(
    """business war blackmail extortion harassment karma reality revenge justice hell heaven bullshit fraud instagram facebook snapchat telegram
    whatsapp tiktok police interpol fbi europol noel paques monday tuesday wednesday thursday friday saturday sunday serious private official
    final payday money grave urgent termine mort orange google apple amazon paypal netflix""".split()  # noqa: SIM905
)
"""`this is Business`"""
_PAUSE = re.compile(r"\s?(?:[,.!?…]|$)")


def find(view: View) -> list[Hit]:
    hits: dict[int, Hit] = {}
    own: set[int] = set()
    flat = level(view.text)
    for name, place in _PLACES.found(flat):
        reported = _REPORTED.search(flat, max(0, place.start() - 24), place.start())
        quoted = (name == "own" and bool(reported)) or (
            name == "own" and view.text[max(0, place.start() - 1) : place.start()] in _QUOTES
        )
        if view.said_by is Speaker.VICTIM and name in ("own", "casual", "greeting") and not quoted:
            gap = _GAP.match(flat, place.end())
            own.add(gap.end() if gap else -1)
            continue
        gap = _GAP.match(flat, place.end())
        written = _NAME.match(view.text, gap.end()) if gap else None
        if written and place[0] in _GERMAN_TOO and key(written[0]) not in lines("first_names"):
            continue
        if written and _a_name(name, written, view.text):
            hits.setdefault(written.start(), Hit(written[0], *written.span()))
    for tells in _TELLS.finditer(flat):
        written = _NAME.match(view.text, tells.end())
        if written and _a_name("told", written, view.text) and not written[0].islower():
            hits.setdefault(written.start(), Hit(written[0], *written.span()))
    for spoken_to in _ADDRESSED.finditer(flat):
        written = _NAME.match(view.text, spoken_to.end())
        if (
            written
            and written[0].istitle()
            and _listed(written[0])
            and _PAUSE.match(view.text, written.end())
        ):
            hits.setdefault(written.start(), Hit(written[0], *written.span()))
    for spoken_of in _IN_SENTENCE.finditer(view.text):
        if spoken_of.start(1) in own or _SIGNED.search(
            flat, max(0, spoken_of.start(1) - 25), spoken_of.start(1)
        ):
            continue
        if (
            _listed(spoken_of[1])
            and key(spoken_of[1]) not in _AMBIGUOUS
            and not town.is_place(key(spoken_of[1]))
        ):
            hits.setdefault(spoken_of.start(1), Hit(spoken_of[1], *spoken_of.span(1)))
    for pattern in (_QUOTED, _PAIR, _AGED, _CALLED_TO, _HERE, _NAMED_AFTER, _FILLED_IN):
        for found in pattern.finditer(view.text):
            folded = [key(name) for name in found.groups()]
            if all(name in lines("first_names") and name not in _NOT for name in folded):
                for number in range(1, len(folded) + 1):
                    hits.setdefault(found.start(number), Hit(found[number], *found.span(number)))
    return [hits[start] for start in sorted(hits)]


def _listed(written: str) -> bool:
    return key(written) in lines("first_names") and key(written) not in _NOT


_POINTS = re.compile(r"(?<![^\W_])(?:this is|c'est|it's|its)\s$")


def _a_name(place: str, written: re.Match[str], text: str) -> bool:
    folded = key(written[0])
    if folded not in lines("first_names") and (
        folded in _THINGS and _POINTS.search(level(text[max(0, written.start() - 9) : written.start()]))
    ):
        return False
    stated = written[0][0].isupper() and folded in lines("first_names")
    stated = stated and (
        place in ("told", "own") or (place in ("casual", "said") and bool(_ENDS.match(text, written.end())))
    )
    if folded in _COUNTRIES and place in ("casual", "said") and _PAUSE.match(text, written.end()):
        return False
    if (
        (folded in _FUNCTION_WORDS and written[0].islower())
        or (folded in _NOT and not stated)
        or (folded.endswith("ing") and folded not in lines("first_names"))
    ):
        return False
    known = any(part in lines("first_names") for part in (folded, folded.partition("-")[0]))
    capital = written[0][0].isupper() and not written[0].isupper()
    caseless = not written[0][0].isupper() and not written[0][0].islower()
    if caseless:  # Arabic
        return (
            known or place == "own" or (place == "told" and text[: written.start()].rstrip()[-1:] in "هاوىي")
        )
    if place in ("own", "told"):
        short = (
            text[max(0, written.start() - 20) : written.start()]
            .rstrip(" :,")
            .lower()
            .endswith((" si", " ni", "kay", "c'est", "this is", "nombre", "prenom", "moi c"))
            or written.start() < 4
        )
        return (capital and (known or bool(_ENDS.match(text, written.end())) or not short)) or (
            known and not short
        )
    if place in ("casual", "said"):
        return (known and (capital or bool(_ENDS.match(text, written.end())))) or (
            capital and bool(_ENDS.match(text, written.end()))
        )
    if place == "kin":
        return capital
    if (
        place == "greeting"
        and known
        and folded not in _AMBIGUOUS
        and text[written.end() : written.end() + 1] == ","
    ):
        return True
    return capital and known
