"""The page's own words, as data: `wording/<lang>.toml`.

Every text is a template; what is filled in may come from the evidence, so that it is isolated from the direction of
the sentence around it: by `<bdi>` in HTML (and escaped), by U+2068 and U+2069 elsewhere (UAX 9, 2.4).
"""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup, escape

from amparo.model import Lang
from amparo.pages.shown import short

FOLDER = Path(__file__).parent / "wording"
_PLACE = re.compile(r"\{(\w+)\}")


class Line(NamedTuple):
    """A sentence still to be put into words, and the messages it rests on."""

    key: str
    args: dict[str, str]
    rows: tuple[str, ...] = ()
    """Ids of messages, the first few."""
    more_rows: int = 0


class Wording:
    """All texts of one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang
        self.direction = "rtl" if lang is Lang.AR else "ltr"
        self.texts = texts(lang)

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def plain(self, key: str, **args: object) -> str:
        """For whoever draws text without markup; fillings are isolated by characters."""
        return _PLACE.sub(lambda m: f"\u2068{args[m[1]]}\u2069", self.texts[key])

    def html(self, key: str, **args: object) -> Markup:
        """Escaped; fillings are isolated by elements."""
        if not args:
            return escape(self.texts[key])
        return Markup("").join(
            Markup("<bdi>{}</bdi>").format(args[part]) if odd else escape(part)
            for odd, part in _parts(self.texts[key])
        )

    def platform(self, name: str | None) -> str:
        """As people call it; one that the wording does not know keeps its id, as a name: `Western Union`."""
        return self.texts.get(f"platform.{name}") or short(name, 40).replace("-", " ").title()

    def joined(self, words: list[str]) -> str:
        """A list as the language writes it."""
        text = words[0] if words else ""
        for word in words[1:]:
            text = self.texts["list"].format(first=text, second=word)
        return text


def _parts(template: str) -> list[tuple[bool, str]]:
    return [(bool(i % 2), part) for i, part in enumerate(_PLACE.split(template))]


@cache
def texts(lang: Lang) -> dict[str, str]:
    loaded = tomllib.loads((FOLDER / f"{lang}.toml").read_text(encoding="utf-8"))
    return {key: value for key, value in loaded.items() if isinstance(value, str)}


@cache
def wording(lang: Lang) -> Wording:
    return Wording(lang)
