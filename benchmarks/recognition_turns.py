"""How well single turns are recognised: `python benchmarks/recognition_turns.py [--half dev|held|fresh|fresh2|...|fresh10] [--failures [LANG]]`.

Reads `tests/recognition/labelled/turns.*.jsonl`, which were labelled blind, before the rules, and `fresh*.jsonl`, which
others labelled blind while the rules were written. Each turn is read alone, as the first message of a conversation of
its own: once with the speaker that the label names, once with the speaker unknown. Counted is what words show; what
only the course of a conversation shows (the rules with a `course`) is not.

Columns: precision and recall of *threat or demand* (a turn counts as found if either stage is found and either is
labelled), recall of crisis, precision and recall of help, then the same threat-or-demand figures with the speaker
unknown. `--stages` adds every stage; `--failures` lists every turn that came out otherwise than labelled; `--write`
puts tables and failures into docs/recognition.md, between its `turns` marks.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from amparo.model import Clock, Finding, Locator, Message, MessageKind, Speaker, Stage
from amparo.recognition import Recogniser
from amparo.recognition.rules import shipped

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "recognition" / "labelled"
DOC = ROOT / "docs" / "recognition.md"
BEGIN, END = "<!-- turns: begin -->", "<!-- turns: end -->"
PRESSURE = frozenset(("threat", "demand"))
FRESH = ("fresh", *(f"fresh{n}" for n in range(2, 11)))
FILES = ("turns.*.jsonl", *(f"{one}.*.jsonl" for one in FRESH))
HALVES = ("dev", "held", *FRESH)


@dataclass(frozen=True)
class Turn:
    """A labelled turn and what was found in it."""

    id: str
    variety: str
    half: str
    speaker: str
    text: str
    labels: frozenset[str]
    found: dict[str, tuple[str, ...]]
    """Stage to the rules that saw it, the speaker as labelled."""
    found_unknown: dict[str, tuple[str, ...]]
    """The same, the speaker unknown."""

    def wrong(self) -> list[str]:
        """What came out otherwise than labelled, the grave ones first."""
        told = []
        for found, run in ((self.found, ""), (self.found_unknown, " (speaker unknown)")):
            if PRESSURE & self.labels and not PRESSURE & found.keys():
                told.append(f"MISSED threat or demand{run}")
            elif PRESSURE & found.keys() and not PRESSURE & self.labels:
                told.append(f"FALSE threat or demand{run}: {', '.join(_rules(found, PRESSURE))}")
        for stage in sorted((self.labels | self.found.keys()) - (PRESSURE if told else frozenset())):
            if stage not in self.found:
                told.append(f"missed {stage}")
            elif stage not in self.labels:
                told.append(f"false {stage}: {', '.join(self.found[stage])}")
        return told


def _rules(found: dict[str, tuple[str, ...]], stages: Iterable[str]) -> list[str]:
    return [rule for stage in sorted(stages) for rule in found.get(stage, ())]


def turns(half: str | None = None, variety: str | None = None) -> list[Turn]:
    """Every labelled turn, in order of file and line."""
    rows = [
        (path.name.split(".")[1], json.loads(line))
        for pattern in FILES
        for path in sorted(LABELLED.glob(pattern))
        if path.name.split(".")[1].startswith(variety or "")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    rows = [(variety, row) for variety, row in rows if half in (None, row["half"])]
    as_labelled = _found((row["id"], row["text"], Speaker(row["speaker"])) for _, row in rows)
    unknown = _found((row["id"], row["text"], Speaker.UNKNOWN) for _, row in rows)
    return [
        Turn(
            row["id"],
            variety,
            row["half"],
            row["speaker"],
            row["text"],
            frozenset(row["labels"]),
            as_labelled.get(row["id"], {}),
            unknown.get(row["id"], {}),
        )
        for variety, row in rows
    ]


def _found(said: Iterable[tuple[str, str, Speaker]]) -> dict[str, dict[str, tuple[str, ...]]]:
    by_course = {rule.id for rule in shipped() if rule.course}
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for item in Recogniser().recognise(_message(*one) for one in said):
        if isinstance(item, Finding) and item.rule not in by_course:
            stages = found.setdefault(item.message, {})
            stages[item.stage.value] = (*stages.get(item.stage.value, ()), item.rule)
    return found


def _message(id: str, text: str, speaker: Speaker) -> Message:
    return Message(
        id=id,
        conversation=id,
        sent_at=None,
        wall_time=None,
        clock=Clock.NONE,
        sender="somebody",
        speaker=speaker,
        kind=MessageKind.TEXT,
        text=text,
        raw_text=text,
        locator=Locator("sha256:" + "0" * 64 + "#row=1"),
    )


@dataclass(frozen=True)
class Score:
    hit: int
    missed: int
    false: int

    @classmethod
    def of(cls, pairs: Iterable[tuple[bool, bool]]) -> "Score":
        """`pairs`: labelled, found."""
        counts = [0, 0, 0]
        for labelled, found in pairs:
            if labelled or found:
                counts[0 if labelled and found else 1 if labelled else 2] += 1
        return cls(*counts)

    def precision(self) -> str:
        return _share(self.hit, self.hit + self.false)

    def recall(self) -> str:
        return _share(self.hit, self.hit + self.missed)


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} % ({part}/{whole})" if whole else "-"


def _stage(some: list[Turn], stage: str) -> Score:
    return Score.of((stage in turn.labels, stage in turn.found) for turn in some)


def _pressure(some: list[Turn], *, unknown: bool = False) -> Score:
    return Score.of(
        (
            bool(PRESSURE & turn.labels),
            bool(PRESSURE & (turn.found_unknown if unknown else turn.found).keys()),
        )
        for turn in some
    )


def _groups(some: list[Turn]) -> Iterator[tuple[str, str, list[Turn]]]:
    for variety in sorted({turn.variety for turn in some}):
        for half in HALVES:
            group = [turn for turn in some if turn.variety == variety and turn.half == half]
            if group:
                yield variety, half, group


_HEAD = (
    "language", "half", "turns", "threat or demand: precision", "recall", "crisis: recall", "false",
    "help: precision", "recall", "speaker unknown: precision", "recall",
)  # fmt: skip


def main_table(some: list[Turn]) -> list[str]:
    """Markdown lines: a row a language and half."""
    lines = [_row(_HEAD), _row(["---"] * len(_HEAD))]
    for variety, half, group in _groups(some):
        said, unknown = _pressure(group), _pressure(group, unknown=True)
        crisis, told = _stage(group, "crisis"), _stage(group, "help")
        figures = [
            variety, half, str(len(group)), said.precision(), said.recall(), crisis.recall(), str(crisis.false),
            told.precision(), told.recall(), unknown.precision(), unknown.recall(),
        ]  # fmt: skip
        lines.append(_row(figures))
    return lines


def stage_table(some: list[Turn]) -> list[str]:
    """Markdown lines: a row a stage, a column a language: recall, then what was found wrongly."""
    varieties = sorted({turn.variety for turn in some})
    lines = [_row(["stage", *varieties]), _row(["---"] * (len(varieties) + 1))]
    for stage in Stage:
        scores = [_stage([turn for turn in some if turn.variety == variety], stage) for variety in varieties]
        if any(score.hit + score.missed + score.false for score in scores):
            cells = [
                f"{score.hit}/{score.hit + score.missed}" + (f" +{score.false}" if score.false else "")
                for score in scores
            ]
            lines.append(_row([stage.value, *cells]))
    return lines


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def failures(some: list[Turn], language: str | None = None) -> list[str]:
    """Lines: every turn that came out otherwise than labelled; `language` is a file's variety or its beginning."""
    lines = []
    for variety, half, group in _groups(some):
        if language and variety != language and not variety.startswith(f"{language}-"):
            continue
        for turn in group:
            if wrong := turn.wrong():
                lines.append(f"- {turn.id} ({half}, {turn.speaker}) {turn.text!r}: {'; '.join(wrong)}")
    return lines


