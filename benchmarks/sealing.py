"""How long does sealing take, against hashing and copying by hand?

Peer: `sha512sum FILE`, then `cp FILE COPY`, then `sync COPY` (so that both sides end with the bytes on the disk).
Ours: `seal` of the same file: one read, SHA-256 and SHA-512, write, fsync of files and folders, signature, rename.
Both run in turns on the same file in the page cache, in the same folder; the median of each is compared.

    python benchmarks/sealing.py [--size MB] [--rounds N] [--folder DIR]
"""

import argparse
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from amparo.evidence.bag import Entry, seal
from amparo.evidence.keys import SigningKey
from amparo.evidence.tarstream import chunks_of


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1024, help="megabytes (MiB)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to work; default: the system's temporary folder")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder) as name:
        folder = Path(name)
        export = folder / "export.bin"
        with export.open("wb") as stream:
            for _ in range(asked.size):
                stream.write(os.urandom(1 << 20))
            os.fsync(stream.fileno())
        peer, ours = [], []
        for _ in range(asked.rounds):
            peer.append(timed(lambda: by_hand(export, folder / "copy.bin")))
            (folder / "copy.bin").unlink()
            ours.append(timed(lambda: sealed(export, folder / "case")))
            shutil.rmtree(folder / "case")
    ratio = statistics.median(ours) / statistics.median(peer)
    print(f"sealing {asked.size} MiB, median of {asked.rounds}, on {os.cpu_count()} cores")
    print(f"sha512sum, then cp, then sync  {statistics.median(peer):7.2f} s   {shown(peer)}")
    print(f"seal                           {statistics.median(ours):7.2f} s   {shown(ours)}")
    print(f"ratio                          {ratio:7.2f}     (to reach: at most 1.1)")


def by_hand(export: Path, copy: Path) -> None:
    subprocess.run(["sha512sum", export], check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cp", "--reflink=never", export, copy], check=True)
    subprocess.run(["sync", copy], check=True)


def sealed(export: Path, case: Path) -> None:
    entry = Entry("data/originals/export.bin", lambda: chunks_of(export))
    seal([entry], case, key=SigningKey.generate(), who="benchmark", what="sealed", when=datetime.now(UTC))


def timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def shown(seconds: list[float]) -> str:
    return " ".join(f"{second:.2f}" for second in seconds)


if __name__ == "__main__":
    main()
