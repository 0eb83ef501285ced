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
    "(ارسل|حول|ابعت|ابعث|صيفط|سيفط|دفع).*(حواله|فلوس|مبلغ|المال).* (الي|ل)",
    "flous.*(smito|smitha|smitu|smiyto|smiytu)",
    "(حول|ارسل|بعت|بعث|دفع|مبلغ|فلوس|حواله|صيفط|سيفط|شد|استلم|خدا).*(اسمه|اسمها|سميتو|سميتها|يدعي|تدعي|المدعو|هو|هي)",
)  # fmt: skip
_CAPITALS = r"[A-Z\xc3][a-z\x80-\xff]+ ([a-z]{2,3} )?[A-Z\xc3]"
_SENDS = "|".join(
    f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in _folded("send") if word.isascii()
)
_SENT = r"[tT]ransf|[eE]nv[io]|[mM]and[aeo]|[dD]epos|[pP]ag[au]|[gG]ir[aeo]|[cC]onsign|[iI]ngres|[aA]bon[ae]|[vV]ers|[vV]ire|berw[ie]|[zZ]ahl|[sS]chick|[sS]en[dt]|[wW]ire|[rR]emit|[pP]adal|[hH]ulog|[pP]ass[aeo]"
_MONEY_BESIDE = (
    r"[wW]estern|WESTERN|[mM]oney ?[gG]ram|MONEYGRAM|\b[rR]ia\b|[wW]afa|[cC]ash ?[pP]lus|[oO]range [mM]oney|[gG][cC]ash|[oO][xX][xX][oO]|[eE]fecty|\b[pP][iI][xX]\b|[nN]equi|[yY]ape|\bIBAN\b|[vV]irement|[mM]andat\b"
    r"|[mM]o[mM]o\b|[oO]pay|[pP]almpay|[zZ]elle|[wW]orld ?[rR]emit|[rR]emitl?y?|[pP]ayout|[fF]unds|[uU]eberweis|berweis|[pP]alawan|[cC]ebuana|[pP]adala|[rR]eceipt|[rR]ecipient|[rR]eceiver|[cC]ollected|[pP]icked|[wW]ithdrawn"
    r"|[aA]ccount [nN]ame|\bKonto\b|[rR]etir[eé]|[cC]obr[oó]|[sS]acou|[gG]iro\b"
)
PLAIN_TRIGGERS = (
    rf"\b({_SENDS})\b.*[ ](to|called|named|a|pour|para|pro|pra|an|kay|l|agent|\xc3\xa0|f\xc3\xbcr) (my [a-z]+ )?{_CAPITALS}",
    rf"\b([Kk]ay|[Nn]ame is|[Pp]ay to|[Mm]oney to|[Ss]miyt|[Nn]ombre de|[Nn]ome d[eoa]|[Cc]ompte de|[Nn]ame ni|[Aa]u nom) {_CAPITALS}",
    r"\b(cobr|retir|recogi|sac|recib|receb|levant|recup|encaiss|abgeholt|geholt|collect|pick|cash|withdr|receiv|kumuha|kukuha|tumanggap)[a-z\x80-\xff]{0,6} .*\b(fue|es|era|foi|\xc3\xa9|est|war|ist|was|is|si) "
    rf"{_CAPITALS}",
    r"\d[ ,]+(nom|name|nombre|nome) [A-Z]",
    rf"({_SENT})[a-z\x80-\xff]*( [a-z\x80-\xff0-9]+){{0,4}} {_CAPITALS}",
    rf"({_MONEY_BESIDE}).*[ :-]([A-Z]{{2,}} [A-Z][A-Z]|{_CAPITALS})",
    rf"([A-Z]{{2,}} [A-Z][A-Z]|{_CAPITALS}).* ({_MONEY_BESIDE})",
    rf"(\xc3\x9c|\xc3\xbc)berw(ei|ie)s[a-z]* .*an {_CAPITALS}",
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
    ("el que cobró el giro fue Pedro Ejemplo", "Pedro Ejemplo"),
    ("c'est Awa Exemple qui va récupérer le mandat", "Awa Exemple"),
    ("Funds collected 14:02 by SARA EXAMPLE", "SARA EXAMPLE"),
    ("Western Union details - Karim Example, Morocco", "Karim Example"),
    ("si Liza Halimbawa daw ang kukuha ng pera", "Liza Halimbawa"),
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
    "I told Officer Dan Example about the transfer",
    "sender: Karim Example, western union",
    "the transfer failed, my brother Karim Example said",
)

