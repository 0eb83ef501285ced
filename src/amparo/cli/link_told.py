"""What acts of `amparo link` say of what they found, whichever engine found it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from amparo.cli.terminal import printable

if TYPE_CHECKING:
    import pyarrow as pa

    from amparo.linkage.judgements import Judgement


def series(
    reports: int,
    many: int,
    skipped: int,
    apart: int,
    variants: "pa.Table | None",
    conflicts: "list[Judgement]",
    beside: dict[str, Path],
) -> None:
    """`beside`: the files that hold more about it."""
    if skipped:
        print(f"{skipped} rows lack a report, a kind or a value and were left out.", file=sys.stderr)
    print(f"{reports} reports, {many} series; reasons in {beside['reasons'].name}.")
    if variants is not None and variants.num_rows:
        print(
            f"{variants.num_rows} values are forms of others and were folded: see {beside['variants'].name}."
        )
    contradictions(conflicts)
    if apart:
        print(
            f"{apart} reports say the same as others and tie what nobody else ties: see {beside['review'].name}."
        )


def index(reports: int, many: int, conflicts: "list[Judgement]") -> None:
    contradictions(conflicts)
    print(f"{reports} cases in {many} series.")


def contradictions(conflicts: "list[Judgement]") -> None:
    for one in conflicts:
        print(
            f"Contradiction: {printable(one.one)} and {printable(one.other)} are not the same, as {printable(one.by)} "
            f"said on {one.at:%Y-%m-%d}, but other judgements make them so. Their series follows those."
        )
