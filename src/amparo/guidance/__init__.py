"""What to do now, and who helps: data with source and checked-on date, chosen by country, age and situation."""

from amparo.guidance.advice import OtherView, Plan, Service, Step, plan
from amparo.guidance.emergency import Emergency, Number
from amparo.guidance.rows import Situation

__all__ = ["Emergency", "Number", "OtherView", "Plan", "Service", "Situation", "Step", "plan"]
