"""Tables that commands write: Parquet, Arrow or CSV, by the end of the name."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

ENDINGS = (".parquet", ".arrow", ".feather", ".csv")


class TableError(ValueError):
    """Names the file and the cause."""


def needs(*packages: str, extra: str = "linkage") -> str | None:
    """What to say where one of these is not installed; they come with an extra."""
    missing = [package for package in packages if find_spec(package) is None]
    return f"needs {', '.join(missing)}: pip install 'amparo[{extra}]'" if missing else None


def write(table: "pa.Table", path: Path) -> None:
    """A file that did not exist; raises `TableError`."""
    import pyarrow.csv
    import pyarrow.feather
    import pyarrow.parquet

    ending = _ending(path)
    try:
        with path.open("xb") as out:
            if ending == ".parquet":
                pyarrow.parquet.write_table(table, out)
            elif ending == ".csv":
                pyarrow.csv.write_csv(table, out)
            else:
                pyarrow.feather.write_feather(table, out)
    except FileExistsError as cause:
        raise TableError(f"{path.name} exists already; nothing was overwritten") from cause


def write_batches(schema: "pa.Schema", batches: "Iterable[pa.RecordBatch]", path: Path) -> None:
    """The same of a table that does not fit into memory; what is there of it is removed where it cannot be written whole."""
    import pyarrow.csv
    import pyarrow.ipc
    import pyarrow.parquet

    ending = _ending(path)
    try:
        out = path.open("xb")
    except FileExistsError as cause:
        raise TableError(f"{path.name} exists already; nothing was overwritten") from cause
    try:
        with out:
            if ending == ".parquet":
                writer = pyarrow.parquet.ParquetWriter(out, schema)
            elif ending == ".csv":
                writer = pyarrow.csv.CSVWriter(out, schema)
            else:
                writer = pyarrow.ipc.new_file(
                    out, schema, options=pyarrow.ipc.IpcWriteOptions(compression="lz4")
                )
            with writer:
                for batch in batches:
                    writer.write_batch(batch)
    except BaseException:
        path.unlink()
        raise


def _ending(path: Path) -> str:
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise TableError(f"{path.name}: a table ends in one of {', '.join(ENDINGS)}")
    return ending
