"""`amparo evaluate`: how good series are, against a truth, or against a kind of identifier that they were found without."""

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
        description="Pairwise and B-cubed precision, recall and F, the adjusted Rand index, and the share of a report's series among 50 others "
        "of its series here, each with the interval that holds 95 %% of its bootstrap values. Either --series and --truth, two tables with "
        "report_id and series_id; or, where nobody knows the truth, --mentions and --held-out: series are found without that kind of "
        "identifier, and what it ties stands for the truth.",
    )
    verb.add_argument("--series", type=Path, metavar="FILE")
    verb.add_argument("--truth", type=Path, metavar="FILE")
    verb.add_argument("--mentions", type=Path, metavar="FILE", help="as `amparo link series` takes them")
    verb.add_argument("--held-out", metavar="KIND", help="such as phone or receiver")
    verb.add_argument("--samples", type=int, default=200, metavar="N", help="of the bootstrap (200)")
    verb.add_argument("--seed", type=int, default=0, metavar="S")
    verb.add_argument("--json", action="store_true", help="one JSON object")
    verb.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    if missing := needs("numpy", "pyarrow"):
        say(f"amparo evaluate: {missing}")
        return USAGE
    from amparo.linkage.evaluate import EvaluationError, aligned, held_out, measures
    from amparo.linkage.mentions import MentionsError, read, table

    against_truth = given.series is not None and given.truth is not None
    blind = given.mentions is not None and given.held_out is not None
    if against_truth == blind:
        say("amparo evaluate: wants --series and --truth, or --mentions and --held-out")
        return USAGE
    try:
        if blind:
            found, truth = held_out(read(given.mentions), given.held_out)
        else:
            found, truth = aligned(table(given.series), table(given.truth))
    except (EvaluationError, MentionsError) as error:
        say(f"amparo evaluate: {printable(str(error))}")
        return FAILED
    rows = measures(found, truth, given.samples, given.seed)
    if given.json:
        print(json.dumps({row.name: [row.value, row.low, row.high] for row in rows}))
        return DONE
    if blind:
        print(
            f"{len(truth)} reports name one {printable(given.held_out)} that others name; who uses several makes precision look worse than it is."
        )
    for row in rows:
        print(f"{row.name:20} {row.value:6.3f}   95 %: {row.low:.3f} to {row.high:.3f}")
    return DONE