def write(some: list[Turn]) -> None:
    """Put tables and failures between the marks of docs/recognition.md."""
    part = [
        BEGIN,
        *main_table(some),
        "",
        "Each stage: found of labelled, and `+` what was found wrongly.",
        "",
    ]
    part += [*stage_table(some), ""]
    for variety in sorted({turn.variety for turn in some}):
        listed = failures([turn for turn in some if turn.variety == variety])
        part += [f"### {variety}: {len(listed)} turns came out otherwise than labelled", "", *listed, ""]
    text = DOC.read_text(encoding="utf-8") if DOC.exists() else f"# Recognition, measured\n\n{BEGIN}\n{END}\n"
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    DOC.write_text(before + "\n".join([*part, END]) + after, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description="How well single turns are recognised.")
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--only", metavar="LANG", help="the turns of one language or variety")
    parser.add_argument(
        "--failures", nargs="?", const="", metavar="LANG", help="list failures, of LANG or all"
    )
    parser.add_argument("--stages", action="store_true", help="every stage, language by language")
    parser.add_argument("--write", action="store_true", help=f"write {DOC.relative_to(ROOT)}")
    chosen = parser.parse_args()
    some = turns() if chosen.write else turns(chosen.half, chosen.only)
    print("\n".join(main_table(some)))
    if chosen.stages:
        print("", *stage_table(some), sep="\n")
    if chosen.failures is not None:
        print("", *failures(some, chosen.failures or None), sep="\n")
    if chosen.write:
        write(some)


if __name__ == "__main__":
    main()
