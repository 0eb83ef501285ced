"""How do time, memory and disk grow with the table, and how does Splink fare on the same one?

Each run is the command `amparo link series`, whole, from file to files, in processes of its own; memory is that of all of them together,
looked at five times a second, disk that of the scratch folder. With `--splink`, Splink in an environment of its own at one
threshold (prediction and clustering). With `--index` it is `amparo link build`, with the size of the index. Processor time is what to
compare on a machine that others use.

    python benchmarks/linkage_scale.py [--reports 100000 300000 1000000] [--engines memory duckdb] [--memory 1G] [--index] [--splink] [--seed 7]
"""

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet
from linkage_worlds import _SPLINK
from peers import peer_python

from amparo.linkage.evaluate import aligned, measures
from amparo.linkage.simulate import simulate

GIB = 1 << 30
_COMMAND = "import sys; from amparo.cli import main; sys.exit(main())"


@dataclass
class Run:
    seconds: float
    processor: float
    memory: int
    disk: int


def family(root: int) -> list[int]:
    """The process and all that came of it."""
    parents: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            told = stat.read_text().rpartition(")")[2].split()
            parents.setdefault(int(told[1]), []).append(int(stat.parent.name))
    found, new = [root], [root]
    while new:
        new = [child for one in new for child in parents.get(one, [])]
        found += new
    return found


def resident(root: int) -> int:
    """Bytes of all of them; what they share counts once."""
    total = 0
    for one in family(root):
        with suppress(OSError):
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) << 10
    return total


def on_disk(folder: Path) -> int:
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.lstat().st_size
    return total


def measured(command: list[str], temp: Path) -> Run:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    most = [0, 0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.2):
            most[0] = max(most[0], resident(run.pid))
            most[1] = max(most[1], on_disk(temp))

    looking = threading.Thread(target=look)
    looking.start()
    said, _ = run.communicate()
    over.set()
    looking.join()
    if run.returncode:
        sys.exit(said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Run(time.monotonic() - start, processor, *most)


def line(reports: int, name: str, run: Run, told: str = "") -> None:
    print(
        f"| {reports:,} | {name} | {run.seconds:.0f} | {run.processor:.0f} | {run.memory / GIB:.2f} | {run.disk / GIB:.2f} | {told} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", default=["memory", "duckdb"])
    parser.add_argument("--memory", help="of DuckDB")
    parser.add_argument("--index", action="store_true")
    parser.add_argument("--splink", action="store_true")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    print(
        f"seed {options.seed}, 0.5 % mixed, {os.cpu_count()} processors, load {os.getloadavg()[0]:.0f} at the start"
    )
    print("| reports | engine | seconds | processor seconds | GiB of memory | GiB of disk | |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    runs: dict[str, list[tuple[int, Run]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        mentions, truth, temp = (Path(folder, name) for name in ("mentions.parquet", "truth.parquet", "temp"))
        for reports in options.reports:
            made = subprocess.run(
                [sys.executable, __file__, "--make", str(reports), str(options.seed), folder]
            )
            made.check_returncode()  # in a process of its own: what it takes is given back
            for engine in options.engines:
                out = Path(folder, f"{reports}-{engine}.parquet")
                act, to = ("build", "--index") if options.index else ("series", "--out")
                command = [sys.executable, "-c", _COMMAND, "link", act, "--in", str(mentions), to, str(out)]
                if options.memory:
                    command += ["--memory", options.memory]
                run = measured([*command, "--engine", engine, "--temp", str(temp)], temp)
                runs.setdefault(engine, []).append((reports, run))
                if options.index:
                    line(reports, engine, run, f"index of {on_disk(out) / 1e6:.0f} MB")
                    continue
                found = aligned(pyarrow.parquet.read_table(out), pyarrow.parquet.read_table(truth))
                figures = {one.name: one.value for one in measures(*found, samples=0)}
                line(
                    reports,
                    engine,
                    run,
                    f"B-cubed F {figures['B-cubed F']:.3f}, pairwise F1 {figures['pairwise F1']:.3f}",
                )
            if options.splink:
                command = [str(peer_python()), "-c", _SPLINK, str(mentions), json.dumps([0.999]), folder]
                line(reports, "Splink", measured(command, Path(folder)))
    for engine, some in runs.items():
        (few, first), (many, last) = some[0], some[-1]
        if many > few:
            power = math.log(last.processor / first.processor) / math.log(many / few)
            print(f"{engine}: processor time grows as N^{power:.2f} from {few:,} to {many:,} reports")


def make(reports: int, seed: int, folder: str) -> None:
    world = simulate(reports, seed)
    pyarrow.parquet.write_table(world.mentions, Path(folder, "mentions.parquet"))
    pyarrow.parquet.write_table(world.truth, Path(folder, "truth.parquet"))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--make"]:
        make(int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    else:
        main()
