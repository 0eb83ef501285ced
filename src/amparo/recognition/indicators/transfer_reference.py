"""References of money transfers: Western Union's MTCN (10 digits), MoneyGram (8), Ria (11) and those of other firms.

>>> [(hit.value, hit.platform) for hit in find(View("MTCN: 123-456-7890"))]
[('1234567890', 'western_union')]

They carry no check digit, so the text must name the firm and call it a reference, or use a word that means nothing else
(MTCN, *clave de rastreo*, رقم الحوالة), or the reference has a form that only one firm writes. Firms and the shapes of their
references stand in `words/firms.toml`.
"""

import re
from collections.abc import Iterator

from amparo.model import IndicatorKind
from amparo.recognition.indicators.base import Claims, Hit, View
from amparo.recognition.indicators.vocabulary import any_of, every, key, level, words

KIND = IndicatorKind.TRANSFER_REFERENCE
CLAIMS = True
_FIRMS = {name: firm for name, firm in words("firms").items() if "reference" in firm}
_REFERENCES = words("firms")["reference"]
_FIRMS.pop("reference", None)


# Forms that say themselves whose they are: Orange Money, Pix (BCB: `E`, bank, date and time, 11 more), M-Pesa's receipt.
_TELLING = {
    "orange_money": re.compile(r"(?<![\w.])[A-Z]{2}\d{6}\.\d{4}\.[A-Z]\d{5,6}(?!\w)"),
    "pix": re.compile(r"(?<!\w)E\d{8}20\d{10}[A-Za-z0-9]{11}(?!\w)"),
    "m_pesa": re.compile(
        r"(?<!\w)(?=[A-Z0-9]{0,9}\d)[A-Z][A-Z0-9]{9}(?= (?:[Cc]onfirmed|[Ii]methibitishwa|[Ii]mekamilika)\b)"
    ),
}
_TELLING_TRIGGERS = (
    r"\b[a-z][a-z]\d{6}\.\d{4}\.[a-z]\d{5}",
    r"\be\d{8}20\d{10}[a-z0-9]{11}",
    r"\b[a-z][a-z0-9]{9} (confirmed|imethibitishwa|imekamilika)",
)


def _triggers() -> Iterator[str]:
    yield r"m\.?t\.?c\.?n"
    yield "ام تي سي ان"
    yield from _TELLING_TRIGGERS
    for word in every(_REFERENCES["alone"]):
        yield rf"{re.escape(key(word))}.*\d\d"
    for firm in _FIRMS.values():
        for name in firm["names"]:
            folded = re.escape(key(name)).replace(r"\ ", "[ -]?")
            edged = rf"\b{folded}\b" if len(name) < 6 or firm.get("word") else folded
            if not folded.isascii():
                edged = folded
            if firm.get("word") or len(name) < 4:
                digits = r"\d\d\d" if firm["reference"].startswith(r"\d") else r"\d"
                yield rf"{edged}.*{digits}"
                yield rf"{digits}.*{edged}"
            else:
                yield edged

    yield r"\bclave\b.*\d\d\d\d\d\d"
    yield r"\b(ref(erence|erencia|no)?|folio|operacion|kptn|pin|referenz[a-z]*)\b.*\d\d\d\d\d"
    yield r"\b(ref(erence|erencia|no)?)\b.*\d\d\d\d?[ .-]\d\d\d"
    for name in _REFERENCES["also"]:
        folded = key(name)
        yield rf"{folded}.*\d" if len(folded) > 5 or not folded.isascii() else rf"\b{folded}\b.*\d\d\d"


