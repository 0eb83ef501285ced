"""The keys of this device, with a passphrase asked where one is needed."""

import getpass
import os

from amparo.cli.terminal import is_asking
from amparo.evidence.keys import KeyRing, from_environment


def asked() -> str | None:
    """From AMPARO_PASSPHRASE or, at a terminal, from the person."""
    if "AMPARO_PASSPHRASE" in os.environ or not is_asking():
        return from_environment()
    return getpass.getpass("Passphrase of the key (Enter for none): ") or None


def keyring() -> KeyRing:
    """A first key is made without a question; one that is locked asks."""
    ring = KeyRing(passphrase=from_environment)
    return KeyRing(passphrase=asked) if ring.current() else ring
