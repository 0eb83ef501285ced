"""The firms whose branches `agency` finds, what makes a message worth a look for one, and what tells that none is meant."""

import re

from amparo.recognition.indicators.vocabulary import key, words

_FIRMS = {name: firm for name, firm in words("firms").items() if name != "reference"}


def firm_names() -> list[str]:
    return [
        name
        for firm in _FIRMS.values()
        for name in firm["names"]
        if len(name) > 1
        and name
        not in (
            "om",
            "western",
            "ويسترن",
            "momo",
            "gcash",
            "g cash",
            "pix",
            "paypal",
            "pay pal",
            "cashapp",
            "cash app",
            "zelle",
            "remitly",
            "transferwise",
            "wise",
            "maya",
            "paymaya",
            "sendwave",
            "send wave",
            "taptap send",
            "taptapsend",
            "xoom",
        )
    ]


ORDINARY = frozenset(
    key(name) for firm in _FIRMS.values() if firm.get("word") for name in firm["names"] if " " not in name
) | {"mtn"}
TRIGGERS = tuple(
    dict.fromkeys(
        trigger
        for name in sorted({key(name) for name in firm_names()})
        for trigger in (
            [rf"(استلم|سحب|خد|شد|من|عند|وكاله|مكتب|فرع|محل).*{re.escape(name)}"]
            if name in ORDINARY and not name.isascii()
            else [rf"(agen|branch|bureau|filiale|sucursal|oficina|office|guichet|retir|cobra|paga|pago|paid|pick|collect|claim|cash|sent|from|chez|post|envoy|envi|mand|depuis|desde|lieu|point|punto|lugar|local|guich|ausgez|eingez|abgeh|bei |von |stelle|recup|encaiss|touch|saca|saqu|claim|depos|ingres|kios|tabac|magasin|shop|store|utilis|levantad|benutz|vale |y a une? |there.?s a |hay una? |tem uma? |\bvai |\bfui |\bvou |\bvete |acude |acerca|\banda |locutorio|multiserv|tienda|kios|depot|einzahl|gibt ).*\b{re.escape(name)}\b"]
            + ([rf"\b{re.escape(name)} ?, ?\d"] if name.isascii() else [])
            if name in ORDINARY
            else [re.escape(name).replace(r"\ ", "[ -]?") if not name.isascii() or len(name) > 5 else rf"\b{re.escape(name)}\b"]
        )
    )
)  # fmt: skip
FIRM_WORDS = r"\w*(?:bank|money|poste?|mart|banque|banco|banca|bancaire|express|remit|remesas|remittances?|envios|giros|transfers?|transferts?|cash|cambios?|exchange|change|pawnshop|lhuillier|microfinance|padala|pera)"
"""What a firm that carries money is often called, so that one nobody has listed is known by its shape."""


def _capital_firms() -> str:
    written = {
        " ".join(word[:1].upper() + word[1:] for word in name.split())
        for name in firm_names()
        if key(name) in ORDINARY and name.isascii() and len(name) > 2
    }
    return "|".join(sorted({form for name in written for form in (re.escape(name), re.escape(name.upper()))}))


PLAIN_TRIGGERS = (
    rf"\b({_capital_firms()}),? ([aA]gen[ct]|[bB]ranch|[sS]ucursal|[fF]iliale|[kK]ios[kq]|[oO]utlet|[oO]ffice)",
    rf"\b({_capital_firms()})( (de|del|do|da|du|des|of|in|an|am|sa|f|la|no|na|on|en|der|the|im|li|d')){{0,3}} ?[A-Z\xc3]",
    r"\b([A-Z][a-z\x80-\xff]* ?)?([A-Za-z]*[bB]ank|[A-Z]*BANK|[mM]oney|MONEY|[pP]oste|[bB]anque|BANQUE|[bB]anco|BANCO|[eE]xpress|EXPRESS|[rR]emit|REMIT|[eE]nv\xc3\xados|ENVIOS|[gG]iros|GIROS|[tT]ransfer|TRANSFER|[tT]ransfert|TRANSFERT|[cC]ash|CASH|[cC]\xc3\xa2mbio|[cC]ambio|CAMBIO|[eE]xchange|EXCHANGE|[pP]awnshop|PAWNSHOP|[lL]huillier|[rR]emesas)( (de|del|do|da|du|des|in|sa|f|la|on|en|der)){0,2} [A-Z\xc3][A-Za-z\x80-\xff]",
)  # fmt: skip
LANDS = frozenset(
    """uk united kingdom england ireland usa us america canada france frankreich deutschland germany allemagne alemania espana spain espagne spanien maroc
    morocco marruecos marokko portugal brasil brazil bresil mexico mexique colombia peru chile argentina philippines pilipinas italia italie
    belgique belgien suisse schweiz switzerland osterreich austria senegal nigeria ghana kenya togo benin mali cameroun""".split()  # noqa: SIM905
) | {"united kingdom", "united states", "cote d'ivoire", "المغرب", "مصر", "السعوديه"}
"""A firm of a country is no branch."""
EMPLOYED = re.compile(
    r"(?<![^\W_])(?:works?|working|travaill\w*|bosse|trabaj\w*|trabalh\w*|arbeit\w*|nagtatrabaho|nagwo\w*|kh?ddam\w*|kaykhdem|يعمل|تعمل|خدام\w*)(?: \w{1,8}){0,2} $"
)
"""Where somebody works is not where they went."""
WORKS = re.compile(
    r"(?<![^\W_])(?:works?|working|travaill\w*|bosses?|trabaj\w*|trabalh\w*|arbeit\w*|nagtatrabaho|nagwo\w*|kh?ddam\w*|kaykhdem|تعمل|يعمل|خدام\w*|تشتغل|يشتغل|job|accounts?|compte|conta|cuenta|konto|cards?|carte)(?![^\W_])"
)
"""Whose workplace or account it is."""
