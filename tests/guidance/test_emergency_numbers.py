"""The table of emergency numbers against the metadata that it was written from.

After an update of `phonenumbers`: `python tests/guidance/test_emergency_numbers.py` writes the table anew.
"""

import re

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

from amparo.guidance import emergency
from amparo.guidance.files import FOLDER

LONGEST = 5


def listed(country: str) -> list[str]:
    """A pattern such as `1(?:[59]|77)` for Morocco, expanded by trying every number of the lengths it names."""
    metadata = PhoneMetadata.short_metadata_for_region(country)
    if metadata is None or metadata.emergency is None or not metadata.emergency.national_number_pattern:
        return []
    pattern = re.compile(metadata.emergency.national_number_pattern)
    return [
        number
        for length in metadata.emergency.possible_length
        if 0 < length <= LONGEST
        for number in (f"{n:0{length}d}" for n in range(10**length))
        if pattern.fullmatch(number)
    ]


def by_country() -> dict[str, list[str]]:
    return {code: numbers for code in sorted(phonenumbers.SUPPORTED_REGIONS) if (numbers := listed(code))}


def test_the_table_holds_what_the_metadata_says() -> None:
    version, numbers = emergency.metadata()
    assert {code: list(found) for code, found in numbers.items()} == by_country()
    assert version == phonenumbers.__version__


if __name__ == "__main__":
    lines = [
        "# Emergency numbers by country, from the short-number metadata of libphonenumber (package phonenumbers).",
        "# Written by tests/guidance/test_emergency_numbers.py; do not edit: exceptions stand in emergency.toml.",
        f'version = "{phonenumbers.__version__}"',
        "",
        "[numbers]",
        *(
            f"{code} = [{', '.join(map(repr, found))}]".replace("'", '"')
            for code, found in by_country().items()
        ),
    ]
    (FOLDER / "emergency_numbers.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
