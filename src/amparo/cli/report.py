"""`amparo report`: makes the page of a case again, in another language or after a change of guidance, and seals it."""

import argparse
from pathlib import Path

from amparo import casework
from amparo.cli import DONE, FAILED
from amparo.cli.keyring import keyring
from amparo.cli.person import add_age, country, overlay_that_holds
from amparo.cli.terminal import say
from amparo.evidence.errors import EvidenceError
from amparo.guidance import GuidanceError
from amparo.model import Lang


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "report",
        help="make the page of a case again",
        description="Makes the page again from the derived files, adds it in a folder of its own and seals the case again; "
        "the earlier page stays.",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--lang", type=Lang, choices=list(Lang), default=Lang.EN, help="language of the page")
    verb.add_argument("--country", type=country, metavar="CC", help="another country than was given")
    add_age(verb)
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    try:
        page = casework.report(
            given.case,
            lang=given.lang,
            country=given.country,
            age=given.age,
            guidance=overlay_that_holds(given.lang),
            key=keyring().signing_key(),
        )
    except (EvidenceError, GuidanceError, casework.UsageProblem) as error:
        say(f"amparo report: {error}")
        return FAILED
    print(page)
    return DONE
