"""How long until a plan stands on the screen? The whole command, each run a process of its own, against Python alone.

Files are in the system's cache after the first run, which is left out of the median and printed beside it.

    python benchmarks/plan_cold.py [--runs 15]
"""

import argparse
import subprocess
import sys
import time
from statistics import median

PLAN = "from amparo.cli import main; raise SystemExit(main())"
ASKED = {
    "python alone": ["-c", "pass"],
    "plan, English": [
        "-c",
        PLAN,
        "plan",
        "--country",
        "GB",
        "--adult",
        "--situation",
        "paid",
        "--lang",
        "en",
    ],
    "plan, Darija": [
        "-c",
        PLAN,
        "plan",
        "--country",
        "MA",
        "--age",
        "17",
        "--situation",
        "paid",
        "--lang",
        "ary",
    ],
}


def seconds(words: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, *words], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - began


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=15)
    runs = options.parse_args().runs
    for what, words in ASKED.items():
        first = seconds(words)
        took = [seconds(words) for _ in range(runs)]
        print(
            f"{what}: median {median(took):.3f} s, worst {max(took):.3f} s of {runs}; first run {first:.3f} s"
        )


if __name__ == "__main__":
    main()
