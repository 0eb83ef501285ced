"""The words of the house as frozen structs: no I/O, nothing imported from other rooms."""

from amparo.model.case import AgeGroup, Case, Kept, Lang, Need, OwnRules, SourceFile
from amparo.model.conversation import Account, Conversation
from amparo.model.course import (
    Audience,
    Basis,
    Change,
    Course,
    Elapsed,
    Exposure,
    Moment,
    Open,
    Step,
    Sum,
    SumPart,
    Target,
)
from amparo.model.finding import DANGER, Finding, Scheme, Stage
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
from amparo.model.opinion import Likeness, Opinion

__all__ = [
    "DANGER",
    "Account",
    "AgeGroup",
    "Attachment",
    "AttachmentKind",
    "Audience",
    "Basis",
    "Case",
    "Change",
    "Clock",
    "Conversation",
    "Course",
    "Elapsed",
    "Exposure",
    "Finding",
    "Gap",
    "GapKind",
    "Indicator",
    "IndicatorKind",
    "Kept",
    "Lang",
    "Likeness",
    "Locator",
    "Message",
    "MessageKind",
    "Moment",
    "Need",
    "OwnRules",
    "Open",
    "Opinion",
    "Reaction",
    "Scheme",
    "SourceFile",
    "Speaker",
    "Stage",
    "Step",
    "Sum",
    "SumPart",
    "Target",
]
