"""What a picture says, as it travels from the confined worker to the readers: plain structs, no decoder imported.

All numbers are pixels of the picture as it is displayed, that is after its EXIF orientation was applied; scaling
for recognition is undone before anything leaves the worker.
"""

from enum import StrEnum

import msgspec


class Script(StrEnum):
    LATIN = "latin"
    ARABIC = "arabic"
    UNREAD = "unread"
    """There is writing, in a script that no installed engine reads; `text` holds what was read of it, if anything."""


class Box(msgspec.Struct, frozen=True):
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height

    @property
    def middle(self) -> float:
        """Of its height."""
        return self.top + self.height / 2

    def holds(self, other: "Box") -> bool:
        """Whether `other` lies in it, give or take two pixels."""
        return (
            self.left <= other.left + 2
            and self.top <= other.top + 2
            and self.right >= other.right - 2
            and self.bottom >= other.bottom - 2
        )

    def joined(self, other: "Box") -> "Box":
        left, top = min(self.left, other.left), min(self.top, other.top)
        return Box(left, top, max(self.right, other.right) - left, max(self.bottom, other.bottom) - top)


class TextBox(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of a line, with its place."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float
    """0 to 1, mean over the characters."""
    script: Script
    shape: Box | None = None
    """The evenly coloured area around it, such as a bubble; None where it lies on the page itself."""
    ground: tuple[int, int, int] = (255, 255, 255)
    """Colour around the letters."""

    @property
    def box(self) -> Box:
        return Box(self.left, self.top, self.width, self.height)


class Reading(msgspec.Struct, frozen=True, kw_only=True, tag="reading"):
    """A picture that could be decoded."""

    width: int
    height: int
    boxes: tuple[TextBox, ...]
    """From top to bottom."""
    arabic: bool
    """Tesseract with its Arabic model took part."""
    truncated: bool = False
    """The file ends early; the missing part is grey."""


class Trouble(msgspec.Struct, frozen=True, kw_only=True, tag="trouble"):
    """A picture that could not."""

    cause: str
    limit: bool = False
    """A limit of ours stopped it, rather than a defect of the file."""
