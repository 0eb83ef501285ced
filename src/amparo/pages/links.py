"""Pages for staff on what links reports: a pair, a report and its series, how a series came together, how far the ratios hold.

HTML that needs nothing from outside and runs nothing; pictures are inline SVG with a table beside each. What is filled in is
evidence: it is escaped, and what is invisible in it is shown.
"""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from markupsafe import Markup

from amparo.linkage.calibration import Calibrated
from amparo.linkage.explaining import Member, Merge, PairExplained, Piece
from amparo.linkage.pairs import AGAINST, FOR_BY_TIE, OTHERS, SAME
from amparo.linkage.ties import ORDER
from amparo.model import Lang
from amparo.pages.html import FOLDER, environment
from amparo.pages.shown import short
from amparo.pages.waterfall import EDGE, SQUARE, WIDTH, dots, waterfall
from amparo.pages.wording import Wording, wording

JOINS = 200
"""Joins of one series that its page shows."""
PIECES = 30
"""Pieces of evidence shown for one join; the rest stand together."""
_VALUE = 120
"""Characters of a value."""


def page(
    told: PairExplained | Member | Sequence[Merge], series: str, lang: Lang, *, alone: bool = False
) -> bytes:
    """`series`: its id, for joins. `alone`: joins were found again from the cases of the series alone."""
    words = wording(lang)
    if isinstance(told, PairExplained):
        falls = [_fall(words, told.pieces)] if told.candidates else []
        return _made("link_pair.html", words, told=told, ratio=_ratio(words, told), falls=falls)
    if isinstance(told, Member):
        return _made("link_member.html", words, told=told)
    return _made(
        "link_series.html",
        words,
        series=series,
        merges=[
            (
                merge,
                _named(words, merge.one_kind, merge.one_value),
                _named(words, merge.other_kind, merge.other_value),
                _fall(words, _fewer(merge.pieces)),
            )
            for merge in told[:JOINS]
        ],
        more=max(0, len(told) - JOINS),
        alone=alone,
    )


def calibration_page(told: Calibrated, lang: Lang) -> bytes:
    words = wording(lang)
    return _made(
        "link_calibration.html",
        words,
        told=told,
        parts=[
            (words.html(f"link.cal_{name}"), one, dots([(b.said, b.seen) for b in one.bins]))
            for name, one in (("every", told.every), ("people", told.people))
        ],
        weights=list(_weights(words, told)),
        box={"edge": EDGE, "square": SQUARE},
        percent=lambda share: f"{share:.1%}",
    )


def _made(template: str, words: Wording, **filled: Any) -> bytes:
    style = _style()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        environment()
        .get_template(template)
        .render(
            t=words.html,
            words=words,
            lang=words.lang.value,
            direction=words.direction,
            style=Markup(style),  # noqa: S704 - our own files
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            kind=lambda kind: _kind(words, kind),
            value=lambda value: short(value, _VALUE),
            number=_number,
            wide=WIDTH,
            **filled,
        )
        .encode("utf-8", "replace")
    )


@cache
def _style() -> str:
    return "".join((FOLDER / name).read_text(encoding="utf-8") for name in ("style.css", "link.css"))


def _number(value: float) -> str:
    return f"{value:+.1f}".replace("-", "\u2212")


def _kind(words: Wording, kind: str) -> str:
    """A kind that an outside party made up keeps its name."""
    return words.texts.get(f"indicator.{kind}") or short(kind, _VALUE)


def _named(words: Wording, kind: str, value: str) -> str:
    return words.texts["link.piece.identifier"].format(kind=_kind(words, kind), value=short(value, _VALUE))


def _ratio(words: Wording, told: PairExplained) -> Markup:
    if not told.candidates:
        return words.html("link.no_ratio")
    key = "link.for_capped" if told.capped else "link.for" if told.ratio >= 1 else "link.for_others"
    size = told.ratio if told.ratio >= 1 else 1 / told.ratio
    return words.html(key, ratio=f"{size:,.0f}" if size >= 10 else f"{size:.1f}")


def _fall(words: Wording, pieces: Sequence[Piece]) -> dict[str, object]:
    """The picture and the rows of the table beside it."""
    rows = []
    total = 0.0
    for n, piece in enumerate(pieces, 1):
        total += piece.log_odds
        rows.append((n, _piece(words, piece), _number(piece.log_odds), _number(total)))
    return {
        "picture": waterfall([piece.log_odds for piece in pieces]),
        "rows": rows,
        "last": _number(total),
    }


def _piece(words: Wording, piece: Piece) -> Markup:
    kind, value = _kind(words, piece.kind) if piece.kind else "", short(piece.value, _VALUE)
    match piece.what:
        case "identifier":
            return words.html("link.piece.identifier", kind=kind, value=value)
        case "nothing":
            return words.html("link.piece.nothing", kind=kind)
        case "report":
            return words.html("link.piece.report", value=value)
        case "rest":
            return words.html("link.piece.rest", n=piece.value)
    return words.html(f"link.piece.{piece.what}")


def _fewer(pieces: Sequence[Piece]) -> list[Piece]:
    """The weightiest stay apart, in their order; the others stand together before what time and size say."""
    if len(pieces) <= PIECES:
        return list(pieces)
    kept = sorted(range(len(pieces)), key=lambda n: (-abs(pieces[n].log_odds), n))[:PIECES]
    apart = {*kept, *(n for n, piece in enumerate(pieces) if piece.what in ("time", "size"))}
    rest = [piece for n, piece in enumerate(pieces) if n not in apart]
    together = Piece(what="rest", value=str(len(rest)), log_odds=sum(piece.log_odds for piece in rest))
    shown = [pieces[n] for n in sorted(apart)]
    end = next((n for n, piece in enumerate(shown) if piece.what in ("time", "size")), len(shown))
    return [*shown[:end], together, *shown[end:]]


def _weights(words: Wording, told: Calibrated) -> list[tuple[Markup, str]]:
    each = told.weights.each
    rows = [(words.html("link.piece.base"), told.weights.base), (words.html("link.piece.series"), each[SAME])]
    for tie, names in zip(ORDER, FOR_BY_TIE, strict=False):
        for least, name in zip(OTHERS, names, strict=True):
            key = "link.cal_weight" if least == 0 else "link.cal_weight_more"
            rows.append((words.html(key, tie=words.texts[f"link.tie.{tie}"], least=least), each[name]))
    for tie, name in zip(ORDER, AGAINST, strict=False):
        rows.append((words.html("link.cal_no", tie=words.texts[f"link.tie.{tie}"]), each[name]))
    return [(text, _number(weight)) for text, weight in rows]