TRIGGERS = tuple(dict.fromkeys(_triggers()))
EXAMPLES = (
    ("the mtcn is 123-456-7890", "1234567890"),
    ("code MTCN 1234567890", "1234567890"),
    ("1234567890 is the mtcn", "1234567890"),
    ("I sent it with Western Union, reference 123 456 7890", "1234567890"),
    ("moneygram reference number: 12345678", "12345678"),
    ("Ria pin 11234567890", "11234567890"),
    ("par wafacash, le code c'est 9876543210", "9876543210"),
    ("ID de transaction Orange Money: PP240611.1234.A12345", "PP240611.1234.A12345"),
    ("رقم الحوالة ويسترن يونيون 666 777 8889", "6667778889"),
    ("clave de rastreo: TEST012611230044", "TEST012611230044"),
    ("numéro du transfert 700 800 9001", "7008009001"),
    ("TEST1H2P0Q Confirmed. Ksh2,000 sent", "TEST1H2P0Q"),
    ("Cash Plus – Référence de l'opération : CP2611230045", "CP2611230045"),
    ("Ria PIN: US123456789", "US123456789"),
    ("wheres the control number?? 570 113 846 isnt working", "570113846"),
    ("Remitly reference number R40 917 225 618", "R40917225618"),
)
COUNTER_EXAMPLES = (
    "call 1234567890",
    "Western Union opens at 9",
    "moneygram on 12 March",
    "what is the mtcn?",
    "order number 1234567890 shipped",
    "mtcn 12345 - it cut off",
    "western union, call 07700 900123",
    "le numéro de suivi Colissimo 6A12345678901",
    "transaction number? call me on 07700 900123",
    "clave de rastreo del paquete ya te la mando",
    "the code 482913 is not working, my insta is locked, login code",
    "my complaint reference with Western Union is 88123001",
)

