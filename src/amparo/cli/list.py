"""`amparo list`: the conversations of an export, or of a case."""

import argparse
import sys
from pathlib import Path

import msgspec

from amparo import casework
from amparo.casework import derived
from amparo.cli import DONE, NOTHING_READABLE
from amparo.cli.terminal import Bar, printable, say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("list", help="list the conversations of an export or a case")
    verb.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="export, folder, or case")
    verb.add_argument("--json", action="store_true", help="one JSON object a line")
    verb.set_defaults(run=run)


class Row(msgspec.Struct, frozen=True):
    title: str
    platform: str
    format: str
    messages: int | None
    """None where only reading would tell."""


def run(given: argparse.Namespace) -> int:
    reasons: list[str] = []
    rows: list[Row] = []
    if len(given.paths) == 1 and (given.paths[0] / derived.FOLDER / "case.json").is_file():
        case = derived.summary(given.paths[0])
        rows = [Row(c.title, c.platform, c.format, c.messages) for c in case.conversations]
    else:
        with Bar() as progress:
            threads, reasons = casework.conversations_in(given.paths, progress)
        rows = [Row(t.title, t.platform, t.reader, t.rows) for t in threads]
    if not rows:
        say("amparo list: no conversation was found.")
        for reason in reasons[:40]:
            say(f"  {printable(reason)}")
        return NOTHING_READABLE
    for row in rows:
        if given.json:
            sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
        else:
            count = "" if row.messages is None else f", {row.messages} messages"
            print(f"{printable(row.title)} ({row.platform}, {row.format}{count})")
    return DONE
