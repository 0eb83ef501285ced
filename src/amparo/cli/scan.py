"""`amparo scan`: messages of a platform in bulk."""

import argparse
import os
import sys
from pathlib import Path

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.person import country
from amparo.cli.rules import add_own_rules, own_rules
from amparo.cli.tables import needs
from amparo.cli.terminal import Bar, printable, say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "scan",
        help="recognise the scheme in a table of messages, for platform teams",
        description="Reads a Parquet file with message_id, conversation_id, sender_id, sent_at and text (and, if there, "
        "speaker), and writes one row a finding. Everything stays on this machine; while it works, parts of the messages lie "
        "unencrypted in a folder beside OUT that only you can read.",
    )
    verb.add_argument("--in", dest="messages", type=Path, required=True, metavar="FILE", help="Parquet")
    verb.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="findings, Parquet; is replaced"
    )
    verb.add_argument("--conversations", type=Path, metavar="FILE", help="one row a conversation, Parquet")
    verb.add_argument(
        "--workers",
        type=_count,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes; otherwise one a core",
    )
    verb.add_argument(
        "--country",
        type=country,
        metavar="CC",
        help="for phone numbers and dollars that the text leaves open",
    )
    add_own_rules(verb)
    verb.set_defaults(run=run)


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes")
    return int(text)


def run(given: argparse.Namespace) -> int:
    if missing := needs("pyarrow", extra="bulk"):
        say(f"amparo scan: {missing}")
        return USAGE
    from amparo.recognition import RuleError
    from amparo.recognition.scan import scan
    from amparo.recognition.scan_rows import ScanError

    try:
        with Bar() as told:
            counted = scan(
                given.messages,
                given.out,
                given.conversations,
                workers=given.workers,
                country=given.country,
                rules=own_rules(given.rules),
                told=told,
            )
    except (ScanError, RuleError) as error:
        say(f"amparo scan: {printable(str(error))}")
        return FAILED
    print(
        f"{counted.messages} messages in {counted.conversations} conversations: {counted.findings} findings; the scheme is "
        f"recognised in {counted.recognised}. A person decides what that means.",
        file=sys.stderr,
    )
    return DONE