_REACH = 80
"""Characters between a firm and a reference."""
_NEAR = 45
"""Characters between the word for a reference and the reference."""
_MTCN = re.compile(r"(?<![^\W_])(?:m\.?t\.?c\.?n\.?|ام تي سي ان)(?![^\W_])")
_CALLED = re.compile(rf"(?<![^\W_])(?:{any_of(_REFERENCES['words'])})(?![^\W_])|#")
_NEXT = re.compile(r"\s?(?:,|/|&|and|et|y|e|und|at|w|و|then|puis)\s?")
"""Between two references."""
_NAMES = {
    name: re.compile(rf"(?<![\w@])(?:{any_of(firm['names'])})(?![^\W_])") for name, firm in _FIRMS.items()
}
_ANY_FIRM = re.compile(
    rf"(?<![\w@])(?:{any_of(name for key_, firm in words('firms').items() if key_ != 'reference' for name in firm['names'])}|{any_of(_REFERENCES['also'])})(?![^\W_])"
)
_SHAPES = {
    name: re.compile(
        rf"(?<![\w/@-])(?<!\d[. ])(?:{firm['reference']})(?![\w-]|[ .,]\d|\s?[€$£%]|\s(?:euros?|dollars?|dh|fcfa|pounds)\b)"
    )
    for name, firm in _FIRMS.items()
}
_MTCN_SHAPE = _SHAPES["western_union"]
_ALONE = re.compile(rf"(?<![^\W_])(?:{any_of(every(_REFERENCES['alone']))})(?![^\W_])")
_ANY_SHAPE = re.compile(
    r"(?<![\w/@-])(?<!\d[. ])#?(?:\d(?:[ .-]?\d){5,29}|[A-Z]{1,3}\d{1,4}(?:[ -]\d{2,4}){2,5}|(?=(?:[A-Za-z_-]*\d){3})[A-Z0-9][A-Za-z0-9_]{1,35}(?:-[A-Z0-9]{2,20}){0,3})(?![\w-]|[.,]\d|\s?[€$£%])"
)
_ANY_GAP = re.compile(r"[^\w\n]{0,3}(?:[^\W\d]+[^\w\n]{1,3}){0,4}$")
"""Between a word that means a reference and the reference: a few words, such as the firm's name."""
_STRONG = re.compile(
    r"(?<![^\W_])(?:\w*referenz\w*|ref(?:erence|erencia|erenz\w*|erensya|no|s)?|pin|control|kontroll?\w*|controle|tracking|suivi|rastreo|rastreio|seguimiento|folio|localizador|transaction|transaccion|transacao|transaktion\w*|transaksyon|operation|operacion|operacao|vorgang\w*|identifier|identifiant|kptn|document(?:o|e)?|tracer|pickup|retrait|cobro|saque|abhol\w*|mandat|n[°º]|confirmation|confirmacion|confirmacao|bestatigung\w*|auftrag\w*|bestell\w*|autorisation|authorization|autorizacion|autorizacao|comprobante|comprovante|txn|trx|trn|clave|trans|mtcn|orden|(?:n[°ºo]\.?|numero|num) de (?:orden|ordre|ordem|pedido)|المرجع|مرجع|المرجعي|العمليه|المعامله|الحواله|التحويل)(?![^\W_])"
)
"""A reference of whatever form, where a firm that carries money is named."""
_STRONG_GAP = re.compile(
    rf"[^\w\n]{{0,3}}(?:(?:{any_of(_REFERENCES['also'])}|"
    r"number|numbers|no|nr|num|numero|nummer|id|code|key|is|was|es|est|e|ist|lautet|ay|de|du|der|des|da|do|del|la|le|l|d|of|the|from|via|with|by|for|you|sent|i|we|got|chez|par|pour|bei|bei der|von|mit|con|por|para|pela|pelo|em|no|na|sa|ng|po|nya|niya|padala|daw|ko|mo|yung|ang|dyal|f|fi|m'a|donne|given|gave|reads|says|lautete|war|era|foi|operation|operacion|operacao|transaction|transaccion|transacao|transfer|transfert|transferencia|virement|giro|envio|remesa|remessa|paiement|payment|pago|pagamento|uberweisung|sendung|hiya|howa|wave|western|union|moneygram|ria|gcash|maya|paypal|momo|orange|money|zelle|venmo|pix|bizum|cash|plus|wafacash|txn|trx|هو|هي|رقم|للتحويل|للحواله|ديال)(?![^\W_])[^\w\n]{0,3}){0,5}#?$"
)
_ANOTHERS = re.compile(
    r"(?<![^\W_])(?:case|crime|complaint|ticket|claim|dossier|plainte|reclamation|incident|denuncia|caso|reclamo|expediente|queixa|ocorrencia|fall|akten|anzeige|order|parcel|colis|paquete|paket|customer|client|cliente|kunden)\w*\W{1,3}$"
)
"""What else has a reference."""
_MONEY_SENT = re.compile(
    r"(?<![^\W_])(?:debited|credited|imps|neft|rtgs|sent|paid|transfers?|transferred|payment|deposit(?:ed)?|money|cash|funds|receipt|envoye|paye|verse|depose|virement|transfert|paiement|mandat|argent|recu|enviado|enviada|envie|pagado|pague|pago|giro|remesa|transferencia|deposito|dinero|recibo|enviei|paguei|enviado|pagamento|remessa"
    r"|comprovante|deposito|dinheiro|gesendet|gezahlt|bezahlt|uberwiesen|uberweisung|zahlung|eingezahlt|geld|quittung|nagpadala|napadala|padala|pinadala|nasend|nasent|bayad|nabayaran|nagbayad|resibo|pera|sifet\w*|sift\w*|khelles\w*|khlles\w*|flous|lflous|l7awala|حواله|تحويل|حولت|دفعت|ارسلت|صيفطت|خلصت|فلوس|لفلوس|المبلغ|مبلغ|العمليه)(?![^\W_])"
)
_OTHER_MATTER = re.compile(
    r"(?<![^\W_])(?:orders?|parcel|deliver\w*|ship\w*|crime|police|complaint|ticket|claim|case|booking|appointment|customer|invoice|insurance|policy|dossier|plainte|colis|commande|livraison|facture|reservation|billet|assurance|pedido|entrega|paquete|denuncia|atestado|comisaria|reserva|factura|caso|expediente|protocolo|boletim|ocorrencia|encomenda|fatura"
    r"|bestell\w*|paket|lieferung|rechnung|anzeige|aktenzeichen|kunden\w*|buchung|versicherung|ticket\w*|padeliver|out for delivery|reklamo|blotter|otp|verification|verify|بلاغ|البلاغ|الطلب|طلب|شكايه|المحضر|محضر|التحقق|شحنه|الشحنه|فاتوره|حجز)(?![^\W_])"
)
"""What else has references: then only a firm makes one a transfer's."""
_MONEY_BEHIND = re.compile(
    r"\s?(?:[€$£₱%]|(?:euros?|eur|usd|dollars?|dh|dhs|mad|fcfa|xof|xaf|cfa|pesos|php|reais|brl|pounds|gbp|درهم|جنيه|ريال)(?![^\W_]))"
)
_STOPS = re.compile(r"[.!?;]\s")
_OTHERWISE = re.compile(
    r"(?:\b(?:call|phone|tel|whats ?app|text|ring|appelle|llama|ruf|sms|imei|iban|rib|account|compte|cuenta|conta|konto|card|carte|(?<!ria )(?<!moneygram )(?<!union )(?<!remitly )(?<!wise )order number|invoice|facture|hotel|to|au|al|ao|sa)|رقمي|هاتف|واتساب)\W{0,3}(?:\w{1,4}\W)?$"
)
"""What the digits are then."""


