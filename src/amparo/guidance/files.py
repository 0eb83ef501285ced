"""The data files, and the overlay folder of a helpline laid over them.

An overlay has the same file names and layout. A row with a known id replaces ours, a new id is added, and
`hide = ["id"]` at the top of a file takes rows out. Texts are replaced one by one.
"""

import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import msgspec

from amparo.guidance.rows import LANGUAGES, Source

FOLDER = Path(__file__).parent / "data"

_TABLES = {
    "steps": "step",
    "directory": "service",
    "emergency": "country",
    "howto": "howto",
    "posters": "poster",
}
"""File to the name of its tables; in `sources` each table is named by its id."""

_FALLBACK = {"ary": ("ar",)}
"""Whoever reads Darija reads Arabic better than English."""


class GuidanceError(ValueError):
    """A data file is not as it should be: names file, row and cause."""


class Text(NamedTuple):
    text: str | tuple[str, ...]
    reviewed: bool
    """A speaker has read and approved it."""


Texts = dict[str, dict[str, Text]]
"""Table, then id, to text: `["text"]["safety"]`."""

R = TypeVar("R", bound=msgspec.Struct)


class Files:
    """Reads what is asked for, once. `GuidanceError` for a file or row that does not hold."""

    def __init__(self, overlay: Path | None = None) -> None:
        if overlay is not None and not overlay.is_dir():
            raise GuidanceError(f"{overlay} is not a folder")
        self.folders = (FOLDER, overlay) if overlay else (FOLDER,)
        self._rows: dict[str, tuple[Any, ...]] = {}
        self._texts: dict[tuple[str, str], Texts] = {}

    def rows(self, name: str, kind: type[R]) -> tuple[R, ...]:
        """The rows of `<name>.toml`, in the order of the files."""
        if name not in self._rows:
            found, problems = self.merged(name, kind)
            if name != "sources":
                problems += unknown_sources(found, self.sources, name)
            if problems:
                raise GuidanceError(problems[0])
            self._rows[name] = tuple(found.values())
        return self._rows[name]

    @cached_property
    def sources(self) -> dict[str, Source]:
        return {row.id: row for row in self.rows("sources", Source)}

    def merged(self, name: str, kind: type[R]) -> tuple[dict[str, R], list[str]]:
        """Rows by id, and every problem met: `check` tells all of them, `rows` stops at the first."""
        rows: dict[str, R] = {}
        problems: list[str] = []
        for folder in self.folders:
            path = folder / f"{name}.toml"
            try:
                hide, tables = _tables(path, name)
            except GuidanceError as cause:
                problems.append(str(cause))
                continue
            problems += [f"{path}: hides {id!r}, which does not exist" for id in hide if id not in rows]
            own: dict[str, R] = {}
            for place, table in enumerate(tables, 1):
                label = f"{path}: row {table.get('id', place)!r}"
                try:
                    row = msgspec.convert(table, kind)
                except msgspec.ValidationError as cause:
                    problems.append(f"{label}: {cause}")
                    continue
                id = table["id"]
                if id in own:
                    problems.append(f"{label} stands twice")
                own[id] = row
            rows = {id: row for id, row in rows.items() if id not in hide} | own
        return rows, problems

    def texts(self, lang: str, name: str) -> Texts:
        """Every text of `texts/<lang>/<name>.toml`, the overlay's laid over ours; empty where there is none."""
        if (lang, name) not in self._texts:
            merged: Texts = {}
            for folder in self.folders:
                path = folder / "texts" / lang / f"{name}.toml"
                tables = _toml(path)
                reviewed = tables.pop("reviewed", [])
                for table, texts in tables.items():
                    place = merged.setdefault(table, {})
                    for id, text in _checked(path, table, texts).items():
                        place[id] = Text(text, "*" in reviewed or id in reviewed)
            self._texts[lang, name] = merged
        return self._texts[lang, name]

    def named(self, keys: tuple[str, ...]) -> str:
        """The sources as a reader sees them: `Publisher (place); Publisher (place)`."""
        return "; ".join(f"{self.sources[key].publisher} ({self.sources[key].url})" for key in keys)


