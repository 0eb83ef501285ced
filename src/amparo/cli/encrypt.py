"""`amparo encrypt`: a case as one file that only the recipients can open."""

import argparse
from pathlib import Path

from amparo.cli import DONE, FAILED
from amparo.cli.terminal import say
from amparo.evidence import envelope
from amparo.evidence.errors import EvidenceError


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("encrypt", help="encrypt a case to recipients (age)")
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument(
        "--to", action="append", required=True, metavar="RECIPIENT",
        help="age1..., an SSH public key, or a file of them; several times for several",
    )  # fmt: skip
    verb.add_argument("--out", type=Path, metavar="FILE", help="must not exist; CASE.age by default")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    out = given.out or given.case.with_name(f"{given.case.name}.age")
    try:
        envelope.encrypt(given.case, out, given.to)
    except EvidenceError as error:
        say(f"amparo encrypt: {error}")
        return FAILED
    print(out)
    return DONE
