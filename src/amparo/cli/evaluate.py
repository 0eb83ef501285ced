"""`amparo evaluate`: how good series are, against a truth."""

import argparse
import json
from pathlib import Path

from amparo.cli import DONE, FAILED, USAGE
from amparo.cli.tables import needs
from amparo.cli.terminal import printable, say


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    verb = verbs.add_parser(
        "evaluate",
        help="how good series are, against a truth",
        description="Pairwise and B-cubed precision, recall and F, and the adjusted Rand index, each with the interval that holds 95 %% of "
        "its bootstrap values. Both tables have report_id and series_id.",
    )
    verb.add_argument("--series", type=Path, required=True, metavar="FILE")
    verb.add_argument("--truth", type=Path, required=True, metavar="FILE")
    verb.add_argument("--samples", type=int, default=200, metavar="N", help="of the bootstrap (200)")
    verb.add_argument("--seed", type=int, default=0, metavar="S")
    verb.add_argument("--json", action="store_true", help="one JSON object")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    if missing := needs("numpy", "pyarrow"):
        say(f"amparo evaluate: {missing}")
        return USAGE
    from amparo.linkage.evaluate import EvaluationError, aligned, measures
    from amparo.linkage.mentions import MentionsError, table

    try:
        found, truth = aligned(table(given.series), table(given.truth))
    except (EvaluationError, MentionsError) as error:
        say(f"amparo evaluate: {printable(str(error))}")
        return FAILED
    rows = measures(found, truth, given.samples, given.seed)
    if given.json:
        print(json.dumps({row.name: [row.value, row.low, row.high] for row in rows}))
        return DONE
    for row in rows:
        print(f"{row.name:20} {row.value:6.3f}   95 %: {row.low:.3f} to {row.high:.3f}")
    return DONE
