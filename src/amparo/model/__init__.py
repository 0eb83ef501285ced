"""The words of the house as frozen structs: no I/O, nothing imported from other rooms."""

from amparo.model.case import AgeGroup, Case, Kept, Lang, Need, SourceFile
from amparo.model.conversation import Account, Conversation
from amparo.model.finding import Finding, Scheme, Stage
from amparo.model.gap import Gap, GapKind
from amparo.model.indicator import Indicator, IndicatorKind
from amparo.model.locator import Locator
from amparo.model.message import (
    Attachment,
    AttachmentKind,
    Clock,
    Message,
    MessageKind,
    Reaction,
    Speaker,
)

__all__ = [
    "Account",
    "AgeGroup",
    "Attachment",
    "AttachmentKind",
    "Case",
    "Clock",
    "Conversation",
    "Finding",
    "Gap",
    "GapKind",
    "Indicator",
    "IndicatorKind",
    "Kept",
    "Lang",
    "Locator",
    "Message",
    "MessageKind",
    "Need",
    "Reaction",
    "Scheme",
    "SourceFile",
    "Speaker",
    "Stage",
]
