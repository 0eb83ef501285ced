"""Names of those who collect the money, as a transfer agency needs them.

>>> [hit.value for hit in find(View("Receiver name: Sara El Amrani, city: Oued Zem"))]
['Sara El Amrani']

As written, white space made single: its spelling variants are what an agency searches by. First and last name given
apart are two. Who sends, or whom a threat is to reach, is none. Words: `words/receivers.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, every, key, level, lines, trigger, words

KIND = IndicatorKind.RECEIVER
CLAIMS = False
_WORDS = words("receivers")


def _folded(name: str) -> list[str]:
    return sorted({key(word) for word in every(_WORDS[name])})


_FREQUENT = frozenset(("kay", "account", "cobro", "titular", "money to", "name is", "nombre de", "nome de", "pay to", "smiyt", "paid to", "name ni", "the name is", "argent a", "dinero a", "geld an", "compte de", "cuenta de", "conta de", "au nom", "receptor", "حساب", "account of"))  # fmt: skip
TRIGGERS = (
    *(trigger(word) for word in [*_folded("label"), *_folded("in_name"), *_folded("as"), "prenom", "nom :", "nom:", "name:", "name :", "nombre:", "nome:", "smiya:", "الاسم:", "الاسم :", "knia", "lknia", "last name", "surname", "apellido", "sobrenome", "nachname", "النسب"]
if word not in _FREQUENT),
    "flous.*(smito|smitha|smitu|smiyto|smiytu)",
    "(حول|ارسل|بعت|بعث|دفع|مبلغ|فلوس|حواله|صيفط|سيفط|شد|استلم|خدا).*(اسمه|اسمها|سميتو|سميتها|يدعي|تدعي|المدعو|هو|هي)",
)  # fmt: skip
_CAPITALS = r"[A-Z\xc3][a-z\x80-\xff]+ ([a-z]{2,3} )?[A-Z\xc3]"
_SENDS = "|".join(
    f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in _folded("send") if word.isascii()
)
PLAIN_TRIGGERS = (
    rf"\b({_SENDS})\b.*[ ](to|called|named|a|pour|para|pro|pra|an|kay|l|agent|\xc3\xa0|f\xc3\xbcr) (my [a-z]+ )?{_CAPITALS}",
    rf"\b([Kk]ay|[Nn]ame is|[Pp]ay to|[Mm]oney to|[Ss]miyt|[Nn]ombre de|[Nn]ome d[eoa]|[Cc]ompte de|[Nn]ame ni|[Aa]u nom) {_CAPITALS}",
    r"\b(cobr|retir|recogi|sac|recib|receb|levant|recup|encaiss|abgeholt|geholt|collect|picked|cashed|withdrew|received|kumuha|kukuha|tumanggap)[a-z\x80-\xff]{0,6} .*\b(fue|es|era|foi|\xc3\xa9|est|war|ist|was|is|si) "
    rf"{_CAPITALS}",
    rf"(\xc3\x9c|\xc3\xbc)berweis[a-z]* .*an {_CAPITALS}",
)
EXAMPLES = (
    ("Receiver name: Sara El Amrani", "Sara El Amrani"),
    ("name of the receiver is SARA EL AMRANI", "SARA EL AMRANI"),
    ("envoie par western union au nom de Sara El Amrani", "Sara El Amrani"),
    ("nom du bénéficiaire : sara el amrani", "sara el amrani"),
    ("send to Sara El Amrani, western union", "Sara El Amrani"),
    ("حول باسم أحمد مثال حسن", "أحمد مثال حسن"),
    ("sift 3000 dh b smiyt Khalid Tajribi", "Khalid Tajribi"),
    ("überweise an Ali Mustermann, Western Union", "Ali Mustermann"),
    ("titulaire du compte: Mme Léa Exemple", "Mme Léa Exemple"),
)
COUNTER_EXAMPLES = (
    "what is the receiver name?",
    "send to my family",
    "au nom de la loi",
    "I send it to Sara",
    "receiver name will follow",
    "send to Western Union",
    "i send the video to John Sample your boss",
    "se lo mando a Pedro Ejemplo, tu jefe",
    "nom de jeune fille de ma mère: Exemple",
    "Der Empfänger hat die Mail nicht gelesen",
)

_TITLE = r"(?:(?:mr|mrs|ms|miss|mme|mlle|mister|sr|sra|don|dona|herr|frau|hajj|haj|dr|m|السيد|السيدة)\.?\s)?"
_IS = r"(?:must be|should be|will be|has to be|was|is|est|sera|etait|es|era|sera|debe ser|e|foi|ist|war|muss|hei(?:s|ss|ß)t|lautet|ay|c'est|s'appelle|se llama|se chama|is called|هو|هي|كان)"
_LABEL = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_WORDS['label']))})(?![^\W_])(?:\s?(?:[:=>-]|\b{_IS}(?![^\W_]))\s?:?\s{{0,2}}|\s)"
    r"(?:(?:one|a certain|un certain|une certaine|un tal|una tal|um tal|uma tal|ein gewisser|eine gewisse|si|kay|named|called|المدعو|السيد)\s)?"
)
_PLAIN_LABEL = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['plain_label']))})\s?[:=]\s{{0,2}}")
_AS = re.compile(rf"\s(?:{any_of(every(_WORDS['as']))})(?![^\W_])")
_NEXT = re.compile(r"(?:\s?[€£$]?\d[\d.,]*\s?\w{0,5})?\s?(?:,|/|&|\band\b|\bet\b|\by\b|\be\b|\bund\b)\s")
"""From one name of a list to the next."""
_WHO = re.compile(
    r"(?<![^\W_])(?:el|la|los|quien|persona|quem|o|a|celui|celle|personne|der|die|wer|one|guy|man|woman|person|yung|ang|اللي|لي|الذي|الي)\s"
    r"(?:(?:that|who|which|qui|que|das|es|الذي|اللي)\s)?(?:\S{1,12}\s){0,2}"
    r"(?:cobro|cobra|cobrara|retiro|retira|recogio|recoge|saco|recibio|recibe|sacou|saca|recebeu|recebe|retirou|levantou"
    r"|recupere|retire|encaisse|touche|recu|abgeholt|abholt|geholt|bekommen|bekommt|empfangt|collected|collects|collecting|picked|cashed|received|receives|withdrew|took"
    r"|kumuha|kukuha|tumanggap|tatanggap|استلم|استلمها|يستلم|قبض|شد|خدا)\s?(?:\S{1,12}\s){0,4}"
    r"(?:fue|es|era|foi|e|est|c'est|etait|war|ist|heisst|was|is|ay si|ay|si|هو|هي|اسمه|سميتو|كان|,)\s"
)
"""`el que cobró el giro fue`, `the man who picked it up was`"""
_IN_NAME = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['in_name']))})(?:(?<=')|\s?:\s?|\s)")
_SEND = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['send']))})(?![^\W_])")
_TO = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['to']))})\s|(?<![\w])ل(?=[\u0621-\u064a]{{3}})")
_PART = re.compile(
    rf"(?<![^\W_])(?:{any_of(every(_WORDS['parts']))})(?![^\W_])\s?(?P<mark>[:=]\s?|\s?(?=\S))"
)
_MONEY = re.compile(
    rf"(?<![^\W_])(?:{any_of(word for word in every(_WORDS['money']) if not word.endswith('*') and word[0].isalnum())})(?![^\W_])"
    rf"|(?<![^\W_])(?:{'|'.join(re.escape(key(word[:-1])) for word in every(_WORDS['money']) if word.endswith('*'))})|[€£$₱]"
)
_THING = re.compile(
    r"(?<![^\W_])(?:videos?|photos?|pics?|pictures?|images?|screenshots?|clip|everything|link|fotos?|tudo|todo|bilder?|foto|litrato|tsawr|taswira|الفيديو|فيديو|الصور|صور|se lo|te lo)(?![^\W_])"
)
"""What is sent is then no money."""
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_PARTICLES = frozenset(
    [
        "el",
        "al",
        "ben",
        "bin",
        "bint",
        "ould",
        "de",
        "da",
        "dos",
        "do",
        "das",
        "del",
        "van",
        "von",
        "la",
        "du",
        "di",
        "abd",
        "ait",
        "ibn",
        "bou",
        "abu",
        "e",
        "y",
    ]
)
_NOT = frozenset(_folded("not"))
_SCHOOL = re.compile(r"school|ecole|jeune fille|escuela|escola|schule|pet|dog|street|company")
_MOST = 5
"""Words of a name."""


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    flat = level(text)
    parts = list(_PART.finditer(flat))
    money = bool(_MONEY.search(flat))
    named = [
        (part, _name(text, flat, part.end(), least=1, any_case=":" in part[0] or "=" in part[0]))
        for part in parts
    ]
    good = [hit for part, hit in named if hit]
    if len(good) >= 2 and (money or len({part[0] for part, hit in named if hit}) >= 2):
        yield from good
    for label in _LABEL.finditer(flat):
        marked = label[0].rstrip()[-1:] in ":=>-"
        hit = _name(text, flat, label.end(), least=1 if marked else 2, any_case=marked)
        while hit:
            yield hit
            following = _NEXT.match(flat, hit.end)
            hit = (
                _name(text, flat, following.end(), least=2, any_case=False) if following and marked else None
            )
    for label in _PLAIN_LABEL.finditer(flat) if money else ():
        if hit := _name(text, flat, label.end(), least=2, any_case=False):
            yield hit
    for found in _AS.finditer(flat):
        starts = [word.start() for word in _WORD.finditer(text, max(0, found.start() - 50), found.start())]
        for start in starts[-_MOST:]:
            hit = _name(text, flat, start, least=2, any_case=False)
            if hit and hit.end == found.start():
                yield hit
                break
    for place in _IN_NAME.finditer(flat):
        strong = not place[0].startswith(
            ("kay", "the name is", "name is", "nombre de", "nome de", "account of", "smiyt", "حساب")
        )
        hit = _name(text, flat, place.end(), least=1 if strong and money else 2, any_case=False)
        school = _SCHOOL.search(flat, max(0, place.start() - 25), place.start())
        if not hit or not (strong or money) or school:
            continue
        if " " in hit.value or key(hit.value) in lines("first_names"):
            yield hit
    for who in _WHO.finditer(flat):
        if hit := _name(text, flat, who.end(), least=2, any_case=False):
            yield hit
    if not money:
        return
    for verb in _SEND.finditer(flat):
        for to in _TO.finditer(flat, verb.end(), verb.end() + 70):
            if _THING.search(flat, max(0, verb.start() - 12), to.start()) or re.search(
                r"[.!?\n]", flat[verb.end() : to.start()]
            ):
                break
            if hit := _name(text, flat, to.end(), least=2, any_case=False):
                yield hit
                break


def _name(text: str, flat: str, start: int, *, least: int, any_case: bool) -> Hit | None:
    """The words of a name that begin here, if there are enough: capitals with particles, or any case behind a colon."""
    at = start
    end = None
    count = 0
    title = re.match(_TITLE, flat[at : at + 12])
    if title:
        at += title.end()
    latin = None
    while count < _MOST:
        found = _WORD.match(text, at)
        if not found:
            break
        written = found[0]
        word = key(written).rstrip(".")
        caseless = not (written[0].isupper() or written[0].islower())
        if latin is not None and latin == caseless:
            break
        latin = not caseless if latin is None else latin
        initial = len(written) == 2 and written[1] == "." and written[0].isupper()
        of_god = word == "الله" and key(text[start:at]).rstrip().endswith("عبد")
        if (word in _NOT and word not in _PARTICLES and not of_god and not initial) or (
            caseless and count and _ends_arabic(word)
        ):
            break
        if written[0].isupper() or caseless or any_case:
            count += 1
            end = found.end() - (written.endswith(".") and len(written) > 3)
        elif not (word in _PARTICLES and count):
            break
        if text[found.end() : found.end() + 1] != " " or (written.endswith(".") and len(written) > 3):
            break
        at = found.end() + 1 + (text[found.end() + 1 : found.end() + 2] == " ")
    if end is None or count < least:
        return None
    name = " ".join(text[start:end].split())
    while name.split()[-1].lower() in _PARTICLES and " " in name:
        name = name.rpartition(" ")[0]
        end = start + text[start:end].rstrip().rfind(" ")
    return Hit(name, start, end)


def _ends_arabic(word: str) -> bool:
    """A word of Arabic that no name is: a firm, a place with its preposition."""
    return word[0] in "فبو" and (word[1:] in _NOT or key(word[1:]) in _FIRST_OF_FIRMS or word[1:3] == "ال")


_FIRST_OF_FIRMS = frozenset(
    key(name).split()[0]
    for firm in words("firms").values()
    for name in firm.get("names", ())
    if not name.isascii()
)
