"""`amparo link`: reports to series."""

import argparse
import sys
from pathlib import Path

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.tables import TableError, needs, write
from amparo.cli.terminal import printable, say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser("link", help="which reports belong to the same series, and why")
    acts = verb.add_subparsers(dest="act", metavar="ACT", required=True)
    found = acts.add_parser(
        "series",
        help="all series of a table of mentions",
        description="Reads report_id, kind, value (and, if there, seen_at, speaker, tie) and writes report_id, series_id. The same "
        "mentions give the same series, in whatever order they come.",
    )
    found.add_argument("--in", dest="mentions", type=Path, required=True, metavar="FILE")
    found.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist")
    found.add_argument(
        "--reasons",
        type=Path,
        metavar="FILE",
        help="which identifiers tie each report to its series; otherwise beside OUT, as NAME.reasons",
    )
    found.add_argument(
        "--shared",
        type=Path,
        metavar="FILE",
        help="identifiers that several series use, and decoys; otherwise beside OUT, as NAME.shared",
    )
    found.add_argument(
        "--review",
        type=Path,
        metavar="FILE",
        help="reports that join no series until a person has looked at them; otherwise beside OUT, as NAME.review",
    )
    found.set_defaults(run=_series)


def _series(given: argparse.Namespace) -> int:
    if missing := needs("numpy", "pyarrow", "scipy"):
        say(f"amparo link: {missing}")
        return USAGE
    from amparo.linkage.mentions import MentionsError, coded, read
    from amparo.linkage.reasons import reasons_table, review_table, series_table, shared_table
    from amparo.linkage.series import series

    beside = {
        part: getattr(given, part) or given.out.with_name(f"{given.out.stem}.{part}{given.out.suffix}")
        for part in ("reasons", "shared", "review")
    }
    try:
        mentions = coded(read(given.mentions))
        found = series(mentions.mentions)
        write(reasons_table(mentions, found), beside["reasons"])
        write(shared_table(mentions, found), beside["shared"])
        write(review_table(mentions, found), beside["review"])
        write(series_table(mentions, found), given.out)
    except (MentionsError, TableError) as error:
        say(f"amparo link: {printable(str(error))}")
        return FAILED
    if mentions.skipped:
        print(f"{mentions.skipped} rows lack a report, a kind or a value and were left out.", file=sys.stderr)
    many = int(found.label.max(initial=-1)) + 1
    print(f"{mentions.mentions.reports} reports, {many} series; reasons in {beside['reasons'].name}.")
    if set_apart := int(found.apart.sum()):
        print(
            f"{set_apart} reports say the same as others and tie what nobody else ties: see {beside['review'].name}."
        )
    return DONE
