"""Letters and figures that look alike in a picture, decided by checksums.

`GB82 WEST l234 5698 7654 32` is one character from an account number whose checksum is right. If exactly one set of
substitutions makes a token valid, the corrected token stands in the text and the one that was read in the raw text;
if none does, or several do, nothing is changed. A token that is valid as read is never touched.

Checksums: ISO 13616 (IBAN, mod 97), Luhn (cards), base58check and bech32 (coins). Phone numbers and transfer
references (MTCN: ten digits) have none: there a letter among figures is replaced only when all letters of the token have
figures as look-alikes, and the phone number is a possible one.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations, islice, product

import phonenumbers
from stdnum import bitcoin, iban, luhn
from stdnum.exceptions import ValidationError

_ALIKE = {
    "O": "0", "o": "0", "Q": "0", "D": "0", "0": "OoDQ",
    "I": "1li", "l": "1Ii", "1": "lIi", "i": "1lI", "|": "1lI",
    "S": "5", "s": "5", "5": "Ss", "B": "8", "8": "B", "Z": "2", "z": "2", "2": "Zz", "G": "6", "6": "Gb", "b": "6",
}  # fmt: skip
"""What each character may have been on the screen."""
_TO_DIGIT = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "i": "1", "|": "1", "S": "5", "s": "5", "B": "8", "Z": "2", "z": "2", "G": "6", "b": "6"})  # fmt: skip
_TO_LETTER = str.maketrans({"0": "O", "1": "I", "5": "S", "8": "B", "6": "G", "2": "Z", "l": "I", "|": "I"})
MOST_CHANGES = 3
"""Substitutions in one token; with more, chance makes checksums valid."""
LEAST_DIGITS = 5
"""As read; words in capitals are not accounts."""
MOST_TRIED = 4000
"""Candidates for one token: a token with very many look-alikes is left as it is."""

_GROUPED = r"(?:[ \u00a0-]?[A-Za-z0-9|]){%s}"
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{2}[0-9OoQDIl|SsBZzGb]{2}" + _GROUPED % "11,30" + r"(?![A-Za-z0-9])"
)
_CARD = re.compile(
    r"(?<![A-Za-z0-9])[0-9OoQDIl|SsBZzGb]{4}(?:[ -]?[0-9OoQDIl|SsBZzGb]{4}){2}[ -]?[0-9OoQDIl|SsBZzGb]{1,7}(?![A-Za-z0-9])"
)
_COIN = re.compile(
    r"(?<![A-Za-z0-9])(?:[13lI|][A-Za-z0-9|]{25,34}|[bB][cC][1lI|][A-Za-z0-9|]{11,71})(?![A-Za-z0-9])"
)
_PHONE = re.compile(
    r"(?<![A-Za-z0-9])\+[ ]?[0-9OoQDIl|SsBZzGb](?:[ ()./-]{0,2}[0-9OoQDIl|SsBZzGb]){7,14}(?![A-Za-z0-9])"
)
_REFERENCE = re.compile(r"(?i:\b(?:mtcn|reference|référence|ref|code)\b)\W{0,3}([0-9OoQDIl|SsBZzGb](?:[ -]?[0-9OoQDIl|SsBZzGb]){9})(?![A-Za-z0-9])")  # fmt: skip
_IBAN_LENGTHS = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$")


def repaired(text: str) -> tuple[str, int]:
    """The text with every token whose checksum decided, and how many those are.

    >>> repaired("to GB82 WEST l234 5698 7654 32 now")
    ('to GB82 WEST 1234 5698 7654 32 now', 1)
    """
    changes: list[tuple[int, int, str]] = []
    for start, end, token in _found(text):
        if all(end <= s or start >= e for s, e, _ in changes):
            changes.append((start, end, token))
    for start, end, token in sorted(changes, reverse=True):
        text = text[:start] + token + text[end:]
    return text, len(changes)


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    for pattern, ways, valid in (
        (_COIN, (_any_changes,), _is_coin),
        (_IBAN, (_account_kinds, _account_single), _is_iban),
        (_CARD, (_all_digits,), _is_card),
        (_PHONE, (_all_digits,), _is_phone),
    ):
        for match in pattern.finditer(text):
            if sum(character.isdigit() for character in match[0]) < LEAST_DIGITS:
                continue
            for length in _lengths(match[0], pattern is _IBAN):
                token = match[0][:length]
                if valid(token):
                    break
                fixed = next(filter(None, (_only(token, way(token), valid) for way in ways)), None)
                if fixed:
                    yield match.start(), match.start() + length, fixed
                    break
    for match in _REFERENCE.finditer(text):
        token = match[1]
        fixed = token.translate(_TO_DIGIT)
        if fixed != token and sum(c.isdigit() for c in token) >= 7:
            yield match.start(1), match.end(1), fixed


def _lengths(token: str, grouped: bool) -> list[int]:
    """An IBAN in a sentence runs into the next words: its country tells its length; others are tried whole."""
    if not grouped:
        return [len(token)]
    ends = [len(token), *(match.start() for match in re.finditer(r"[ \u00a0-]", token))]
    return sorted((end for end in ends if len(_compact(token[:end])) >= 15), reverse=True)


def _only(token: str, candidates: Iterator[str], valid: Callable[[str], bool]) -> str | None:
    """The one candidate that is valid; None if several are, or none."""
    found: set[str] = set()
    for candidate in islice(candidates, MOST_TRIED):
        if candidate != token and candidate not in found and valid(candidate):
            found.add(candidate)
            if len(found) > 1:
                return None
    return found.pop() if found else None


def _any_changes(token: str) -> Iterator[str]:
    """Up to `MOST_CHANGES` characters changed: a coin's checksum of 30 bits or more bears many candidates."""
    places = [index for index, character in enumerate(token) if character in _ALIKE]
    for count in range(1, MOST_CHANGES + 1):
        for chosen in combinations(places, count):
            for letters in product(*(_ALIKE[token[index]] for index in chosen)):
                changed = list(token)
                for index, letter in zip(chosen, letters, strict=True):
                    changed[index] = letter
                yield "".join(changed)


