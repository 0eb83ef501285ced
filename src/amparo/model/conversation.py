"""Who spoke with whom, and where: parties, accounts and conversations."""

import msgspec

from amparo.model.locator import Locator
from amparo.model.message import Speaker


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A platform account. Id (stable), handle (can be given away) and name (free text) are three things."""

    platform: str
    id: str | None = None
    handle: str | None = None
    name: str | None = None
    speaker: Speaker = Speaker.UNKNOWN
    locator: Locator | None = None


class Conversation(msgspec.Struct, frozen=True, kw_only=True):
    """One thread of one source that was read into the case."""

    id: str
    """`c1`, `c2`, ... in the order of the sources."""
    platform: str
    format: str
    """The reader's name, such as `messenger-json`."""
    title: str
    accounts: tuple[Account, ...]
    picked: bool
    """A person said that this is the offender's."""
    messages: int
    first_at: str | None
    """ISO 8601; with offset if an instant, without if a wall time."""
    last_at: str | None
    locator: Locator
    """The (first) file it was read from."""
