"""How fast, and in how little memory, are Messenger's and Telegram's JSON read against `json.load` alone?

Made-up exports of about 100 MB each are read whole: all rows as messages with their places, against `json.load` of the
same file, which only builds dictionaries. Every run is a process of its own; medians of an odd number of runs. Then
an export of over 1 GB is read once and its peak of resident memory taken.

    python benchmarks/json_speed.py [--runs 5] [--megabytes 100] [--no-giant]
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

WORDS = [
    "hello",
    "you",
    "said",
    "tomorrow",
    "please",
    "wait",
    "the",
    "money",
    "today",
    "photo",
    "call",
    "later",
    "fine",
    "really",
    "where",
    "are",
    "send",
]

CHILD = """
import json, resource, sys, time
from pathlib import Path
how, path = sys.argv[1], Path(sys.argv[2])
if how == "json.load":
    began = time.perf_counter()
    with path.open("rb") as stream:
        kept = json.load(stream)
    seconds, rows = time.perf_counter() - began, len(kept["messages"])
else:
    from amparo.archive import opened
    from amparo.model import Message
    from amparo.sources import Settings, detect, inventory
    with opened([path]) as members:
        (file,) = inventory(members)
        began = time.perf_counter()
        reader = detect(file).reader
        (thread,) = reader.threads([file])
        rows = sum(isinstance(item, Message) for item in reader.read(thread, Settings()))
        seconds = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "rows": rows, "peak_mib": peak}))
"""


def messenger_row(n: int, chance: random.Random) -> dict[str, object]:
    """As the download of 2024 has it; every tenth with a photo, every twelfth with a reaction, some mojibake."""
    row: dict[str, object] = {
        "sender_name": chance.choice(["Ana Example", "Test User"]),
        "timestamp_ms": 1_700_000_000_000 - n * 1000,
    }
    if n % 10:
        accents = " caf\u00c3\u00a9" if n % 5 == 0 else ""
        row["content"] = " ".join(chance.choices(WORDS, k=chance.randint(2, 25))) + accents
    else:
        row["photos"] = [
            {"uri": f"your_facebook_activity/messages/inbox/a_1/photos/{n}.jpg", "creation_timestamp": 1}
        ]
    if n % 12 == 0:
        row["reactions"] = [{"reaction": "\u00e2\u009d\u00a4", "actor": "Test User"}]
    row["is_geoblocked_for_viewer"] = False
    row["is_unsent_image_by_messenger_kid_parent"] = False
    return row


def telegram_row(n: int, chance: random.Random) -> dict[str, object]:
    """As tdesktop 5 has it; every ninth with a link, every tenth with a photo, every twelfth with a reaction."""
    words = " ".join(chance.choices(WORDS, k=chance.randint(2, 25)))
    text: object = words
    entities = [{"type": "plain", "text": words}]
    if n % 9 == 0:
        link = {"type": "link", "text": "https://example.org/page"}
        text, entities = [words + " ", link], [*entities, link]
    who = chance.choice([("Ana Example", "user5550101"), ("Test User", "user5550102")])
    row: dict[str, object] = {
        "id": n,
        "type": "message",
        "date": "2023-11-14T22:13:20",
        "date_unixtime": str(1_700_000_000 + n),
        "from": who[0],
        "from_id": who[1],
    }
    if n % 10 == 0:
        row |= {"photo": f"photos/photo_{n}.jpg", "width": 1280, "height": 720}
    row |= {"text": text, "text_entities": entities}
    if n % 12 == 0:
        row["reactions"] = [
            {"type": "emoji", "count": 1, "emoji": "\u2764", "recent": [{"from": who[0], "from_id": who[1]}]}
        ]
    return row


def write(path: Path, kind: str, megabytes: int) -> None:
    """An export of about that size, written row by row."""
    chance = random.Random(7)
    make = messenger_row if kind == "messenger" else telegram_row
    indent, ascii_only = (2, True) if kind == "messenger" else (1, False)
    head = {"participants": [{"name": "Ana Example"}, {"name": "Test User"}]}
    if kind == "telegram":
        head = {"name": "Ana Example", "type": "personal_chat", "id": 5550101}
    tail = ',\n"title": "Ana Example", "thread_path": "inbox/anaexample_1"}' if kind == "messenger" else "}"
    with path.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head)[:-1] + ', "messages": [\n')
        n = 0
        while out.tell() < megabytes * 1_000_000:
            rows = (
                json.dumps(make(n + i, chance), indent=indent, ensure_ascii=ascii_only) for i in range(1000)
            )
            out.write((",\n" if n else "") + ",\n".join(rows))
            n += 1000
        out.write("\n]" + tail)


def run(how: str, path: Path) -> dict[str, float]:
    out = subprocess.run(
        [sys.executable, "-c", CHILD, how, str(path)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(out.stdout))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--megabytes", type=int, default=100)
    options.add_argument("--no-giant", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("messenger", "telegram"):
            path = Path(folder, f"{kind}.json")
            write(path, kind, chosen.megabytes)
            size = path.stat().st_size / 1e6
            results: dict[str, list[dict[str, float]]] = {"json.load": [], "amparo": []}
            for _ in range(chosen.runs):
                for how, met in results.items():
                    met.append(run(how, path))
            peer, ours = (median(one["seconds"] for one in results[how]) for how in ("json.load", "amparo"))
            rows = {one["rows"] for met in results.values() for one in met}
            assert len(rows) == 1, rows
            print(
                f"{kind}: {size:.0f} MB, {rows.pop()} rows: json.load {peer:.2f} s ({size / peer:.0f} MB/s), "
                f"amparo {ours:.2f} s ({size / ours:.0f} MB/s), ratio {peer / ours:.2f}"
            )
            path.unlink()
        if not chosen.no_giant:
            for kind in ("messenger", "telegram"):
                path = Path(folder, f"giant_{kind}.json")
                write(path, kind, 1100)
                one = run("amparo", path)
                print(
                    f"{kind}: {path.stat().st_size / 1e9:.2f} GB, {one['rows']:.0f} rows in {one['seconds']:.0f} s, "
                    f"peak {one['peak_mib']:.0f} MiB"
                )
                path.unlink()


if __name__ == "__main__":
    main()
