"""What can still be read of JSON that is not quite JSON, and of rows that do not have the expected shape.

Seen in real exports: Telegram Desktop writes control characters as ``\\x0B``, which no JSON parser takes
(`SerializeString` in its export_output_json.cpp); files saved again by other tools hold raw control characters, halves
of surrogate pairs, bytes that are not UTF-8 and ``NaN``.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    r"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})"
    r"|x(?P<hex>[0-9a-fA-F]{2})"
    r"|(?P<odd>[^\"\\/bfnrtu])"
    r"|.)",
    re.DOTALL,
)
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_DIGITS = 400
"""Longest whole number that is read as such; a longer one is no time, no size and no id."""


def lenient(raw: bytes) -> tuple[object, bool]:
    """A JSON value, read with repairs, and whether characters were lost (replaced by U+FFFD).

    Raises ValueError with the cause when nothing helps.

    >>> lenient(b'{"text": "a\\x0Bb"}')
    ({'text': 'a\\x0bb'}, False)
    """
    replaced = False
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode(errors="replace")
        replaced = True
    if _HALF.search(text):
        text, halves = _mend(text)
        replaced = replaced or halves
    try:
        return _loads(text), replaced
    except ValueError:
        mended, halves = _mend(text)
        return _loads(mended), replaced or halves


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """One row, without the fields named in `lost`; `replaced` as in `lenient`."""

    row: T
    lost: tuple[str, ...] = ()
    replaced: bool = False


def read_row(kind: type[T], raw: bytes) -> Read[T] | str:
    """One row from its bytes, or why it cannot be read."""
    try:
        return Read(_decoder(kind).decode(raw))
    except (ValueError, RecursionError):
        pass
    try:
        value, replaced = lenient(raw)
    except ValueError as error:
        return str(error)
    if not isinstance(value, dict):
        return "it is not an object"
    row, lost = salvage(value, kind)
    return Read(row, lost, replaced)


def salvage(value: dict[str, object], kind: type[T]) -> tuple[T, tuple[str, ...]]:
    """As much of a row as has the expected shape, and the names of the fields that have not.

    A number where text is expected is kept as text, and named all the same.
    """
    try:
        return msgspec.convert(value, kind), ()
    except (ValueError, RecursionError):
        fields: dict[str, object] = {}
        lost = []
        for field in msgspec.structs.fields(kind):
            given = value.get(field.encode_name)
            if given is None:
                continue
            try:
                fields[field.name] = msgspec.convert(given, field.type)
            except (ValueError, RecursionError):
                lost.append(field.encode_name)
                if (
                    isinstance(given, int | float)
                    and not isinstance(given, bool)
                    and field.type == str | None
                ):
                    fields[field.name] = str(given)
        return kind(**fields), tuple(lost)


@cache
def _decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(kind)


def _loads(text: str) -> object:
    try:
        return json.loads(text, strict=False, parse_int=_whole, parse_constant=_nothing)
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg}, {error.pos} characters into it") from error
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _nothing(constant: str) -> None:
    """NaN and Infinity tell nothing."""


def _mend(text: str) -> tuple[str, bool]:
    halves = False

    def mend(escape: re.Match[str]) -> str:
        nonlocal halves
        if escape["half"]:
            halves = True
            return "\\ufffd"
        if escape["hex"]:
            return f"\\u00{escape['hex']}"
        return f"\\\\{escape['odd']}" if escape["odd"] else escape[0]

    return _ESCAPE.sub(mend, text), halves
