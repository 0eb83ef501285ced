"""The table of mentions, batch by batch, as the rows that the steps begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset
import pyarrow.parquet

from amparo.linkage.mentions import KNOWN, MentionsError, checked, plain
from amparo.linkage.parts import parts_of
from amparo.linkage.variants import counted, in_groups, renamed

_FORMATS = {
    ".parquet": "parquet",
    ".arrow": "ipc",
    ".feather": "ipc",
    ".csv": "csv",
    ".jsonl": "json",
    ".ndjson": "json",
}
_BATCH = 200_000
ROWS = pa.schema(
    [
        ("report_id", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("seen", pa.int64()),
        ("tie", pa.int64()),
        ("origin", pa.string()),
        ("written", pa.string()),
        ("part", pa.string()),
    ]
)
"""`seen` in microseconds; `part` as `parts` tells it; `written` where values were folded."""


@dataclass(frozen=True, slots=True)
class Told:
    skipped: int
    """Rows that lacked something and were left out."""
    timed: bool
    variants: pa.Table | None
    """As `variants.folded` gives them, if values were folded."""


def rows(path: Path, out: Path, fold: bool) -> Told:
    """Writes `ROWS` as Parquet. To `fold` values that are forms of one another, the file is read twice: of values that have forms every one
    stands in memory once. Raises `MentionsError`."""
    form = _FORMATS.get(path.suffix.lower())
    if form is None:
        raise MentionsError(
            f"{path.name}: not a table known by its name; it ends in one of {', '.join(_FORMATS)}"
        )
    skipped = 0
    try:
        table = pyarrow.dataset.dataset(path, format=form)
        checked(path, table.schema.names)
        columns = [name for name in KNOWN if name in table.schema.names]
        groups = renamed(counted(_batches(table, ["kind", "value"]))) if fold else None
        with pyarrow.parquet.ParquetWriter(out, ROWS) as writer:
            for batch in _batches(table, columns):
                told = in_groups(batch, groups) if groups else batch
                some, left_out = plain(told.append_column("part", parts_of(told)))
                skipped += left_out
                writer.write_table(some.cast(ROWS))
    except MentionsError:
        raise
    except (OSError, pa.ArrowException) as cause:
        raise MentionsError(f"{path.name}: cannot be read as {path.suffix[1:]}: {cause}") from cause
    return Told(skipped, "seen_at" in columns, groups.variants if groups else None)


def _batches(table: pyarrow.dataset.Dataset, columns: list[str]) -> Iterator[pa.Table]:
    for batch in table.to_batches(
        columns=columns, batch_size=_BATCH, batch_readahead=2, fragment_readahead=1
    ):
        yield pa.Table.from_batches([batch])
