"""The words of the plan's pages in one language: `texts/<lang>/page.toml`, and the names of countries."""

import unicodedata

from amparo.guidance import Files, Situation, Voice

RIGHT_TO_LEFT = frozenset({"ar", "ary"})


class PlanWords:
    """Says a text by its key; `reviewed` tells whether a speaker has approved all that was said so far."""

    def __init__(self, files: Files, lang: str) -> None:
        self.lang = lang
        self.direction = "rtl" if lang in RIGHT_TO_LEFT else "ltr"
        self.comma = "، " if lang in RIGHT_TO_LEFT else ", "
        """Between the numbers and addresses of a list."""
        self._voice = Voice(files, lang)
        self._names = files.texts(lang, "countries").get("name", {})

    def __call__(self, key: str, table: str = "text", **filled: object) -> str:
        """`GuidanceError` where no language has the text."""
        text = self._voice.say("page", table, key)
        return text.format(**filled) if filled else text

    @property
    def reviewed(self) -> bool:
        return self._voice.reviewed

    def situation(self, situation: Situation | None) -> str:
        return self(situation or "none", "situation")

    def country(self, code: str) -> str:
        """Its name, or the code where there is no such country."""
        name = self._names.get(code)
        return str(name.text) if name else code

    def by_name(self, codes: "frozenset[str] | None" = None) -> list[str]:
        """Codes of all countries, or of these, in the order of their names."""
        return sorted(
            self._names.keys() if codes is None else codes, key=lambda code: plain(self.country(code))
        )

    def coded(self, text: str) -> str | None:
        """The code of the country that this names, in this language or by its code."""
        asked = plain(text)
        if text.isascii() and text.upper() in self._names:
            return text.upper()
        if asked == "uk":
            return "GB"
        return next((code for code in self._names if plain(self.country(code)) == asked), None)


def plain(text: str) -> str:
    """Without accents, case and apostrophes, to sort and to find: `Côte d’Ivoire` is `cote divoire`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and c not in "'’ʼ").strip()