def _account_kinds(token: str) -> Iterator[str]:
    """After the country's two letters and the two check figures were put right: all characters of some kinds read
    as figures, because who reads one O for a nought reads them all so."""
    start, rest = _country(token), token[4:]
    kinds = [kind for kind in dict.fromkeys(rest) if kind in _ALIKE and not kind.isdigit()]
    for count in range(len(kinds) + 1):
        for chosen in combinations(kinds, count):
            yield start + rest.translate({ord(kind): _ALIKE[kind][0] for kind in chosen})


def _account_single(token: str) -> Iterator[str]:
    """One character changed. More would be too many for two check figures: one in 97 is right by chance."""
    start, rest = _country(token), token[4:]
    for index, character in enumerate(rest):
        for letter in _ALIKE.get(character, ""):
            yield start + rest[:index] + letter + rest[index + 1 :]


def _country(token: str) -> str:
    return token[:2].translate(_TO_LETTER) + token[2:4].translate(_TO_DIGIT)


def _all_digits(token: str) -> Iterator[str]:
    changed = token.translate(_TO_DIGIT)
    if changed != token:
        yield changed


def _compact(token: str) -> str:
    return re.sub(r"[ \u00a0-]", "", token)


def _is_iban(token: str) -> bool:
    compact = _compact(token)
    if not _IBAN_LENGTHS.match(compact):
        return False
    try:
        iban.validate(compact)
    except ValidationError:
        return False
    return True


def _is_card(token: str) -> bool:
    compact = _compact(token)
    return (
        compact.isdigit()
        and 13 <= len(compact) <= 19
        and compact[0] in "3456"
        and bool(luhn.is_valid(compact))
    )


def _is_coin(token: str) -> bool:
    return bool(bitcoin.is_valid(token))


def _is_phone(token: str) -> bool:
    if any(character.isalpha() or character == "|" for character in token):
        return False  # the library would read letters as the keys of a telephone
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(token))
    except phonenumbers.NumberParseException:
        return False
