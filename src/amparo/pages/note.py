"""What the page says about the seal."""

from datetime import UTC, datetime

import msgspec

COMMANDS = (
    "amparo verify CASE",
    "sha256sum -c manifest-sha256.txt",
)
"""Typed in the case's folder; its README has the full way with `openssl` and nothing of ours."""


class SealNote(msgspec.Struct, frozen=True, kw_only=True):
    fingerprint: str
    """Of the signing key, as `amparo key show` prints it."""
    sealed_at: datetime
    """Aware, in the device's own offset."""
    device_zone: str
    """Of the device that sealed: an IANA name or an offset such as `+01:00`."""
    commands: tuple[str, ...] = COMMANDS
    authority: str | None = None
    """The time stamp authority that answered; None: none was asked, or its answer is still out."""

    @property
    def sealed_at_utc(self) -> str:
        return self.sealed_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

    @property
    def sealed_at_local(self) -> str:
        """As `sealed_at` itself has it: its offset is the device's."""
        return self.sealed_at.strftime("%Y-%m-%d %H:%M:%S")
