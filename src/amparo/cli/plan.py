"""`amparo plan`: what to do in the first ten minutes, by country, age and situation; and the same as a site.

Whoever reads it may be frightened: whom to call comes first, and nothing is loaded, asked or written that need not be.
"""

import argparse
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from shutil import get_terminal_size

from amparo.cli import DONE, FAILED
from amparo.cli.person import add_age, age_group, country, overlay
from amparo.cli.terminal import ask, is_asking, printable, say
from amparo.guidance import LANGUAGES, Guidance, GuidanceError, Situation
from amparo.model import AgeGroup
from amparo.pages.plan_sheet import sheet
from amparo.pages.plan_text import call_lines, plan_text
from amparo.pages.plan_words import PlanWords


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "plan",
        help="what to do now, and who helps",
        description="Prints what to do in the first ten minutes, in order, with whom to call first. At a terminal it asks "
        "what is missing, in three questions at most. `amparo plan site DIR` makes a web site of all plans.",
    )
    verb.add_argument("--country", type=country, metavar="CC", help="where the person is, such as GB or MA")
    add_age(verb)
    verb.add_argument(
        "--situation", action="append", default=[], choices=[str(s) for s in Situation], metavar="NAME",
        help=f"what is happening: {', '.join(Situation)}; several times for several",
    )  # fmt: skip
    verb.add_argument("--lang", choices=LANGUAGES, help="language; without it, the one of this computer")
    verb.add_argument("--html", type=Path, metavar="FILE", help="write it as a page; must not exist")
    verb.add_argument(
        "--pdf", type=Path, metavar="FILE", help="write it as one sheet to print; must not exist"
    )
    verb.add_argument("--json", action="store_true", help="print it as one JSON object")
    verb.add_argument("--guidance", type=Path, metavar="DIR", help="a helpline's own services and wording")
    verb.set_defaults(run=run)
    acts = verb.add_subparsers(dest="act", metavar="site DIR")
    site = acts.add_parser("site", help="make a web site of all plans, which works from a memory stick too")
    site.add_argument("folder", type=Path, metavar="DIR", help="where to; must not exist")
    site.add_argument("--guidance", type=Path, default=argparse.SUPPRESS, metavar="DIR")
    site.set_defaults(run=_site)


def run(given: argparse.Namespace) -> int:
    try:
        return _plan(given, Guidance(overlay(given.guidance)))
    except GuidanceError as problem:
        say(f"amparo plan: {printable(str(problem))}")
        return FAILED


def _plan(given: argparse.Namespace, guidance: Guidance) -> int:
    lang = given.lang or language(os.environ)
    where, age, situations = given.country, given.age, given.situation
    if is_asking() and not given.json:
        where, age, situations = _asked(guidance, lang, where, age, situations)
    group = age or AgeGroup.UNKNOWN
    if given.json:
        import msgspec

        made = guidance.plan(where, group, lang, situations)
        sys.stdout.buffer.write(msgspec.json.encode(made) + b"\n")
        return DONE
    if given.html:
        from amparo.pages.plan_html import plan_page

        _write(given.html, plan_page(guidance, where, group, lang, situations))
    if given.pdf:
        from amparo.pages.plan_pdf import plan_pdf

        _write(given.pdf, plan_pdf(guidance, where, group, lang, situations))
    if not given.html and not given.pdf:
        _tell(guidance, where, group, lang, situations)
    return DONE


def _tell(guidance: Guidance, where: str | None, age: AgeGroup, lang: str, situations: list[str]) -> None:
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # better a question mark than no plan
    words = PlanWords(guidance.files, lang)
    made = guidance.plan(where, age, lang, situations)
    for line in plan_text(sheet(made, words), words, get_terminal_size().columns):
        print(printable(line))
    if made.age is AgeGroup.UNKNOWN:
        say(words("unknown_age", "tell"))


def _asked(
    guidance: Guidance, lang: str, where: str | None, age: AgeGroup | None, situations: list[str]
) -> tuple[str | None, AgeGroup | None, list[str]]:
    """Asks for what is missing; an empty answer leaves it open, and no question comes twice."""
    words = PlanWords(guidance.files, lang)
    if where and age and situations:
        return where, age, situations
    for line in call_lines(sheet(guidance.plan(where, AgeGroup.UNKNOWN, lang), words), words, _columns()):
        say(printable(line))
    say("")
    if where is None:
        answer = ask(words("ask_country", "tell"))
        where = words.coded(answer) if answer else None
        if answer and where is None:
            say(words("not_a_country", "tell"))
    if age is None and Situation.UNDER_18 not in situations:
        answer = ask(words("ask_age", "tell"))
        try:
            age = age_group(answer) if answer else None
        except argparse.ArgumentTypeError:
            say(words("not_an_age", "tell"))
    if not situations:
        listed = [s for s in Situation if s is not Situation.UNDER_18]
        for number, situation in enumerate(listed, 1):
            say(f"  {number:>2}  {printable(words.situation(situation))}")
        answer = ask(words("ask_situation", "tell"))
        numbers = {part.strip() for part in answer.replace("،", ",").split(",") if part.strip()}
        situations = [str(s) for number, s in enumerate(listed, 1) if str(number) in numbers]
        if numbers and not situations:
            say(words("not_a_number", "tell"))
    say("")
    return where, age, situations


def _columns() -> int:
    return get_terminal_size().columns


def language(environment: Mapping[str, str]) -> str:
    """The language of this computer's user, as far as there is a plan in it; else English.

    >>> language({"LANG": "fr_FR.UTF-8"}), language({"LC_ALL": "tl_PH", "LANG": "en_US"}), language({"LANG": "C"})
    ('fr', 'fil', 'en')
    """
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            code = environment[name].replace("-", "_").split("_")[0].split(".")[0].lower()
            code = "fil" if code == "tl" else code
            return code if code in LANGUAGES else "en"
    return "en"


def _site(given: argparse.Namespace) -> int:
    from amparo.pages.plan_site import site

    try:
        # All of it before the first file: a text that is missing leaves no half of a site behind.
        pages = list(site(Guidance(overlay(given.guidance)), date.today()))  # noqa: DTZ011 - the day of the person here
    except GuidanceError as problem:
        say(f"amparo plan: {printable(str(problem))}")
        return FAILED
    given.folder.mkdir(parents=True)
    for path, content in pages:
        file = given.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    print(given.folder / "index.html")
    return DONE


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
    print(path)
