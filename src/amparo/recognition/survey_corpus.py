"""Reads what a rule file is tried on: text, JSON lines, the timeline of a case, or a folder of these.

- `*.jsonl`, `*.ndjson`: one object a line with `text`, and if it likes `speaker`, `conversation` (or `conversation_id`)
  and `id`. The `timeline.jsonl` of a case is of this kind.
- anything else: one message a line, each a conversation of its own, the speaker unknown.
- a case: its timeline. Another folder: every `*.txt`, `*.jsonl` and `*.ndjson` in it.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from amparo.model import Message, Speaker
from amparo.recognition.check import said
from amparo.recognition.recogniser import LONGEST

TIMELINE = Path("data/derived/timeline.jsonl")
_ROWS = (".jsonl", ".ndjson")
_LINE = 16 * LONGEST
"""Characters of a line that are read at a time."""


class CorpusError(ValueError):
    """What is wrong with a corpus: file, line and cause."""


class _Row(msgspec.Struct, frozen=True):
    text: str
    speaker: Speaker = Speaker.UNKNOWN
    conversation: str | int | None = None
    conversation_id: str | int | None = None
    id: str | int | None = None


def read(corpus: Path) -> Iterator[tuple[str, Message]]:
    """Every message with the place where it stands, in order; `CorpusError` says what cannot be read.

    The id of a message is its number in the corpus.
    """
    number = 0
    for file in files(corpus):
        rows = file.suffix in _ROWS
        for line, text in enumerate(_lines(file), start=1):
            if not text.strip():
                continue
            number += 1
            place = f"{file.name}:{line}"
            row = _row(text, place) if rows else _Row(text)
            conversation = row.conversation if row.conversation is not None else row.conversation_id
            message = said(row.text, row.speaker, number)
            name = f"{file}:{number if conversation is None else conversation}"
            yield place, msgspec.structs.replace(message, conversation=name)


def files(corpus: Path) -> list[Path]:
    """The files of a corpus; `CorpusError` where there are none."""
    if not corpus.is_dir():
        return [corpus]
    if (corpus / TIMELINE).is_file():
        return [corpus / TIMELINE]
    found = sorted(file for file in corpus.rglob("*") if file.suffix in (".txt", *_ROWS) and file.is_file())
    if not found:
        raise CorpusError(f"{corpus} is neither a case nor a folder of *.txt or *.jsonl")
    return found


def _row(text: str, place: str) -> _Row:
    try:
        return msgspec.json.decode(text, type=_Row)
    except (msgspec.DecodeError, msgspec.ValidationError) as cause:
        raise CorpusError(f"{place}: {cause}") from cause


def _lines(file: Path) -> Iterable[str]:
    """A line without an end is read in pieces."""
    with file.open(encoding="utf-8", errors="replace", newline="\n") as stream:
        while line := stream.readline(_LINE):
            yield line.rstrip("\r\n")
