"""What the linkage decides by: one fixed setting for all worlds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """Chosen on simulated worlds of seeds that no figure is reported on (`benchmarks/linkage_worlds.py`)."""

    tau: float = 0.1
    """Of the more frequent identifier's reports, those that name both, for a strong link."""
    mixed: float = 0.005
    """Share of reports that carry a stranger's identifier, for what crossing by chance would give."""
    threshold: float = 3.5
    """Log-odds at which two groups join,"""
    timeless: float = 3.0
    """and two of which time says nothing, so that nothing can speak for them as being of one time does."""
    per_size: float = 0.6
    """Log-odds that each doubling of the smaller group's size asks on top: a large group that belongs to
    another one crosses with it more than once;"""
    plenty: float = 1.7
    """in proportion less where the mentions of identifiers of people that another report names too are fewer than this to a report."""
    per_crossing: float = 3.0
    """The most that one crossing report counts, or else what the less telling of its two identifiers is worth."""
    crossing: float = 0.02
    """Crossing reports count only from this share of the smaller group's reports on."""
    common: float = 0.05
    """Identifiers that both use count only from this share on of those of the group that has fewer: of two large crews in
    a small world some are always shared."""
    slack: float = 30.0
    """Days between the last report of one group and the first of another that still count as one time."""
    together: float = 0.95
    """Share of two groups of the same people that are of one time."""
    shared: tuple[float, float, float] = (0.01, 0.05, 0.1)
    """Chance that an identifier of an actor, of money, of material is used by strangers."""
    per_group: float = 0.7
    """How much a shared identifier loses with the logarithm of the groups that share it."""
    few: tuple[int, int] = (84, 8)
    """An identifier of an actor, of money, that is divided into at most so many parts makes one region of the reports that name it,"""
    scattered: int = 12
    """unless more of them than this stand alone with it."""
    strays: int = 3
    """A decoy has at least so many reports that stand alone with it, and they are over half of those that stand anywhere."""
    rounds: int = 4