def find(view: View) -> list[Hit]:
    taken = Claims()
    return sorted(
        (hit for hit in _all(view.text) if taken.take(hit.start, hit.end)), key=lambda hit: hit.start
    )


def _all(text: str) -> Iterator[Hit]:
    flat = level(text)
    for called in _MTCN.finditer(flat):
        found = _MTCN_SHAPE.search(text, called.end(), called.end() + _NEAR + 14)
        if not found or found.start() - called.end() > _NEAR:
            before = list(_MTCN_SHAPE.finditer(text, max(0, called.start() - _NEAR), called.start()))
            found = before[-1] if before else None
        while found:
            yield _hit(found, "western_union")
            following = _NEXT.match(flat, found.end())
            found = _MTCN_SHAPE.match(text, following.end()) if following else None
    for firm, telling in _TELLING.items():
        for found in telling.finditer(text):
            yield Hit(found[0], *found.span(), platform=firm)
    mentions = [(found, name) for name, pattern in _NAMES.items() for found in pattern.finditer(flat)]
    # The nearest firm names it.
    offers = []
    for mention, name in mentions:
        for found in _SHAPES[name].finditer(text, max(0, mention.start() - _REACH), mention.end() + _REACH):
            if found.start() < mention.end() and mention.start() < found.end():
                continue
            distance = (
                found.start() - mention.end()
                if found.start() >= mention.end()
                else mention.start() - found.end()
            )
            if _is_called(flat, mention, found):
                offers.append((distance, found.start(), _hit(found, name)))
    for _, _, hit in sorted(offers, key=lambda offer: offer[:2]):
        yield hit
    for called in _ALONE.finditer(flat):
        found = _ANY_SHAPE.search(text, called.end(), called.end() + _NEAR + 40)
        gap = flat[called.end() : found.start()] if found else ""
        if found and len(gap) <= _NEAR and _ANY_GAP.match(gap) and not _STOPS.search(gap):
            yield Hit(re.sub(r"[^A-Za-z0-9_]", "", found[0]), *found.span())
    for fails in _FAILS.finditer(flat):
        if _CODE_ASKED.search(flat, 0, fails.start()) and not _OTHER_MATTER.search(flat):
            asked = list(_ANY_SHAPE.finditer(text, max(0, fails.start() - 40), fails.start()))
            if asked and asked[-1].end() == fails.start() and len(asked[-1][0]) > _SHORTEST:
                yield Hit(re.sub(r"[^A-Za-z0-9_]", "", asked[-1][0]), *asked[-1].span())
    yield from _whatever_form(text, flat)


