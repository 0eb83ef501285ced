"""`amparo guidance check`: what in the guidance is wrong, stale, unverified or missing."""

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import msgspec

from amparo.cli import DONE, FAILED
from amparo.cli.person import overlay
from amparo.cli.terminal import printable, say
from amparo.guidance import Guidance, GuidanceError

_MEANING = {
    "error": "must be mended before anybody is led by it",
    "stale": "look up again",
    "unverified": "shown to nobody until it is verified",
    "reported": "shown with the word of caution; better a body's own text",
    "missing": "countries without help, languages without words",
    "unreviewed": "to be read by a native speaker",
}


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("guidance", help="look after the steps and services that plans are made of")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)
    check = acts.add_parser(
        "check",
        help="what is wrong, stale, unverified or missing",
        description="Lists what to look up again, to verify and to translate, by country and language. Fails only where a row "
        "has no source or a file does not hold.",
    )
    check.add_argument(
        "--guidance", type=Path, metavar="DIR", help="with a helpline's own services and wording"
    )
    check.add_argument(
        "--today", type=date.fromisoformat, default=None, metavar="DATE", help="as if it were that day"
    )
    check.add_argument("--json", action="store_true", help="one JSON object a line")
    check.set_defaults(run=_check)


def _check(given: argparse.Namespace) -> int:
    try:
        guidance = Guidance(overlay(given.guidance))
    except GuidanceError as cause:
        say(f"amparo guidance: {printable(str(cause))}")
        return FAILED
    problems = guidance.check(given.today or date.today())  # noqa: DTZ011 - the day of the person here
    for problem in problems:
        if given.json:
            sys.stdout.buffer.write(msgspec.json.encode(problem) + b"\n")
        else:
            about = problem.country or problem.lang
            line = printable(
                f"{problem.kind}: {f'{about}: ' if about else ''}{problem.where}: {problem.what}"
            )
            # Errors also where the list is thrown away, as in `make lint`.
            print(line, file=sys.stderr if problem.kind == "error" else sys.stdout)
    counts = Counter[str](problem.kind for problem in problems)
    for kind, meaning in _MEANING.items():
        if counts[kind]:
            say(f"{counts[kind]:5} {kind}: {meaning}")
    return FAILED if counts["error"] else DONE
