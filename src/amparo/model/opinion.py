"""A second opinion on a message: nothing is recognised by it."""

import msgspec

from amparo.model.finding import Stage
from amparo.model.locator import Locator
from amparo.model.message import Speaker


class Likeness(msgspec.Struct, frozen=True, kw_only=True):
    """A made-up example that a message resembles."""

    text: str
    cosine: float
    """Of the two sentence embeddings, rounded to hundredths; 1 is the same."""


class Opinion(msgspec.Struct, frozen=True, kw_only=True):
    """A message that no rule saw and that a person may want to read: it resembles examples of a step of the scheme."""

    stage: Stage
    """`threat` or `crisis`: of what the examples are."""
    near: tuple[Likeness, ...]
    """The nearest examples, the nearest first."""
    ordinary: Likeness
    """The nearest example of ordinary talk, which is farther away."""
    message: str
    conversation: str
    said_by: Speaker
    locator: Locator
