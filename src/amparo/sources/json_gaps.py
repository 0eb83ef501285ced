"""What a JSON file does not tell, counted while it is read: one gap a kind and file, with the first place."""

from collections.abc import Iterator
from dataclasses import dataclass

from amparo.model import Gap, GapKind, Locator, locator
from amparo.sources.base import File
from amparo.sources.json_rows import Broken, Loose, Malformed, Truncated


@dataclass(slots=True)
class _Count:
    count: int
    first: str
    place: Locator | None


class GapTally:
    """Collects the gaps of one file."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._counts: dict[GapKind, _Count] = {}

    def add(self, kind: GapKind, what: str, place: Locator | None = None) -> None:
        """`what` ends the sentence that the file's name begins; only the first of a kind is told."""
        known = self._counts.get(kind)
        if known is None:
            self._counts[kind] = _Count(1, what, place or locator.at_file(self._file.digest))
        else:
            known.count += 1

    def broken(self, row: Broken, pointer: str) -> None:
        """A row that could not be read at all."""
        self.add(
            GapKind.UNREADABLE_ROW,
            f"{pointer}/{row.index}, bytes {row.start} to {row.end}, cannot be read: {row.cause}",
            locator.at_bytes(self._file.digest, row.start, row.end),
        )

    def loose(self, row: Loose, pointer: str) -> None:  # type: ignore[type-arg]
        """A row that was read, but not as it stands."""
        place = locator.at_json(self._file.digest, f"{pointer}/{row.index}")
        if row.lost:
            fields = ", ".join(row.lost)
            self.add(
                GapKind.UNREADABLE_ROW, f"{pointer}/{row.index} was read without its odd {fields}", place
            )
        if row.replaced:
            self.add(
                GapKind.ENCODING,
                f"{pointer}/{row.index} holds what is no character; it was replaced by U+FFFD",
                place,
            )

    def stopped(self, error: Malformed) -> None:
        """Where the reading of the file ended before its end."""
        if isinstance(error, Truncated):
            self.add(
                GapKind.TRUNCATED,
                f"the file ends at byte {error.end}, inside what begins at byte {error.at}; what came before was read",
                locator.at_bytes(self._file.digest, error.at, error.end),
            )
        else:
            self.add(
                GapKind.UNREADABLE_FILE,
                f"it is no JSON from byte {error.at} on{self._line(error.at)} ({error.cause}); what came before was read",
                locator.at_bytes(self._file.digest, error.at, self._file.size),
            )

    def _line(self, at: int) -> str:
        head = self._file.head
        return f", line {head.count(10, 0, at) + 1}" if at < len(head) else ""

    def unopened(self, error: OSError) -> None:
        """The file, or its archive, is damaged."""
        self.add(GapKind.UNREADABLE_FILE, f"it cannot be read to its end: {getattr(error, 'cause', error)}")

    def gaps(self) -> Iterator[Gap]:
        """One a kind, in the order in which they were met."""
        for kind, known in self._counts.items():
            more = f" (and {known.count - 1} more like this)" if known.count > 1 else ""
            yield Gap(
                kind=kind,
                count=known.count,
                explanation=f"{self._file.name}: {known.first}{more}.",
                locator=known.place,
            )
