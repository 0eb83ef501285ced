"""The manners of the repository, held by tests."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_every_phone_number_in_the_examples_is_reserved_for_fiction() -> None:
    """UK 07700 900xxx, US 555-01xx, France 01 99 00 xx xx."""
    reserved = re.compile(r"^\+(447700900\d{3}|1\d{3}55501\d{2}|3319900\d{4})$")
    for path in tracked():
        if "examples" in path.parts and path.suffix in (".txt", ".json", ".eml"):
            for number in re.findall(r"\+\d[\d ]{8,16}\d", path.read_text()):
                assert reserved.match(number.replace(" ", "")), f"{path.name}: {number}"


def test_locks_carry_no_addresses() -> None:
    for lock in ROOT.glob("requirements/*.txt"):
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links", lock.read_text()), lock.name
