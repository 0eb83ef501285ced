"""`amparo timestamp`: asks a time stamp authority (RFC 3161) that the operator names."""

import argparse
import getpass
from datetime import datetime
from pathlib import Path

from amparo.cli import DONE, FAILED
from amparo.cli.keyring import keyring
from amparo.cli.terminal import say
from amparo.evidence.errors import EvidenceError
from amparo.evidence.timestamps import stamp


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "timestamp",
        help="have the seal stamped by a time stamp authority",
        description="Sends a digest of the newest signature, and nothing else, to the address you name.",
    )
    verb.add_argument("case", type=Path, metavar="CASE")
    verb.add_argument("--url", required=True, help="of the authority, http or https")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    try:
        stamped = stamp(
            given.case,
            given.url,
            key=keyring().signing_key(),
            who=getpass.getuser(),
            when=datetime.now().astimezone(),
        )
    except EvidenceError as error:
        say(f"amparo timestamp: {error}")
        return FAILED
    trusted = "" if stamped.checked else "; its certificate is not among those you trust"
    print(f"Stamped at {stamped.at.isoformat()} by {stamped.authority}{trusted}.")
    return DONE
