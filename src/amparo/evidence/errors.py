"""What can go wrong with evidence, always as one sentence that names place and cause."""


class EvidenceError(Exception):
    """The base of all of this room; `str()` of it can be shown to a person as it is."""


class PathRefused(EvidenceError):
    """A name that cannot stand in a bag; `paths.portable` makes one that can."""


class SealError(EvidenceError):
    """A case could not be sealed; nothing was left behind, and an existing case is as it was."""


class KeyProblem(EvidenceError):
    """A key is missing, locked, not an Ed25519 key, or marked as lost or stolen."""


class StampError(EvidenceError):
    """A time stamp authority did not answer, or its answer does not belong to the seal."""


class EnvelopeError(EvidenceError):
    """Encryption or decryption failed; nothing was left behind."""
