"""How fast is a WhatsApp export read whole, every row with its place, against whatstk reading the same file?

The file is made up: dense talk of three people, some rows of several lines, some with media. Processor time of
processes of their own that take turns, so that a busy machine weighs on both; medians of an odd number of runs. `read`
is the reading of the rows; `both` adds the first look at the whole file, which finds the order of day and month and
who speaks.

    python benchmarks/whatsapp_speed.py [--runs 5] [--rows 40000] [--form android|ios]
"""

import argparse
import random
import subprocess
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from peers import peer_python

WORDS = "the plan for tomorrow is that we meet at the station and walk home because it rains again ok yes no".split()

_OURS = """
import sys, time
from pathlib import Path
from amparo.archive import opened
from amparo.sources import Settings, inventory, whatsapp
with opened([Path(sys.argv[1])]) as members:
    (file,) = inventory(members)
    start = time.process_time()
    (thread,) = whatsapp.threads([file])
    middle = time.process_time()
    for row in whatsapp.read(thread, Settings()):
        pass
    end = time.process_time()
print(end - middle, end - start)
"""

_WHATSTK = """
import sys, time, warnings
warnings.simplefilter("ignore")
from whatstk import df_from_whatsapp
start = time.process_time()
df_from_whatsapp(sys.argv[1], max_size=None)
print(time.process_time() - start)
"""


def write(path: Path, rows: int, form: str) -> None:
    pick = random.Random(1)
    at = datetime(2021, 1, 31, 20, 49)
    with path.open("w", encoding="utf-8") as out:
        for _ in range(rows):
            at += timedelta(seconds=pick.randrange(120))
            kind = pick.random()
            text = " ".join(pick.choices(WORDS, k=pick.randrange(1, 20)))
            if kind < 0.05:
                text = "<Media omitted>"
            elif kind < 0.08:
                text = "IMG-20210131-WA0001.jpg (file attached)"
            elif kind > 0.95:
                text += "\nand é in another line"
            header = f"{at:%d/%m/%Y, %H:%M} - " if form == "android" else f"[{at:%d/%m/%Y, %H:%M:%S}] "
            out.write(f"{header}{pick.choice(['Jane Doe', 'Sam Smith 🤓', '+44 7700 900123'])}: {text}\n")


def seconds(python: str, program: str, path: Path) -> list[float]:
    output = subprocess.run(
        [python, "-c", program, str(path)], capture_output=True, check=True, text=True
    ).stdout
    return [float(number) for number in output.split()]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rows", type=int, default=40_000)
    parser.add_argument("--form", choices=["android", "ios"], default="android")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "chat.txt")
        write(path, options.rows, options.form)
        megabytes = path.stat().st_size / 1e6
        peer = str(peer_python())
        theirs, read, both = [], [], []
        for _ in range(options.runs):
            theirs += seconds(peer, _WHATSTK, path)
            one, two = seconds(sys.executable, _OURS, path)
            read.append(one)
            both.append(two)
    print(f"{options.rows} rows, {megabytes:.1f} MB, {options.form}; medians of {options.runs} runs")
    print(f"whatstk      {megabytes / median(theirs):6.1f} MB/s")
    for name, taken in (("read", read), ("both", both)):
        print(
            f"amparo {name}  {megabytes / median(taken):6.1f} MB/s, {median(theirs) / median(taken):.1f} times as fast"
        )


if __name__ == "__main__":
    main()
