"""Writes `src/amparo/recognition/common_words.toml`: how common words are, so that the rare ones are looked for first.

    .venv/bin/python benchmarks/common_words.py [--out FILE]

English is counted in the turns of the PyPI package `chitchat-dataset`; of other languages only spaCy's stop words are known.
Both come from the environment of the peers. Words are folded as rules see them, each counted once a turn.
"""

import argparse
import json
import subprocess
from collections import Counter, defaultdict
from pathlib import Path

from peers import peer_python

from amparo.recognition.normalise import fold
from amparo.recognition.words import words_of

OUT = Path(__file__).resolve().parents[1] / "src" / "amparo" / "recognition" / "common_words.toml"
LANGUAGES = ("es", "pt", "de", "fr", "ar", "tl")
OF = 10_000
"""Turns in which is counted."""
LEAST = 5
"""Turns that a word is in, to be told."""

_GATHER = """
import importlib, json, sys
import chitchat_dataset
stop = {lang: sorted(importlib.import_module(f"spacy.lang.{lang}.stop_words").STOP_WORDS) for lang in sys.argv[1:]}
turns = [one["text"] for talk in chitchat_dataset.Dataset().values() for said in talk["messages"] for one in said]
json.dump([turns, stop], sys.stdout)
"""

_ENGLISH = """# How common words are, so that recognition looks for the rare ones first. Folded; only the choice depends on it, no result.

[turns]
# English: turns out of 10,000 that hold the word, in the 258,145 turns of chitchat-dataset 0.9.0 (BYU PCC, MIT licence),
# one line a count, words that 5 or more hold.
"""
_OTHERS = """
[everywhere]
# Stop words of spaCy 3.8 (Explosion, MIT licence): taken to be in 300 turns of 10,000 each.
"""


def words(text: str) -> set[str]:
    return set(words_of(fold(text).text))


def counted(turns: list[str]) -> dict[int, list[str]]:
    """Turns of `OF` to the words that so many hold, from the most common on."""
    held = Counter(word for turn in turns for word in words(turn))
    by_count: dict[int, list[str]] = defaultdict(list)
    for word, count in held.items():
        share = round(count * OF / len(turns))
        if share >= LEAST and not word.isdigit():
            by_count[share].append(word)
    return {count: sorted(by_count[count]) for count in sorted(by_count, reverse=True)}


def table(turns: list[str], stop_words: dict[str, list[str]]) -> str:
    lines = [f'{count} = "{" ".join(some)}"\n' for count, some in counted(turns).items()]
    stops = {
        lang: sorted({word for entry in some for word in words(entry)}) for lang, some in stop_words.items()
    }
    others = [f'{lang} = "{" ".join(stops[lang])}"\n' for lang in sorted(stops)]
    return _ENGLISH + "".join(lines) + _OTHERS + "".join(others)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    gathered = subprocess.run(
        [peer_python(), "-c", _GATHER, *LANGUAGES], stdout=subprocess.PIPE, text=True, check=True
    )
    options.out.write_text(table(*json.loads(gathered.stdout)), encoding="utf-8")


if __name__ == "__main__":
    main()
