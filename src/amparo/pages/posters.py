"""Posters, one sheet each with the services of a country, and short texts to copy."""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from amparo.guidance import Guidance
from amparo.pages.plan_html import draw
from amparo.pages.plan_sheet import poster_sheet
from amparo.pages.plan_words import PlanWords


def poster_pages(
    guidance: Guidance, countries: Sequence[str], words: Callable[[], PlanWords]
) -> Iterator[tuple[str, bytes]]:
    """`posters.html` leads to a `poster-<id>.html` each, on which the address picks the country; `texts.html`."""
    lang = words().lang
    everywhere = guidance.posters(lang)
    posters = [poster for poster in everywhere if poster.form == "poster"]
    shorts = [poster for poster in everywhere if poster.form == "short"]
    yield "posters.html", draw("plan_posters.html", words(), posters=posters, site=True)
    local = {code: {poster.id: poster for poster in guidance.posters(lang, code)} for code in countries}
    for poster in posters:
        own = words()
        sheets = [poster_sheet(local[code][poster.id], own, code) for code in countries]
        yield (
            f"poster-{poster.id}.html",
            draw(
                "poster.html", own, countries, one=poster_sheet(poster, own, None), sheets=sheets, site=True
            ),
        )
    audiences = [
        (audience, list(some)) for audience, some in groupby(shorts, key=lambda short: short.audience)
    ]
    yield "texts.html", draw("plan_texts.html", words(), audiences=audiences, site=True)
