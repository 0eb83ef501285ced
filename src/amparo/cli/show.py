"""`amparo show`: the place in the evidence that a locator names."""

import argparse
from pathlib import Path

from amparo.casework.show import NotThere, show
from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.terminal import printable, say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("show", help="print the place in the evidence that a locator names")
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("locator", metavar="LOCATOR", help="sha256:<digest>#bytes=0-120 and its like")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    try:
        for line in show(given.case, given.locator):
            print(printable(line))
    except NotThere as missing:
        say(f"amparo show: {printable(str(missing))}")
        return FAILED
    except ValueError as problem:
        say(f"amparo show: {printable(str(problem))}")
        return USAGE
    return DONE
