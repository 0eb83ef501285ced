"""Gaps of one file, equal ones counted together."""

from collections.abc import Iterator

from amparo.model import Gap, GapKind, Locator


class Tally:
    """Counts what a source does not tell; `{name}` and `{count}` in an explanation are filled in at the end.

    >>> tally = Tally("sms.xml")
    >>> tally.add(GapKind.TIME_MISSING, "{name}: {count} rows have no time.")
    >>> [gap.explanation for gap in tally.gaps()]
    ['sms.xml: 1 rows have no time.']
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._counted: dict[tuple[GapKind, str], tuple[int, Locator | None]] = {}

    def add(self, kind: GapKind, explanation: str, locator: Locator | None = None, count: int = 1) -> None:
        """Count `count` more places; the first locator stays."""
        before, first = self._counted.get((kind, explanation), (0, None))
        self._counted[kind, explanation] = before + count, first or locator

    def gaps(self) -> Iterator[Gap]:
        """One gap for each kind and explanation, in the order of first occurrence."""
        for (kind, explanation), (count, first) in self._counted.items():
            words = explanation.replace("{name}", self._name).replace("{count}", str(count))
            yield Gap(kind=kind, count=count, explanation=words, locator=first)
