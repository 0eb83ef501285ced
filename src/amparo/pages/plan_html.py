"""Plans as HTML: one page that needs nothing from outside, no script, and prints on one sheet.

A page of the site holds the plan of every country; the part of the address after `#` picks one (`:target`), so that a
country is chosen without a script. The policy in the page's head allows one style sheet and one small script, each by its
digest: the script only makes `leave` put the other site in the place of this page, which works as a plain link without it.
"""

import base64
import hashlib
import math
from collections.abc import Collection, Mapping, Sequence
from functools import cache

import msgspec
from markupsafe import Markup

from amparo.guidance import Guidance, Situation
from amparo.guidance.howtos import HowTo
from amparo.model import AgeGroup
from amparo.pages.html import FOLDER, environment
from amparo.pages.plan_links import link
from amparo.pages.plan_sheet import Item, Sheet, sheet
from amparo.pages.plan_words import PlanWords

LEAVE_FOR = "https://www.wikipedia.org/"
"""Where the quick exit goes: known everywhere, in every language, and tells nothing."""

_SHEET = 10_600 * 8.8**2
"""Characters of a plan that one sheet of A4 holds, times the square of the size of its letters in points; measured on the
longest plans of all languages, which `tests/browser` prints."""
_LARGEST, _SMALLEST = 10.5, 6.5


def plan_page(
    guidance: Guidance, country: str | None, age: AgeGroup, lang: str, situations: Collection[str] = ()
) -> bytes:
    """One plan as a file of its own, for one country."""
    words = PlanWords(guidance.files, lang)
    one = sheet(guidance.plan(country, age, lang, situations), words)
    return draw("plan.html", words, size=printed_size([one]), one=one, sheets=(), steps=merged([one]))


def plans_page(
    guidance: Guidance,
    countries: Sequence[str],
    age: AgeGroup,
    lang: str,
    situation: Situation | None,
    howtos: Mapping[str, HowTo],
) -> bytes:
    """The page of the site for one situation: all countries, of which the address picks one."""
    words = PlanWords(guidance.files, lang)
    chosen = (situation,) if situation else ()
    anywhere = guidance.plan(None, age, lang, chosen)
    shared = frozenset(service.id for service in anywhere.services)
    one = sheet(anywhere, words, shared)
    sheets = [sheet(guidance.plan(code, age, lang, chosen), words, shared) for code in countries]
    steps = merged([one, *sheets])
    return draw(
        "plan.html",
        words,
        countries,
        size=printed_size([one, *sheets]),
        one=one,
        sheets=sheets,
        steps=steps,
        howtos=howtos,
        age=age,
        site=True,
    )


def printed_size(sheets: Sequence[Sheet]) -> float:
    """Points of the letters in which the longest of these fits on one sheet of paper."""
    longest = max(len(msgspec.json.encode(one).decode()) for one in sheets)
    return min(max(math.sqrt(_SHEET / longest), _SMALLEST), _LARGEST)


def merged(sheets: Sequence[Sheet]) -> list[tuple[Item, tuple[str, ...] | None]]:
    """Every step once, in order, with the codes of the countries that it is for; None where it is for all."""
    order: list[str] = []
    items: dict[str, Item] = {}
    codes: dict[str, list[str]] = {}
    for one in sheets:
        place = 0
        for item in one.steps:
            if item.id not in items:
                order.insert(place, item.id)
                items[item.id] = item
            place = order.index(item.id) + 1
            codes.setdefault(item.id, []).append(one.code or "")
    return [(items[id], None if len(codes[id]) == len(sheets) else tuple(codes[id])) for id in order]


def draw(
    template: str, words: PlanWords, countries: Sequence[str] = (), size: float = 9, **given: object
) -> bytes:
    """A page in the frame that all share.

    `countries`: codes that the address may pick on it; `size`: of its letters on paper, in points.
    """
    style = _style(tuple(countries), f"{size:.1f}")
    script = _script()
    page = environment().get_template(template)
    return page.render(
        t=words,
        lang=words.lang,
        direction=words.direction,
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        policy=(
            f"default-src 'none'; style-src 'sha256-{_digest(style)}'; script-src 'sha256-{_digest(script)}';"
            " base-uri 'none'; form-action 'none'"
        ),
        leave_for=LEAVE_FOR,
        link=link,
        countries=countries,
        **{"site": False, **given},
    ).encode("utf-8")


@cache
def _style(countries: tuple[str, ...], size: str) -> str:
    """With a rule for each country: its parts are shown when the address picks it."""
    picked = "\n".join(
        f"#{c}:target, #{c}:target ~ .{c}, #{c}:target ~ * .{c} {{ display: block; }}" for c in countries
    )
    return f"{_file('plan.css')}@media print {{ html {{ font-size: {size}pt; }} }}\n{picked}"


@cache
def _script() -> str:
    return _file("plan_leave.js")


def _file(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8")


@cache
def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
