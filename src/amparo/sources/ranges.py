"""Where one file holds several conversations: the byte ranges of one of them, as text in `Thread.place`.

`07700900123` + line end + `120-310,512-700` + line end + ... : a name, then a line for each file of the thread. Reading one
conversation of a large file then touches only its own rows, without an index kept anywhere else.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from amparo.sources.base import NOT_PICKED, Cut

Range = tuple[int, int]


def noted(name: str, places: Iterable[Sequence[Range]]) -> str:
    """The text for `Thread.place`.

    >>> noted("07700900123", [[(0, 9), (20, 31)], []])
    '07700900123\\n0-9,20-31\\n'
    """
    lines = (",".join(f"{start}-{end}" for start, end in own) for own in places)
    return "\n".join([name.replace("\n", " "), *lines])


def ranges_of(place: str) -> list[list[Range]]:
    """The ranges, file by file."""
    return [
        [(int(start), int(end)) for start, _, end in (one.partition("-") for one in line.split(",") if one)]
        for line in place.split("\n")[1:]
    ]


def not_picked(stream: BinaryIO, start: int, end: int, name: str) -> Cut:
    """A cut for bytes `start` to `end` of a conversation that a person did not pick."""
    stream.seek(start)
    sha256 = hashlib.sha256()
    left = end - start
    while left > 0 and (block := stream.read(min(left, 1 << 20))):
        sha256.update(block)
        left -= len(block)
    return Cut(
        start=start,
        end=end,
        why=NOT_PICKED,
        name=name,
        size=end - start,
        digest=sha256.hexdigest(),
    )
