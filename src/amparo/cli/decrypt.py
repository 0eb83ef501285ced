"""`amparo decrypt`: an encrypted case back to a folder; cut or altered by one byte, nothing is left."""

import argparse
from pathlib import Path

from amparo.cli import DONE, FAILED
from amparo.cli.keyring import asked
from amparo.cli.terminal import say
from amparo.evidence import envelope
from amparo.evidence.errors import EvidenceError


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("decrypt", help="decrypt a case")
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.add_argument("--out", type=Path, metavar="CASE", help="must not exist; FILE without .age by default")
    verb.add_argument(
        "--identity", "-i", action="append", default=[], type=Path, metavar="FILE",
        help="your age identity or SSH private key; without one, a passphrase is asked",
    )  # fmt: skip
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    out = given.out or given.file.with_suffix("")
    try:
        envelope.decrypt(given.file, out, given.identity, asked)
    except EvidenceError as error:
        say(f"amparo decrypt: {error}")
        return FAILED
    print(out)
    return DONE
