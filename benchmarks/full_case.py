"""How long from a full WhatsApp export (40,000 messages) to a sealed case with page and PDF, from a cold start?

Peer: whatstk reading the same file into a table, cold, in a process and an environment of its own
(requirements/peers.in, installed into .venv-peers by benchmarks/peers.py).

Run: python benchmarks/full_case.py [runs]
"""

import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from peers import peer_python

WORDS = (
    "hello how are you today I was at work and then we went out for dinner see you tomorrow maybe the train is late "
    "again what do you think about that ok fine thanks call me later"
).split()
PEER = "import sys; from whatstk import df_from_whatsapp; print(len(df_from_whatsapp(sys.argv[1])))"


def export(messages: int) -> str:
    """A made-up conversation: ordinary talk, now and then a threat, a demand, a second line, a photo left out."""
    rng = random.Random(7)
    moment = datetime(2025, 3, 1, 8, 0)
    rows = []
    for number in range(messages):
        moment += timedelta(seconds=rng.randint(5, 900))
        text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(1, 25)))
        if number % 997 == 0:
            text = f"If you don't pay me £{rng.randint(100, 900)} I will send the video to your family"
        elif number % 1499 == 0:
            text = f"pay to IBAN GB33BUKB20201555555555 or call +44 7700 900{rng.randint(0, 999):03}"
        elif number % 70 == 0:
            text = "<Media omitted>"
        elif number % 50 == 0:
            text += f"\nand a second line {rng.choice(WORDS)}"
        rows.append(f"{moment:%d/%m/%Y, %H:%M} - {rng.choice(('Sam Rivers', 'Léa'))}: {text}")
    return "\n".join(rows) + "\n"


def timed(command: list[str], environment: dict[str, str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - started


def main(runs: int = 5) -> None:
    peer = str(peer_python())
    amparo = str(Path(sys.executable).with_name("amparo"))
    with tempfile.TemporaryDirectory() as folder:
        chat, out = Path(folder, "WhatsApp Chat with Léa.txt"), Path(folder, "case")
        chat.write_text(export(40_000))
        environment = {**os.environ, "AMPARO_HOME": str(Path(folder, "home"))}
        ours, theirs = [], []
        for _ in range(runs):
            theirs.append(timed([peer, "-c", PEER, str(chat)], environment))
            words = ["examine", str(chat), "--out", str(out), "--with", "Léa", "--adult", "--country", "GB"]
            ours.append(timed([amparo, *words], environment))
            shutil.rmtree(out)
    mine, peers = statistics.median(ours), statistics.median(theirs)
    print(f"whatstk, reading only: median {peers:.2f} s of {runs}")
    print(f"amparo examine, sealed case with page and PDF: median {mine:.2f} s of {runs}")
    print(f"ratio {mine / peers:.2f} (to reach: at most 10)")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
