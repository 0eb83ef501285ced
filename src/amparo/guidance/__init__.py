"""What to do now, and who helps: data with source and checked-on date, chosen by country, age and situation."""

from amparo.guidance.advice import OtherView, Plan, Service, Step
from amparo.guidance.emergency import Emergency, Number
from amparo.guidance.files import Files, GuidanceError, Voice
from amparo.guidance.handbook import Guidance, plan, shipped
from amparo.guidance.howtos import HowTo
from amparo.guidance.posters import Poster
from amparo.guidance.rows import CONSENSUS, COUNTRIES, LANGUAGES, Situation

__all__ = [
    "CONSENSUS",
    "COUNTRIES",
    "LANGUAGES",
    "Emergency",
    "Files",
    "Guidance",
    "GuidanceError",
    "HowTo",
    "Number",
    "OtherView",
    "Plan",
    "Poster",
    "Service",
    "Situation",
    "Step",
    "Voice",
    "plan",
    "shipped",
]
