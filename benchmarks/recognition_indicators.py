"""Indicators on the labelled lines, kind by kind, beside the peers that claim to find the same kind.

    .venv/bin/python benchmarks/recognition_indicators.py [--half dev|held|fresh|all] [--failures KIND] [--no-peers] [--talk N]

A line is judged alone, with its country and speaker, through the whole recogniser: the set of values found of the
file's kind against the set expected, and the place of each must hold its `raw`. Exact-match F1 over all lines of the
kind, temptations included. A peer gets the same lines, the country as its region, and its finds in the canonical form
of `INDICATORS.md`; a line's country stands for it where a peer can use one.

| peer | kinds it claims |
| --- | --- |
| presidio-analyzer (its pattern recognisers, without a language model) | card, email, iban, ip, phone, url, wallet |
| iocsearcher | email, handle (in links), iban, ip, phone, url, wallet |
| iocextract | email, ip, url |
| phonenumbers (`PhoneNumberMatcher`) | phone |

`--talk N` reads N turns of the PyPI package `chitchat-dataset` instead and lists what was found there.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from peers import peer_python

from amparo.model import Clock, Indicator, Locator, Message, MessageKind, Speaker
from amparo.recognition import Recogniser

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "recognition" / "labelled"
PEERS = ("presidio", "iocsearcher", "iocextract", "phonenumbers")
REACH = 0.95
EXCELLENT = 0.98

Line = dict[str, Any]


def lines(half: str) -> list[Line]:
    read = (
        json.loads(line)
        for path in sorted(LABELLED.glob("indicators*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
    )
    return [line for line in read if half in ("all", line["half"])]


def message(text: str, speaker: str) -> Message:
    return Message(
        id="m1",
        conversation="c1",
        sent_at=datetime(2026, 3, 1, tzinfo=UTC),
        wall_time=None,
        clock=Clock.SOURCE,
        sender=None,
        account=None,
        speaker=Speaker(speaker),
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=Locator("sha256:" + "0" * 64 + "#row=1"),
    )


def ours(wanted: Iterable[Line]) -> dict[str, set[str]]:
    """Values of the line's kind by line id; a find whose place does not hold its `raw` is an error of ours."""
    recognisers: dict[str | None, Recogniser] = {}
    found: dict[str, set[str]] = {}
    for line in wanted:
        country = line["country"]
        if country not in recognisers:
            recognisers[country] = Recogniser(country)
        found[line["id"]] = set()
        for one in recognisers[country].recognise([message(line["text"], line["speaker"])]):
            if isinstance(one, Indicator) and one.kind == line["kind"]:
                assert line["text"][slice(*one.span)] == one.raw, line["id"]
                found[line["id"]].add(one.value)
    return found


def theirs(wanted: list[Line]) -> dict[str, dict[str, set[str]]]:
    """Peer to line id to values."""
    run = subprocess.run(
        [peer_python(), Path(__file__).with_name("recognition_indicators_peers.py")],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    return {
        peer: {line: set(values) for line, values in found.items()}
        for peer, found in json.loads(run.stdout).items()
    }


def f1(wanted: Iterable[Line], found: dict[str, set[str]]) -> float:
    right = wrong = missed = 0
    for line in wanted:
        expected = {one["value"] for one in line["expected"]}
        got = found.get(line["id"], set())
        right += len(expected & got)
        wrong += len(got - expected)
        missed += len(expected - got)
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def table(wanted: list[Line], mine: dict[str, set[str]], peers: dict[str, dict[str, set[str]]]) -> bool:
    """Prints it; whether every kind reaches its figure."""
    kinds: dict[str, list[Line]] = defaultdict(list)
    for line in wanted:
        kinds[line["kind"]].append(line)
    print("| kind | lines | amparo | " + " | ".join(PEERS) + " | reached |")
    print("| --- | ---: | ---: | " + " | ".join("---:" for _ in PEERS) + " | --- |")
    all_reached = True
    for kind, own in sorted(kinds.items()):
        score = f1(own, mine)
        rivals = {
            peer: f1(own, peers[peer]) for peer in PEERS if peer in peers and own[0]["id"] in peers[peer]
        }
        best = max(rivals.values(), default=0.0)
        reached = score >= REACH and (score > best or (score == best and best >= EXCELLENT))
        all_reached &= reached
        cells = " | ".join(f"{rivals[peer]:.3f}" if peer in rivals else "" for peer in PEERS)
        print(f"| {kind} | {len(own)} | {score:.3f} | {cells} | {'yes' if reached else 'no'} |")
    return all_reached


def failures(wanted: Iterable[Line], mine: dict[str, set[str]], kind: str) -> None:
    for line in wanted:
        expected = {one["value"] for one in line["expected"]}
        got = mine[line["id"]]
        if expected != got and kind in (line["kind"], "all"):
            print(
                f"{line['id']} {line['half']} {line['country']} {line['speaker']}: {line['text']!r}\n"
                f"    missed {sorted(expected - got)}, wrong {sorted(got - expected)}"
            )


def talk(turns: int) -> None:
    """What is found in ordinary chat, by kind, and in how many turns."""
    recogniser = Recogniser("US")
    script = (
        "import itertools, json, chitchat_dataset as c\n"
        f"for text in itertools.islice(c.MessageDataset(), {turns}): print(json.dumps(text))"
    )
    run = subprocess.run([peer_python(), "-c", script], capture_output=True, text=True, check=True)
    found: dict[str, list[str]] = defaultdict(list)
    read = 0
    for line in run.stdout.splitlines():
        text = json.loads(line)
        read += 1
        for one in _indicators(recogniser, text):
            found[one.kind].append(f"{one.value!r} in {text[max(0, one.span[0] - 40) : one.span[1] + 20]!r}")
    print(f"{read} turns of ordinary chat")
    for kind, seen in sorted(found.items()):
        print(f"\n{kind}: {len(seen)}")
        for example, times in Counter(seen).most_common(60):
            print(f"    {times} x {example}")


def _indicators(recogniser: Recogniser, text: str) -> Iterator[Indicator]:
    return (one for one in recogniser.recognise([message(text, "unknown")]) if isinstance(one, Indicator))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--half", choices=("dev", "held", "fresh", "all"), default="all")
    parser.add_argument("--failures", metavar="KIND", help="list the lines that fail; `all` for every kind")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--talk", type=int, metavar="N")
    options = parser.parse_args()
    if options.talk:
        talk(options.talk)
        return
    wanted = lines(options.half)
    mine = ours(wanted)
    if options.failures:
        failures(wanted, mine, options.failures)
        return
    reached = table(wanted, mine, {} if options.no_peers else theirs(wanted))
    sys.exit(not reached)


if __name__ == "__main__":
    main()
