"""Names of those who collect the money, as a transfer agency needs them.

>>> [hit.value for hit in find(View("Receiver name: Sara El Amrani, city: Oued Zem"))]
['Sara El Amrani']

As written, white space made single: its spelling variants are what an agency searches by. First and last name given
apart are two. Who sends, or whom a threat is to reach, is none. Words: `words/receivers.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind, Speaker
from amparo.recognition.indicators import receiver_cues as cues
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.full_name import (
    MOST_WORDS,
    NOT,
    TITLE,
    WORD,
    full_name,
    in_lower_case,
    inverted,
)
from amparo.recognition.indicators.vocabulary import every, key, level, lines, trigger, words

KIND = IndicatorKind.RECEIVER
CLAIMS = False
_WORDS = words("receivers")


def _folded(name: str) -> list[str]:
    return sorted({key(word) for word in every(_WORDS[name])})


_FREQUENT = frozenset(("kay", "account", "cobro", "titular", "money to", "name is", "nombre de", "nome de", "pay to", "smiyt", "paid to", "name ni", "the name is", "argent a", "dinero a", "geld an", "compte de", "cuenta de", "conta de", "au nom", "receptor", "حساب", "account of"))  # fmt: skip
TRIGGERS = (
    *(trigger(word) for word in [*_folded("label"), *_folded("in_name"), *_folded("as"), "prenom", "nom :", "nom:", "name:", "name :", "nombre:", "nome:", "smiya:", "السميه:", "السميه :", "smiya li", "الاسم:", "الاسم :", "knia", "lknia", "last name", "surname", "apellido", "sobrenome", "nachname", "النسب"]
if word not in _FREQUENT),
    "(ارسل|حول|ابعت|ابعث|صيفط|سيفط|دفع).*(حواله|فلوس|مبلغ|المال).* (الي|ل)",
    "(تحويل|حول|ارسل|ابعت|بعت|صيفط|دفع|مشات|فلوس|درهم).*[0-9].* (الي|ل|سميتو|اسمه)",
    "(ارسل|حول|ابعت|ابعث|صيفط|سيفط|دفع).*(عبر|بريدي|ويسترن|كاش|موني|فودافون|بنك|مصرف).* (الي|ل)",
    "flous.*(smito|smitha|smitu|smiyto|smiytu)",
    "(تحويل|محفظ|حساب|حواله|رقم).*(يطلع|يظهر|يبان|يطلعلك|اسمه|اسمها|سميت|باسم|لواحد|لوحده)",
    "(حول|ارسل|بعت|بعث|دفع|مبلغ|فلوس|حواله|صيفط|سيفط|شد|استلم|خدا|كاش|ايصال|كونط).*(اسمه|اسمها|الاسم|سميت|يدعي|تدعي|المدعو|هو|هي)",
)  # fmt: skip
_CAPITALS = r"([A-Z]\.? )?[A-Z\xc3][a-z\x80-\xff]+ ([a-z]{2,3} ){0,2}[A-Z\xc3]"
_SENDS = "|".join(
    f"[{word[0]}{word[0].upper()}]{re.escape(word[1:])}" for word in _folded("send") if word.isascii()
)
_SENT = r"[tT]ransf|[eE]nv[io]|[mM]and[aeo]|[dD]epos|[pP]ag[au]|[pP]ay|[gG]ir[aeo]|[cC]onsign|[iI]ngres|[aA]bon[ae]|[vV]ers|[vV]ire|berw[ie]|[zZ]ahl|[sS]chick|[sS]en[dt]|[wW]ire|[rR]emit|[pP]adal|[hH]ulog|[pP]ass[aeo]"
_MONEY_BESIDE = (
    r"[wW]estern|WESTERN|[mM]oney ?[gG]ram|MONEYGRAM|\b[rR]ia\b|[wW]afa|[cC]ash\b|CASH|[cC]ash ?[pP]lus|[aA]cc(oun)?t\b|[tT]wint|[oO]range [mM]oney|[gG][cC]ash|[oO][xX][xX][oO]|[eE]fecty|\b[pP][iI][xX]\b|[nN]equi|[yY]ape|\bIBAN\b|[vV]irement|[mM]andat\b"
    r"|[mM]o[mM]o\b|[oO]pay|[pP]almpay|[zZ]elle|[wW]orld ?[rR]emit|[rR]emitl?y?|[pP]ayout|[fF]unds|[uU]eberweis|berweis|[pP]alawan|[cC]ebuana|[pP]adala|[rR]eceipt|[rR]ecipient|[rR]eceiver|[cC]ollected|[pP]icked|[wW]ithdrawn|[mM][bB] ?[wW]ay|MBWAY|[yY]apea|[cC]aiu|[tT]icket\b|[rR]e\xc3\xa7u\b|[bB]ordereau|[bB]eleg\b|[qQ]uittung|[cC]omprob|[cC]omprov|[rR]etrait|[rR]etiro|[sS]aque|[cC]obro|\bOM\b|[dD]\xc3\xa9p|[sS]lip\b|[vV]irement"
    r"|\b[pP]a(y(able|ments?|ee)|id)\b|[pP]ay ?[pP]al|[cC]ash ?[aA]pp|[vV]enmo|[tT]ransf|TRANSF|PAYMENT|[sS]end|[sS]ent |[cC]laim|[rR]esibo|[sS]antander|[bB]arclays|[bB]ank\b|[bB]anco|[bB]anque|\b[wW]ave\b|[bB]izum|BIZUM|[eE]nvo[iy]|[eE]nvi[aoeé]|[mM]and[aoeé]|[dD]ep[oó]|[pP]ag[auo]|[zZ]ahl|[gG]eld|[mM]oney|[aA]rgent\b|[dD]iner|[dD]inheiro|[fF]lous|[pP]era\b|[cC]onta|[cC]uenta|[cC]ompte"
    r"|[aA]ccount [nN]ame|\bKonto\b|[rR]etir[eé]|[cC]obr[oó]|[sS]acou|[gG]iro\b"
)
PLAIN_TRIGGERS = (
    rf"\b({_SENDS})\b.*[ ](to|called|named|a|pour|para|pro|pra|an|kay|l|agent|\xc3\xa0|f\xc3\xbcr) (my [a-z]+ )?{_CAPITALS}",
    rf"\b([Kk]ay|[Nn]ame is|[Pp]ay to|[Mm]oney to|[Ss]miyt|[Nn]ombre de|[Nn]ome d[eoa]|[Cc]ompte de|[Nn]ame ni|[Aa]u nom) {_CAPITALS}",
    r"\b(cobr|retir|recogi|sac|recib|receb|levant|recup|encaiss|abgeholt|geholt|collect|pick|cash|withdr|receiv|per\xc3\xa7u|touch|pocket|claim|kumuha|kukuha|tumanggap)[a-z\x80-\xff]{0,6} .*\b(fue|es|era|foi|\xc3\xa9|est|war|ist|was|is|si|par|by|por|von|ni|pela|pelo) "
    rf"{_CAPITALS}",
    rf"\b([rR]ecoge|[cC]obra|[rR]etira|[rR]ecibe|[cC]ollects?|[rR]\xc3\xa9cup\xc3\xa8re|[eE]ncaiss|[hH]olt|[kK]ukuha|[bB]usca|[vV]ois|[aA]parece|[cC]onfere|[sS]ai|[kK]tb|[kK]teb)\b.* {_CAPITALS}",
    rf"\b([pP]ut|[pP]ay|[sS]end|[uU]se|[mM]ets|[pP]on|[sS]jjel|[mM]anda|[sS]ift)\b[^:]*: ?{_CAPITALS}",
    rf"\b(WU|wu|[mM]aya|[wW]ave|[pP]ix)[.:,]( .*[.,])? ?{_CAPITALS}",
    rf"([iI]dent)[a-z\x80-\xff]+( [a-z]+)? (como|as|comme|als) {_CAPITALS}",
    rf"\b([cC]have|[cC]lave|[kK]ey|[pP]ix|[cC]a(i|ir|iu)|[rR]etrait|[cC]uenta|[cC]onta)\b.* {_CAPITALS}",
    rf"\b([mM]ets|[pP]ut|[wW]rite|[pP]on|[pP]oe|[cC]oloca|[sS]chreib|[iI]lagay|[iI]sulat|[eE]cri[st]|[tT]rag|[nN]imm|[dD]ir|[kK]teb) [^a-z0-9]{{0,3}}([A-Z]{{2,}} [A-Z][A-Z]|{_CAPITALS})",
    r"\d[ ,]+(nom|name|nombre|nome) [A-Z]",
    rf"\b(Euro|EUR|Franken|Geld) an {_CAPITALS}",
    rf"\b[nN]ame [a-z ]*(gave|told|counter)[a-z ]* {_CAPITALS}",
    r"\b([sS]miyt?[a-z]*|[kK]ay|[kK]anino)( [a-z0-9]+){0,3} ?: ?[A-Z]",
    r"\b[tT]itulaire? ?[:=] ?[A-Z]|\b[tT]itular ?[:=] ?[A-Z]",
    rf"([gG]oogle ?[pP]ay|[gG][pP]ay|[pP]hone[pP]e|[pP]aytm|\b[uU][pP][iI]\b).* {_CAPITALS}",
    rf"({_SENT})[a-z\x80-\xff]*( [a-z\x80-\xff0-9]+){{0,4}} {_CAPITALS}",
    rf"({_MONEY_BESIDE}).*[ (:-]([A-Z]{{2,}} [A-Z]|{_CAPITALS})",
    rf"([A-Z]{{2,}} [A-Z][A-Z]|{_CAPITALS}).*({_MONEY_BESIDE})",
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
    ("gcash, it will show Sara Example", "Sara Example"),
    ("Transfert Wave\nÀ : Awa Exemple", "Awa Exemple"),
    ("an eine Sara Beispiel gezahlt", "Sara Beispiel"),
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
    "pay or i send it to Sara Example",
    "Dear Sara Example, your transfer is on hold",
)


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (
            hit
            for hit in _all(view.text, view.said_by)
            if not _own(view, hit) and not _nobody(hit) and taken.take(hit.start, hit.end)
        ),
        key=lambda hit: hit.start,
    )


def _nobody(hit: Hit) -> bool:
    """Whether it is an official, a country, a house or a firm."""
    written = key(hit.value)
    if re.match(cues.OFFICIAL, written) or cues.YOURS_IN_ARABIC.match(written):
        return True
    return written in _COUNTRIES or written in _FIRMS or written.rpartition(" ")[2] in _HOUSES


_HOUSES = frozenset(
    "university universite universidad universidade college hospital school bank union court embassy ministry".split()  # noqa: SIM905
)
_COUNTRIES = frozenset(key(word) for word in every(words("places")["country"]))
_FIRMS = frozenset(
    key(name)
    for listed in (words("firms"), words("mobile_money"))
    for firm in listed.values()
    for name in firm.get("names", ())
) | frozenset(map(key, words("firms")["reference"]["also"]))


def _own(view: View, hit: Hit) -> bool:
    """Whether the victim calls the one who is named theirs."""
    if view.said_by is Speaker.OFFENDER:
        return False
    flat = level(view.text)
    return bool(
        cues.MINE_RIGHT_BEFORE.search(flat[max(0, hit.start - 40) : hit.start]) or cues.BORROWED.search(flat)
    )


def _all(text: str, said_by: Speaker) -> Iterator[Hit]:
    flat = level(text)
    parts = list(cues.PART.finditer(flat))
    takes = said_by is Speaker.OFFENDER and bool(
        cues.TAKES.search(flat) or (cues.SHOWN.search(flat) and cues.CONFIRM.search(flat))
    )
    money = takes or bool(cues.MONEY.search(flat) or cues.TOOK_MONEY.search(flat))
    ends = [*(part.start() for part in parts), len(text)][1:]
    named = [
        (
            part,
            full_name(text[:end], flat[:end], part.end(), least=1, any_case=":" in part[0] or "=" in part[0]),
        )
        for part, end in zip(parts, ends, strict=True)
    ]
    good = [hit for part, hit in named if hit]
    if len(good) >= 2 and (money or len({part[0] for part, hit in named if hit}) >= 2):
        yield from good
    elif len(good) == 1 and (money or cues.SEND.search(flat)) and not cues.THING.search(flat):
        part = next(part for part, hit in named if hit)
        ours = cues.OWN.search(flat, max(0, part.start() - 12), part.end())
        if " " in good[0].value and part["mark"].strip() and not ours:
            yield good[0]
    for label in cues.LABEL.finditer(flat):
        marked = label[0].rstrip()[-1:] in ":=>-" or label[0].rstrip().endswith("...")
        hit = full_name(text, flat, label.end(), least=1 if marked else 2, any_case=marked)
        while hit:
            hit = inverted(text, hit)
            yield hit
            following = cues.NEXT.match(flat, hit.end)
            hit = full_name(text, flat, following.end(), least=2, any_case=False) if following else None
    form = said_by is not Speaker.VICTIM and bool(cues.PLACE_TOO.search(flat))
    for label in cues.PLAIN_LABEL.finditer(flat) if money or form else ():
        if hit := full_name(text, flat, label.end(), least=2, any_case=False):
            yield hit
    for found in cues.AS.finditer(flat):
        hit = _ending_at(text, flat, found.start())
        before = flat[max(0, hit.start - 24) : hit.start] if hit else ""
        if hit and (not cues.YOUR_KIN.search(before) or cues.PUT.search(before)):
            yield hit
    for place in cues.IN_NAME.finditer(flat):
        strong = not place[0].startswith(
            ("kay", "the name is", "name is", "nombre de", "nome de", "account of", "smiyt", "حساب")
        )
        hit = full_name(text, flat, place.end(), least=1 if strong and money else 2, any_case=False)
        school = cues.SCHOOL.search(flat, max(0, place.start() - 25), place.start()) or cues.THREAT.search(
            flat, max(0, place.start() - 25), place.start()
        )
        if not hit and strong and money:
            hit = in_lower_case(text, flat, place.end())
        if not hit or not (strong or money) or school:
            continue
        if " " in hit.value or key(hit.value) in lines("first_names"):
            yield hit
    for who in cues.WHO.finditer(flat):
        if hit := full_name(text, flat, who.end(), least=2, any_case=False):
            yield hit
    for pattern in (cues.DOWN_AS, cues.PASSED, cues.BEHIND_NUMBER):
        for behind in pattern.finditer(flat):
            if hit := full_name(text, flat, behind.end(), least=2, any_case=False):
                yield hit
    for word in cues.NAMED.finditer(flat):
        for told in cues.THAT_IS.finditer(flat, word.end(), word.end() + 50):
            around = max(0, word.start() - 20), told.end()
            if any(words.search(flat, *around) for words in (cues.NEW_THOUGHT, cues.SCHOOL, cues.OWN)):
                break
            if not money and not cues.TO_WRITE.search(flat, *around):
                break
            if hit := full_name(text, flat, told.end(), least=2, any_case=False):
                yield hit
                break
    bidden = not money and said_by is Speaker.OFFENDER
    if not (money or bidden):
        return
    for verb in cues.SEND.finditer(flat):
        if bidden and not cues.BID.match(flat, verb.start()):
            continue
        if cues.THREAT.search(flat, max(0, verb.start() - 25), verb.end()):
            continue
        for to in cues.TO.finditer(flat, verb.end(), verb.end() + 70):
            if (
                cues.THING.search(flat, max(0, verb.start() - 12), to.start())
                or cues.NEW_THOUGHT.search(flat, verb.end(), to.start())
                or cues.OTHER_THOUGHT.search(flat, verb.end(), to.start())
            ):
                break
            hit = full_name(text, flat, to.end(), least=2, any_case=False)
            if hit and not _anothers(flat, hit):
                yield hit
                following = cues.AND_TO.match(flat, hit.end)
                if following and (second := full_name(text, flat, following.end(), least=2, any_case=False)):
                    yield second
                break
    if not money:
        return
    for to in cues.TO.finditer(flat):
        hit = full_name(text, flat, to.end(), least=2, any_case=False)
        if hit and cues.PAID_BEHIND.match(flat, hit.end):
            yield hit
    if cues.ON_SLIP.search(flat):
        for named_so in cues.NAMED_ON_SLIP.finditer(flat):
            if hit := full_name(text, flat, named_so.end(), least=2, any_case=False):
                yield hit
    for called in (*cues.CALLED_SO.finditer(flat), *cues.IN_BRACKETS.finditer(flat)):
        hit = full_name(text, flat, called.end(), least=2, any_case=False)
        if hit and not _anothers(flat, hit) and not cues.THING.search(flat.replace(" lo ", " ")):
            yield hit
    for shown in cues.SHOWN.finditer(flat):
        hit = full_name(text, flat, shown.end(), least=2, any_case=False)
        if hit and (
            _known(hit)
            or hit.value.isupper()
            or shown["name"]
            or cues.TRANSFER.search(flat)
            or shown[0].startswith(cues.CERTAIN)
        ):
            yield hit
    if said_by is Speaker.OFFENDER:
        yield from _alone(text, flat)
    for cue in (*cues.TAKES.finditer(flat), *cues.PAY_HERE.finditer(flat)):
        hit = full_name(text, flat, cue.end(), least=2, any_case=False)
        sure = hit is not None and (
            _known(hit)
            or cue[0].rstrip().endswith(",")
            or (said_by is Speaker.OFFENDER and cue[0].rstrip().endswith(":"))
        )
        if hit and sure and not _anothers(flat, hit) and not cues.THING.search(flat):
            yield hit
    for cue in (*cues.ACCOUNT_IS.finditer(flat), *cues.LANDS_WITH.finditer(flat)):
        hit = full_name(text, flat, cue.end(), least=2, any_case=False)
        if hit and not _anothers(flat, hit) and (_known(hit) or hit.value.isupper()):
            yield hit
    if cues.TRANSFER.search(flat) or cues.ON_SLIP.search(flat):
        for put in cues.PUT_NAME.finditer(flat):
            hit = full_name(text, flat, put.end(), least=2, any_case=False)
            sure = hit is not None and (_known(hit) or hit.value[0].isupper())
            if hit and sure and not (_anothers(flat, hit) or cues.THING.search(flat, put.start(), hit.start)):
                yield hit
    if not cues.MAIL.search(flat):
        for line in cues.LINE_TO.finditer(flat):
            if hit := full_name(text, flat, line.end(), least=2, any_case=False):
                yield hit
    for took in cues.TOOK_IT.finditer(flat):
        if cues.THING.search(flat, took.end(), took.end() + 25):
            continue
        hit = _ending_at(text, flat, took.start())
        if hit and not _anothers(flat, hit):
            yield hit
    for pay in cues.PAY_DIRECT.finditer(flat):
        hit = full_name(text, flat, pay.end(), least=2, any_case=False)
        bidden = said_by is Speaker.OFFENDER or pay[0].startswith(("paid", "venmo", "zelle", "cashapp"))
        if hit and bidden and _known(hit):
            yield hit
    if not cues.THING.search(flat):
        yield from _beside_money(text, flat, ours=said_by is Speaker.OFFENDER)


_FRAGMENT = re.compile(r"(?:^|[.;|/,\n]\s?|\s-\s)\s*(?=\S)")


def _alone(text: str, flat: str) -> Iterator[Hit]:
    """`WU. Sara Example. Lagos. 400`: a name that is a whole part of a terse order to pay."""
    if not cues.TRANSFER.search(flat) or cues.THING.search(flat):
        return
    for begins in _FRAGMENT.finditer(flat):
        hit = full_name(text, flat, begins.end(), least=2, any_case=False)
        if hit and hit.value.split()[0].endswith(".") and len(hit.value.split()[0]) > 2:
            continue
        if hit and _known(hit) and _FRAGMENT_ENDS.match(flat, hit.end) and not _anothers(flat, hit):
            yield hit


_FRAGMENT_ENDS = re.compile(r"\s?(?:[.;|/\n]|,|$|\s-\s)")


def _ending_at(text: str, flat: str, end: int) -> Hit | None:
    """The longest full name that ends at a place."""
    starts = [word.start() for word in WORD.finditer(text, max(0, end - 50), end)]
    for start in starts[-MOST_WORDS:]:
        hit = full_name(text, flat, start, least=2, any_case=False)
        if hit and hit.end == end:
            return hit
    return None


def _known(hit: Hit) -> bool:
    """Whether one of its words is a first name."""
    return any(key(word) in lines("first_names") for word in hit.value.split())


def _anothers(flat: str, hit: Hit) -> bool:
    """Whether an official is named, or one of the victim's own people."""
    return bool(
        cues.NOT_RECEIVERS.search(flat, max(0, hit.start - 30), hit.start)
        or re.match(cues.OFFICIAL, flat[hit.start : hit.end])
        or cues.YOURS_BEHIND.match(flat, hit.end)
    )


