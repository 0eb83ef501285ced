"""What a person says when they hand something in."""

from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

from amparo.model import AgeGroup, Lang
from amparo.sources import Thread

Choose = Callable[[Sequence[Thread]], Sequence[Thread] | None]
"""Asks a person which conversations are the offender's; None when they do not say."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    me: tuple[str, ...] = ()
    """Names, handles or ids of the person who was blackmailed."""
    with_: tuple[str, ...] = ()
    """Names, handles or ids of the offender, to pick conversations."""
    timezone: ZoneInfo | None = None
    country: str | None = None
    """ISO 3166-1 alpha-2, upper case."""
    age: AgeGroup = AgeGroup.UNKNOWN
    lang: Lang = Lang.EN
    screenshots: tuple[Path, ...] = ()
    to: tuple[str, ...] = ()
    """age recipients; the case is then written encrypted only."""
    include_media: bool = False
    who: str = ""
    """Who hands it in, for the chain of custody; empty: the account that runs Amparo."""
    authority: str | None = None
    """URL of a time stamp authority (RFC 3161)."""
    rules: Path | None = None
    """A helpline's own rules, a file or a folder, added to those shipped."""
    second_opinion: bool = False
    """Whether a model, besides the rules, is asked what may be worth a look; it decides nothing."""
    guidance: Path | None = None
    """A helpline's own services and wording, laid over what is shipped."""

    def problem(self) -> str | None:
        """Why these cannot go together, in one sentence."""
        if self.include_media and self.age.counts_as_minor:
            return (
                "--include-media is possible only with --adult (or --age 18 and over): photos and videos of someone "
                "who is, or may be, under 18 are never taken in"
            )
        if self.include_media and not self.to:
            return "--include-media needs --to RECIPIENT: originals leave this device only encrypted"
        return None


class UsageProblem(ValueError):
    """The options do not fit together, or do not fit what was handed in."""


class NothingReadable(Exception):
    """No conversation was found; `reasons` says, file by file, what was looked for."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("nothing here could be read")
        self.reasons = tuple(reasons)
