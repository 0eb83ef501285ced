"""Recognises the scheme in messages: normalise, rules (data), indicators (one kind a file), the conversation's stages."""

from amparo.recognition.chronicle import Chronicle
from amparo.recognition.recogniser import LONGEST, Recogniser
from amparo.recognition.rules import RuleError
from amparo.recognition.scheme import scheme

__all__ = ["Chronicle", "LONGEST", "Recogniser", "RuleError", "scheme"]