class Voice:
    """Says texts in one language, and remembers which were not reviewed and which had to be said in another."""

    def __init__(self, files: Files, lang: str) -> None:
        if lang not in LANGUAGES:
            raise ValueError(f"no guidance in {lang!r}; there is {', '.join(LANGUAGES)}")
        self.files = files
        self.lang = lang
        self.reviewed = True
        self.untranslated: list[str] = []

    def find(self, name: str, table: str, id: str) -> str | tuple[str, ...] | None:
        """The text, in this language or the next best: a step in English helps more than none."""
        return self._find(name, table, id, LANGUAGES)

    def name(self, id: str, name: str) -> str:
        """What a service is called here: names that describe are translated, proper names stay as they are."""
        said = self._find("directory", "name", id, ())
        return said if isinstance(said, str) else name

    def _find(self, name: str, table: str, id: str, others: tuple[str, ...]) -> str | tuple[str, ...] | None:
        for lang in dict.fromkeys((self.lang, *_FALLBACK.get(self.lang, ()), *others)):
            said = self.files.texts(lang, name).get(table, {}).get(id)
            if said:
                if lang != self.lang:
                    self.untranslated.append(id)
                self.reviewed &= said.reviewed and lang == self.lang
                return said.text
        return None

    def say(self, name: str, table: str, id: str) -> str:
        """`GuidanceError` where no language has the text."""
        text = self.find(name, table, id)
        if not isinstance(text, str):
            raise GuidanceError(f"texts/{self.lang}/{name}.toml: [{table}] has no text for {id!r}")
        return text

    def lines(self, name: str, table: str, id: str) -> tuple[str, ...]:
        """As `say`, for a text of several lines."""
        text = self.find(name, table, id)
        if not isinstance(text, tuple):
            raise GuidanceError(f"texts/{self.lang}/{name}.toml: [{table}] has no list of texts for {id!r}")
        return text

    def reported(self, keys: tuple[str, ...], grade: str) -> str | None:
        """What stands beside every row of grade P; None for the other grades."""
        if grade != "P":
            return None
        publishers = "; ".join(self.files.sources[key].publisher for key in keys)
        return self.say("sentences", "text", "reported").format(publisher=publishers)


def unknown_sources(rows: dict[str, Any], sources: dict[str, Source], name: str) -> list[str]:
    """A problem for each source that a row, or its other view, names and `sources.toml` does not have."""
    named = [(id, row.sources) for id, row in rows.items()]
    named += [(id, other.sources) for id, row in rows.items() if (other := getattr(row, "other_view", None))]
    return [
        f"{name}.toml: row {id!r}: source {key!r} does not stand in sources.toml"
        for id, keys in named
        for key in keys
        if key not in sources
    ]


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as cause:
        raise GuidanceError(f"{path}: {cause}") from cause


def _tables(path: Path, name: str) -> tuple[list[str], list[dict[str, Any]]]:
    """What the file hides, and its rows."""
    loaded = _toml(path)
    hide = loaded.pop("hide", [])
    key = _TABLES.get(name)
    tables = loaded.pop(key, []) if key else [{**table, "id": id} for id, table in loaded.items()]
    if key and loaded:
        raise GuidanceError(f"{path}: {', '.join(loaded)}: only `hide` and [[{key}]] are known here")
    if (
        not isinstance(hide, list)
        or not isinstance(tables, list)
        or not all(isinstance(t, dict) for t in tables)
    ):
        raise GuidanceError(f"{path}: `hide` is a list of ids, a row a table")
    return hide, tables


def _checked(path: Path, table: str, texts: Any) -> dict[str, str | tuple[str, ...]]:
    try:
        return msgspec.convert(texts, dict[str, str | tuple[str, ...]])
    except msgspec.ValidationError as cause:
        raise GuidanceError(f"{path}: [{table}]: {cause}") from cause
