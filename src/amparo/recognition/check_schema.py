"""The JSON schema of rule files, for editors that know TOML (taplo, VS Code) and for those who write rules by program.

Made from the struct that rule files are read into, so that the two cannot differ.
"""

from typing import Any

import msgspec

from amparo.recognition.rules import _RawRule

DRAFT = "https://json-schema.org/draft/2020-12/schema"

_SAYS = {
    "id": "Unique; begin it with a name of your own.",
    "stage": "The step of the scheme that it shows.",
    "offender_stage": "What it is instead when the speaker is known to be the offender.",
    "language": "ISO 639-1 code, or any: chooses the word lists.",
    "pattern": "One pattern or several, of which one must match.",
    "unless": "Patterns that make a match nothing when they stand in the same sentence.",
    "said_by": "Whose words it can be; all if left out.",
    "needs": "Counts only once one of these stages was found in the same conversation.",
    "weight": "How much the rule alone speaks for the scheme.",
    "reason": "What a person reads, in English, French and Arabic.",
    "source": "Where it is known from.",
    "examples": "Words that the rule must recognise.",
    "counter_examples": "Words that it must not recognise.",
    "weighs": "Instead of a pattern, in the rules shipped: what the wording of a whole message must weigh, by speaker.",
    "course": "Instead of a pattern, in the rules shipped: what the course of a conversation shows.",
}


def schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12, of one rule file."""
    _, parts = msgspec.json.schema_components([_RawRule], ref_template="#/$defs/{name}")
    rule = parts["_RawRule"]
    for name, field in rule["properties"].items():
        rule["properties"][name] = {"description": _SAYS[name], **field}
    rule["properties"]["weight"] |= {"exclusiveMinimum": 0, "maximum": 1}
    rule["title"] = "Rule"
    named = {"type": "array", "items": {"type": "string"}, "description": "Entries; each is a pattern."}
    return {
        "$schema": DRAFT,
        "title": "Amparo rule file",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "words": {
                "description": "Word lists: language, then name, then entries.",
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": named},
            },
            "rule": {"type": "array", "items": {"$ref": "#/$defs/Rule"}},
        },
        "$defs": {"Rule": rule, **{name: part for name, part in parts.items() if name != "_RawRule"}},
    }