_TITLE = r"(?:(?:mr|mrs|ms|miss|mme|mlle|mister|monsieur|madame|mademoiselle|sr|sra|senor|senora|senhor|senhora|don|dona|herr|herrn|frau|hajj|haj|el hadj|alhaji|sidi|lalla|ginoong|aling|mang|dr|m|السيد|السيدة|الحاج|الحاجة)\.?\s)?"
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
    r"|recuperer?|retirer?|encaisser?|toucher?|recu|abgeholt|abholt|geholt|bekommen|bekommt|empfangt|collected|collects|collecting|collect|picked|picks|pick|cashed|cashes|cash|received|receives|withdrew|withdraws|took|takes|gets"
    r"|kumuha|kukuha|tumanggap|tatanggap|استلم|استلمها|يستلم|قبض|شد|خدا)\s?(?:\S{1,12}\s){0,4}"
    r"(?:fue|es|era|foi|e|est|c'est|etait|war|ist|heisst|was|is|ay si|ay|si|هو|هي|اسمه|سميتو|كان|,)\s"
)
"""`el que cobró el giro fue`, `the man who picked it up was`"""
_PASSED = re.compile(
    r"(?<![^\W_])(?:collected|received|withdrawn|picked up|cashed|claimed|taken|paid out|signed|retire|encaisse|recu|percu|recupere|touche|cobrado|retirado|recogido|recibido|sacado|recebido|levantado"
    r"|abgeholt|ausgezahlt|empfangen)(?: (?!by|par|por|von|an|a)\S{1,12}){0,4} (?:by|par|por|pelo|pela|von|an)\s"
)
"""Who took it, behind the verb and the time."""
_DOWN_AS = re.compile(
    r"(?<![^\W_])(?:receiver|recipient|beneficiary|payee|beneficiaire|destinataire|destinatario|beneficiario|favorecido|empfanger)(?: \w{1,12}){0,3} (?:as|comme|como|als|to be|was|is|est|es|ist|to)\s"
)
_BEHIND_NUMBER = re.compile(r"(?<=\d)[ ,]{1,2}(?:(?:au|a|en|no|sa) )?(?:nom|name|nombre|nome|names)\s")
"""`07 00 11 22 33 nom KONE SALIMATA`"""
_NAME_WORD = r"[^\W\d_a-zà-ÿ][^\W\d_]*(?:['’-][^\W\d_]+)?"
_FULL_NAME = re.compile(
    rf"(?<![^\W_])(?<![@#./]){_NAME_WORD}(?: (?:[^\W\d_]{{2,3}} ){{0,2}}{_NAME_WORD}){{1,4}}(?![\w@])"
)
_NOT_THEIRS = re.compile(
    r"(?<![^\W_])(?:sender|from|remitente|expediteur|expeditrice|envoyeur|absender|absenderin|remetente|ordonnateur|ordenante|pagador|مرسل|المرسل|من|my|your|ton|ta|tes|mon|ma|mes|votre|tu|tus|su|mi|mis|teu|tua|seu|sua|meu|minha|dein\w*|mein\w*"
    r"|moi|yo|ich|eu|je|i am|i'm|im|soy|sou|bin|suis|me llamo|officer|attorney|lawyer|manager|boss|teacher|dr|doctor|detective|inspector|police|agent|sergeant|judge|avocat|avocate|maitre|commissaire|policier|inspecteur|juge|abogad[oa]|agente|inspector|juez|comisario|licenciad[oa]|advogad[oa]|delegad[oa]|juiz"
    r"|anwalt|anwaltin|kommissar\w*|richter\w*|polizist\w*|atty|abogado|pulis|told|tell|ask|asked|show|contact\w*|follow\w*|dit|dire|parl\w+|montr\w+|cont\w+|dij\w+|dec\w+|mostr\w+|diss\w+|zeig\w+|sag\w+|sinabi|sabihin|ipakita|mother|father|sister|brother|friend|wife|husband|cousin|mere|pere|soeur|frere|amie?|femme|mari|madre|padre|hermana|hermano|amig[oa]|esposa|marido|mae|pai|irma|irmao|mutter|vater|schwester|bruder|freund\w*|chef\w*|jef[ea]|patron\w*|kaibigan|nanay|tatay|asawa|yemma|khti|khouya)(?![^\W_])[^\n]{0,14}$"
)
"""Who is named right behind is somebody else."""
_NOT_THEIRS_BEHIND = re.compile(
    r",? (?:your|my|ta|ton|mon|ma|tu|mi|dein\w*|mein\w*|tua?|teu|minha|meu|who is your|will represent|told|said|says|wrote|a dit|dijo|disse|sagte)(?![^\W_])"
)
_IN_NAME = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['in_name']))})(?:(?<=')|\s?:\s?|\s)")
_SEND_STEMS = (
    r"transf[eiè]r\w*|transfier\w*|envi[aeáéo]\w*|envo[iy]\w*|mand[aeáéo]\w*|deposit\w*|depos[eé]\w*|pag[aáueé]\w*|gir[aáeéo]\w{0,3}|consign\w+|ingres\w+|abon[aáeé]\w*"
    r"|vers[eé]\w*|vir[ez]\w*|uberw[ie]\w+|zahl\w*|bezahl\w*|schick\w*|sen[dt]\w*|wir(?:e|ed|ing)|remit\w*|(?:i|pina|nagpa|magpa)?padal\w*|(?:i|hin|nag|mag)?hulog\w*|pass[aeo]\w{0,3}"
    r"|صيفط\w*|سيفط\w*|ارسل\w*|حول\w*|ابعت\w*|ابعث\w*|بعت\w*|بعث\w*|دفع\w*|ادفع\w*"
)
_SEND = re.compile(rf"(?<![^\W_])(?:{any_of(every(_WORDS['send']))}|{_SEND_STEMS})(?![^\W_])")
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
    for pattern in (_DOWN_AS, _PASSED, _BEHIND_NUMBER):
        for before in pattern.finditer(flat):
            if hit := _name(text, flat, before.end(), least=2, any_case=False):
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
    if not _THING.search(flat):
        yield from _beside_money(text, flat)


def _beside_money(text: str, flat: str) -> Iterator[Hit]:
    """A full name with a known first name, beside a transfer, where nothing says that it is another's."""
    transfers = [found.span() for found in _TRANSFER.finditer(flat)]
    for found in _FULL_NAME.finditer(text) if transfers else ():
        if not any(_same_thought(flat, start, end, *found.span()) for start, end in transfers):
            continue
        words_in = list(_WORD.finditer(text, found.start(), found.end()))
        for word in words_in[:-1]:
            titled = re.search(rf"(?<![^\W_]){_TITLE[:-1]}$", flat[max(0, word.start() - 14) : word.start()])
            if not titled and (key(word[0]) not in lines("first_names") or key(word[0]) in _NOT):
                continue
            start = word.start() - len(titled[0]) if titled else word.start()
            hit = _name(text, flat, start, least=2, any_case=False)
            if (
                hit
                and key(hit.value.split()[1]) not in _COMMON_NOUNS
                and not _NOT_THEIRS.search(flat, max(0, word.start() - 40), word.start())
                and not _NOT_THEIRS_BEHIND.match(flat, hit.end)
            ):
                yield hit
            break


def _same_thought(flat: str, start: int, end: int, left: int, right: int) -> bool:
    """Whether two places are close by, and no sentence ends between them."""
    between = flat[end:left] if end <= left else flat[right:start] if right <= start else ""
    return len(between) <= 60 and not re.search(r"[.!?](?:\s|$)|--", between)


_TRANSFER = re.compile(
    r"(?<![^\W_])(?:western ?union|wu|money ?gram|ria|wafa ?cash|cash ?plus|tasshilat|orange money|wave|momo|mo ?mo|m-?pesa|airtel money|mtn|moov|flooz|gcash|maya|palawan\w*|cebuana\w*|mlhuillier|oxxo|efecty|elektra|nequi|daviplata|yape|plin|bizum|pix|mb ?way|opay|palmpay|zelle"
    r"|venmo|cash ?app|revolut|wise|remitly|world ?remit|taptap|sendwave|iban|rib|virement|mandat|transfer\w*|transfier\w*|uberweis\w*|remittance|remesa|giro|padala|payout|deposit\w*|deposer?|funds|konto|gutschrift|kwarta|swift)(?![^\W_])"
    r"|ويسترن|موني ?[جغ]رام|وفاكاش|كاش بلوس|حواله|تحويل|فودافون كاش|اورنج|المستلم"
)
_COMMON_NOUNS = frozenset(("bank", "street", "road", "union", "express", "cash", "money", "pay", "city", "university", "college", "hospital", "school", "avenue", "rue", "park", "church", "hotel", "store", "shop", "plus", "play", "gold", "card", "trump", "messi"))  # fmt: skip


def _name(text: str, flat: str, start: int, *, least: int, any_case: bool) -> Hit | None:
    """The words of a name that begin here, if there are enough: capitals with particles, or any case behind a colon."""
    at = start
    end = None
    count = 0
    title = re.match(_TITLE, flat[at : at + 14])
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