_FAILS = re.compile(
    r",? (?:(?:is ?n.?t|is not|not|doesn.?t|does not|didn.?t|won.?t|ne|no|nao|nicht|geht|funktioniert|hindi|makhdamch\w*|ma ?kay?khdemch|ma ?khdamch|was|already|deja|ya|ja|says|comes up)\b(?: (?:it|me|se|le|lo|mir|up|as|is|already))?(?: (?:working|work|valid|invalid|found|passe|marche|fonctionne|valable|sirve|funciona|vale|aparece|existe|serve|consta|nicht|gultig|gumagana|collected|paid|claimed|retire|cobrado|used))|(?: is)? invalid|,? makhdamch\w*|(?:غالط|مابغاش|مكيخدمش|ماخدامش|غير صحيح|غلط))(?![^\W_])"
)
"""Behind a number that does not work or was used."""
_CODE_ASKED = re.compile(
    r"(?<![^\W_])(?:control (?:number|no)|mtcn|tracking (?:number|no)|transfer (?:code|number)|pickup code|code de retrait|code (?:d|dyal) \w+|codigo de (?:retiro|cobro|saque|giro)|pin (?:de|d) \w+|abholcode|kontrollnummer|رقم الحواله)(?![^\W_])"
)


def _whatever_form(text: str, flat: str) -> Iterator[Hit]:
    """`Cash Plus - Référence de l'opération : CP2611230045`: the firm, a word that says what it is, nothing between.

    In place of the firm, that money was sent, where nothing speaks of another matter that has references.
    """
    firms = [found.start() for found in _ANY_FIRM.finditer(flat)]
    if not firms and not _OTHER_MATTER.search(flat):
        firms = [found.start() for found in _MONEY_SENT.finditer(flat)]
    for called in _STRONG.finditer(flat) if firms else ():
        found = _ANY_SHAPE.search(text, called.end(), called.end() + _NEAR + 40)
        if (
            found
            and len(found[0]) > _SHORTEST
            and min(abs(firm - called.start()) for firm in firms) <= _FAR
            and _STRONG_GAP.match(flat[called.end() : found.start()])
            and not _ANOTHERS.search(flat, max(0, called.start() - 16), called.start())
            and not _MONEY_BEHIND.match(flat, found.end())
        ):
            yield Hit(re.sub(r"[^A-Za-z0-9_]", "", found[0]), *found.span())


_SHORTEST = 5
_FAR = 120
"""Characters between the firm and the word for a reference."""


def _is_called(flat: str, mention: re.Match[str], found: re.Match[str]) -> bool:
    before = flat[max(0, found.start() - _NEAR) : found.start()]
    if _OTHERWISE.search(before):
        return False
    around = flat[
        max(0, min(mention.start(), found.start()) - 30) : mention.end()
        if mention.end() > found.end()
        else found.start()
    ]
    return bool(
        found[0][0] == "#"
        or _UNLIKE_WORDS.fullmatch(found[0])
        or _CALLED.search(before)
        or _CALLED.search(around.replace(found[0].lower(), " "))
    )


_UNLIKE_WORDS = re.compile(
    r"(?=(?:[A-Z]*\d){3})(?=(?:\d*[A-Z]){4})[A-Z][A-Z0-9]{9}|(?=(?:[A-Z]*\d){5})[A-Z0-9]{17}"
)
"""M-Pesa's and PayPal's, which nothing need call a reference."""


def _hit(found: re.Match[str], firm: str) -> Hit:
    value = found[0] if _FIRMS[firm].get("keeps") else re.sub(r"[^A-Za-z0-9_]", "", found[0])
    return Hit(value, *found.span(), platform=firm)
