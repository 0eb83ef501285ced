"""`amparo verify`: says in one sentence whether a case is as it was sealed, and else what is wrong and where."""

import argparse
import sys
from pathlib import Path

import msgspec

from amparo.cli import DONE, FAILED
from amparo.cli.terminal import printable
from amparo.evidence.verify import verify


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("verify", help="check that a case is as it was sealed")
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--json", action="store_true", help="print the verdict as one JSON object")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    verdict = verify(given.case)
    if given.json:
        sys.stdout.buffer.write(msgspec.json.encode(verdict) + b"\n")
    else:
        print(printable(verdict.sentence))
        for problem in verdict.problems:
            print(f"  {printable(problem.path)}: {printable(problem.cause)}")
    return DONE if verdict.ok else FAILED
