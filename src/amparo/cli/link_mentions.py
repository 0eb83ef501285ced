"""`amparo link mentions`: what of cases can tie them to others, as the table that the other acts read."""

import argparse
from pathlib import Path

from amparo.cli import DONE, USAGE
from amparo.cli.tables import write
from amparo.cli.terminal import printable, say


def add(acts: "argparse._SubParsersAction[argparse.ArgumentParser]") -> argparse.ArgumentParser:
    act = acts.add_parser(
        "mentions",
        help="what of cases can tie them to others, as a table",
        description="Reads cases as `amparo examine` makes them and writes the identifiers of the other side: accounts, numbers, receivers, "
        "transfer references. Of the person who was blackmailed nothing goes out, nor of conversations without the scheme.",
    )
    act.add_argument("cases", nargs="+", type=Path, metavar="CASE")
    act.add_argument("--out", type=Path, required=True, metavar="FILE", help="must not exist")
    return act


def run(given: argparse.Namespace) -> int:
    import pyarrow as pa

    from amparo.casework import derived
    from amparo.casework.mentions import Row, mentions

    rows: list[Row] = []
    nothing = []
    for case in given.cases:
        if not derived.has(case, "indicators"):
            say(f"amparo link mentions: {printable(case.name)} is no case; `amparo examine` makes one")
            return USAGE
        some = list(mentions(case))
        rows += some
        if not some:
            nothing.append(case.name)
    columns = {name: [getattr(row, name) for row in rows] for name in Row.__struct_fields__}
    types = dict.fromkeys(columns, pa.string()) | {"seen_at": pa.timestamp("us", tz="UTC")}
    write(pa.table({name: pa.array(column, types[name]) for name, column in columns.items()}), given.out)
    print(f"{len(rows)} mentions of {len({row.report_id for row in rows})} cases.")
    for name in nothing:
        print(f"{printable(name)}: nothing in it can tie it to another case.")
    return DONE
