"""Where in a rule file something stands: TOML readers give values, not lines, and a mistake is mended at a line."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

_QUIET = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL
)
_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*$")
_KEY = re.compile(r"\s*([\w.-]+)\s*=")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)+)'|\"((?:[^\"\\]|\\.)+)\"")
_AT = re.compile(r"at `\$\.(\w+)|field `(\w+)`|^(\w+) is ")
_TOML_LINE = re.compile(r"at line (\d+)")


class _Table(NamedTuple):
    name: str
    line: int
    end: int
    """Of the line after it."""
    keys: dict[str, int]
    """First part of a dotted key, and whole keys, to their lines."""


class Lines:
    """The lines of one rule file, told from its text alone, so that a broken file has them too."""

    def __init__(self, text: str) -> None:
        self._text = text.splitlines()
        self._tables = list(_tables(text))
        self._rules = [table for table in self._tables if table.name == "rule"]

    def of_rule(self, number: int) -> int | None:
        """The line of the `[[rule]]` of this number, from 1."""
        return self._rules[number - 1].line if 0 < number <= len(self._rules) else None

    def number_of(self, id: str) -> int:
        """Which rule has this id, from 1; of several the last."""
        for number in range(len(self._rules), 0, -1):
            table = self._rules[number - 1]
            line = table.keys.get("id")
            if line and id in self._text[line - 1]:
                return number
        return 0

    def of_words(self, language: str, name: str) -> int | None:
        """The line of a word list."""
        for table in self._tables:
            for key in (name, f"{language}.{name}"):
                if table.name in (f"words.{language}", "words") and key in table.keys:
                    return table.keys[key]
        return None

    def of_text(self, number: int, text: str) -> int | None:
        """The line of a rule on which something stands, else the rule's."""
        if not 0 < number <= len(self._rules):
            return None
        table = self._rules[number - 1]
        return next((n for n in range(table.line, table.end) if text in self._text[n - 1]), table.line)

    def of_cause(self, number: int, cause: str) -> int | None:
        """The line of what is wrong with the rule of this number: the field that is named, or the words that are quoted.

        What is quoted may be an entry of a word list of this file; else the line is that of the rule.
        """
        if not 0 < number <= len(self._rules):
            return None
        table = self._rules[number - 1]
        for key in _AT.findall(cause):
            for name in filter(None, key):
                if name in table.keys:
                    return table.keys[name]
        for quoted in sorted((one or other for one, other in _QUOTED.findall(cause)), key=len, reverse=True):
            for named in (f"{{{quoted}}}", quoted):
                lists = [one for one in self._tables if one.name.startswith("words")]
                for place in (table, *lists):
                    for line in range(place.line, place.end):
                        if named in self._text[line - 1]:
                            return line
        return table.line

    def of_toml(self, cause: str) -> int | None:
        """The line that a TOML reader names."""
        found = _TOML_LINE.search(cause)
        if found:
            return int(found[1])
        return len(self._text) if "end of document" in cause else None


def _tables(text: str) -> Iterator[_Table]:
    bare = _QUIET.sub(lambda found: re.sub(r"[^\n]", "~", found[0]), text)
    lines = bare.split("\n")
    headers: list[tuple[str, int]] = [("", 1)]
    keys: list[tuple[str, int]] = []
    depth = 0
    for number, line in enumerate(lines, start=1):
        if depth == 0:
            header = _HEADER.match(line.rstrip("~"))
            if header:
                headers.append((header[1], number))
                continue
            key = _KEY.match(line)
            if key:
                keys.append((key[1], number))
        depth = max(depth + sum(map(line.count, "[{")) - sum(map(line.count, "]}")), 0)
    begins = [begin for _, begin in headers]
    named: list[dict[str, int]] = [{} for _ in headers]
    for name, at in keys:
        table = named[bisect_right(begins, at) - 1]
        table.setdefault(name, at)
        table.setdefault(name.partition(".")[0], at)
    for place, (name, begin) in enumerate(headers):
        end = begins[place + 1] if place + 1 < len(headers) else len(text.splitlines()) + 1
        yield _Table(name, begin, end, named[place])