def _beside_money(text: str, flat: str, *, ours: bool) -> Iterator[Hit]:
    """A full name with a known first name, beside a transfer, where nothing says that it is another's."""
    transfers = [found.span() for found in cues.TRANSFER.finditer(flat)]
    for found in cues.FULL_NAME.finditer(text) if transfers else ():
        if not any(_same_thought(flat, start, end, *found.span()) for start, end in transfers):
            continue
        words_in = list(WORD.finditer(text, found.start(), found.end()))
        for word in words_in[:-1]:
            titled = re.search(rf"(?<![^\W_]){TITLE[:-1]}$", flat[max(0, word.start() - 14) : word.start()])
            if not titled and (key(word[0]) not in lines("first_names") or key(word[0]) in NOT):
                continue
            start = word.start() - len(titled[0]) if titled else word.start()
            hit = full_name(text, flat, start, least=2, any_case=False)
            if (
                hit
                and key(hit.value.split()[1]) not in cues.COMMON_NOUNS
                and not cues.NOT_RECEIVERS.search(flat, max(0, hit.start - 30), hit.start)
                and not cues.NOT_THEIRS.search(flat, max(0, hit.start - 40), hit.start)
                and not _threatened(flat, hit.start)
                and _accomplice(flat, hit.start, ours=ours)
                and not cues.NOT_THEIRS_BEHIND.match(flat, hit.end)
            ):
                yield hit
            break


def _threatened(flat: str, start: int) -> bool:
    """Whether the one who speaks will send something there: it is no money."""
    left = max(0, start - 35)
    return any(cues.THREAT.search(flat, left, verb.end()) for verb in cues.SEND.finditer(flat, left, start))


def _accomplice(flat: str, start: int, *, ours: bool) -> bool:
    """Whether a person called `my ...` may take the money: an offender's may, a victim's does not."""
    mine = bool(cues.MINE.search(flat, max(0, start - 40), start))
    return (ours and mine) or not (mine or cues.KIN.search(flat, max(0, start - 40), start))


def _same_thought(flat: str, start: int, end: int, left: int, right: int) -> bool:
    """Whether two places are close by, and no sentence ends between them."""
    between = flat[end:left] if end <= left else flat[right:start] if right <= start else ""
    return len(between) <= 60 and not cues.OTHER_THOUGHT.search(between)
