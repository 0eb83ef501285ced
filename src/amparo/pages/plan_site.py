"""The static site of the plan: three taps (language and age, situation, country), no script needed, nothing from outside.

    index.html                     every language: under 18, 18 or older, the emergency numbers
    fr/adult.html, fr/minor.html   what is happening
    fr/adult-paid.html#MA          the plan; the address picks the country
    fr/howto.html, fr/howto-whatsapp.html, fr/numbers.html, fr/posters.html, fr/poster-schools.html#MA, fr/texts.html,
    fr/about.html

Works from a memory stick: every address is relative and names its file.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby

from amparo import __version__
from amparo.guidance import COUNTRIES, LANGUAGES, Guidance, Number, Situation, Voice
from amparo.guidance.emergency import emergency, metadata
from amparo.guidance.howtos import HowTo
from amparo.guidance.rows import ServiceRow
from amparo.model import AgeGroup
from amparo.pages.plan_html import draw, plans_page
from amparo.pages.plan_words import PlanWords
from amparo.pages.posters import poster_pages

AGES = (AgeGroup.MINOR, AgeGroup.ADULT)
TASKS = ("capture", "suspend", "report", "lock")
"""In the order in which they are done."""


def situations(age: AgeGroup) -> list[Situation | None]:
    """What the second page offers; thoughts of suicide first, `something else` last.

    For a minor `under_18` is that something else, for an adult it is none at all.
    """
    rest = [s for s in Situation if s not in (Situation.CRISIS, Situation.UNDER_18)]
    return [Situation.CRISIS, *rest, Situation.UNDER_18 if age is AgeGroup.MINOR else None]


def name(age: AgeGroup, situation: Situation | None) -> str:
    return f"{age}-{situation or 'other'}.html"


def site(
    guidance: Guidance, today: date, languages: Sequence[str] = LANGUAGES
) -> Iterator[tuple[str, bytes]]:
    """Every page: path below the site's folder, and content. `GuidanceError` where a text is nowhere to be found."""
    own = {row.country for row in guidance.files.rows("directory", ServiceRow) if row.grade != "U"}
    countries = (frozenset(COUNTRIES) | own) - {"*"}
    yield "index.html", _index(guidance, countries, languages)
    for lang in languages:
        for path, content in _pages(guidance, countries, lang, languages, today):
            yield f"{lang}/{path}", content


def _index(guidance: Guidance, countries: frozenset[str], languages: Sequence[str]) -> bytes:
    blocks = []
    for lang in languages:
        words = PlanWords(guidance.files, lang)
        blocks.append({"t": words, "numbers": numbers(guidance, words, countries)})
    return draw("plan_index.html", PlanWords(guidance.files, languages[0]), blocks=blocks, ages=AGES)


def _pages(
    guidance: Guidance, countries: frozenset[str], lang: str, languages: Sequence[str], today: date
) -> Iterator[tuple[str, bytes]]:
    def words() -> PlanWords:
        """Anew for each page: it remembers which texts a speaker has reviewed."""
        return PlanWords(guidance.files, lang)

    codes = words().by_name(countries)
    shown = {howto.id: howto for howto in guidance.howtos(lang)}
    for age in AGES:
        choices = [(situation, name(age, situation)) for situation in situations(age)]
        yield f"{age}.html", draw("plan_situations.html", words(), age=age, choices=choices, site=True)
        for situation, path in choices:
            yield path, plans_page(guidance, codes, age, lang, situation, shown)
    yield from _howto_pages(list(shown.values()), words)
    all_numbers = numbers(guidance, words(), frozenset(metadata()[1]) | countries)
    source = f"libphonenumber {metadata()[0]}"
    yield "numbers.html", draw("plan_numbers.html", words(), numbers=all_numbers, source=source, site=True)
    yield from poster_pages(guidance, codes, words)
    yield "about.html", _about(guidance, words(), languages, today)


def numbers(
    guidance: Guidance, words: PlanWords, countries: frozenset[str]
) -> list[tuple[str, tuple[Number, ...]]]:
    """Names of countries, in order, with their emergency numbers; those without any are left out."""
    voice = Voice(guidance.files, words.lang)
    found = [(words.country(code), emergency(code, voice).numbers) for code in words.by_name(countries)]
    return [(country, them) for country, them in found if them]


def _howto_pages(shown: Sequence[HowTo], words: Callable[[], PlanWords]) -> Iterator[tuple[str, bytes]]:
    platforms = list(dict.fromkeys(howto.platform for howto in shown))
    yield "howto.html", draw("plan_howtos.html", words(), platforms=platforms, site=True)
    for platform in platforms:
        own = sorted((h for h in shown if h.platform == platform), key=lambda h: TASKS.index(h.task))
        tasks = [(task, list(some)) for task, some in groupby(own, key=lambda h: h.task)]
        yield (
            f"howto-{platform}.html",
            draw("plan_howto.html", words(), platform=platform, tasks=tasks, site=True),
        )


def _about(guidance: Guidance, words: PlanWords, languages: Sequence[str], today: date) -> bytes:
    plans = [guidance.plan(None, age, words.lang, situation) for age in AGES for situation in _each(age)]
    rows = [row for plan in plans for row in (*plan.lead, *plan.steps)]
    rows_on = [row.checked_on for row in rows]
    rows_on += [row.checked_on for row in guidance.files.rows("directory", ServiceRow) if row.grade != "U"]
    reviewed = []
    for lang in languages:
        others = PlanWords(guidance.files, lang)
        own = [guidance.plan(None, age, lang, situation) for age in AGES for situation in _each(age)]
        reviewed.append((others("language"), lang, others.direction, all(plan.reviewed for plan in own)))
    return draw(
        "plan_about.html",
        words,
        made=words(
            "about_made",
            date=today.isoformat(),
            version=__version__,
            oldest=min(rows_on),
            newest=max(rows_on),
        ),
        languages=reviewed,
        site=True,
    )


def _each(age: AgeGroup) -> Iterator[tuple[Situation, ...]]:
    for situation in situations(age):
        yield (situation,) if situation else ()
