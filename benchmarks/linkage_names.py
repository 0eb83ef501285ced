"""Are receivers' names that are forms of one name found, and others not taken for it? Against Splink with Jaro-Winkler at its best threshold.

`tests/linkage/labelled/receiver_names.csv`: 500 spellings of made-up people, written blind. Pairwise precision, recall and F1 over all pairs
of rows. Splink (in an environment of its own) is given the name in lower case without accents: as it is, with its words in order, its first and its
last word, each with Jaro-Winkler at five levels; all pairs are scored, and the threshold is the best one on these very rows, for pairs and for
what they hang together. With `--many N`, how long N names take that share family names and spellings.

    python benchmarks/linkage_names.py [--names FILE] [--many 100000]
"""

import argparse
import csv
import json
import random
import resource
import subprocess
import time
import tomllib
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

from peers import ROOT, peer_python

from amparo.linkage import listed, names

NAMES = ROOT / "tests" / "linkage" / "labelled" / "receiver_names.csv"
_SPLINK = """
import csv, json, sys, unicodedata, warnings
import duckdb
import pandas as pd
warnings.filterwarnings("ignore")
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8")))
def flat(name):
    name = "".join(sign for sign in unicodedata.normalize("NFKD", name.lower()) if not unicodedata.combining(sign))
    return " ".join("".join(sign if sign.isalnum() else " " for sign in name).split())
name = [flat(row["name"]) for row in rows]
wide = pd.DataFrame({
    "unique_id": range(len(rows)), "name": name, "words": [" ".join(sorted(one.split())) for one in name],
    "first": [one.split()[0] for one in name], "last": [one.split()[-1] for one in name],
})
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on
levels = [0.97, 0.92, 0.88, 0.8]
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[cl.JaroWinklerAtThresholds(column, levels) for column in ("words", "first", "last")],
    blocking_rules_to_generate_predictions=["1=1"],
)
linker = Linker(DuckDBAPI().register(wide), settings)
linker.training.estimate_probability_two_random_records_match([block_on("words")], recall=0.3)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for rule in ("first", "last"):
    linker.training.estimate_parameters_using_expectation_maximisation(block_on(rule))
pairs = linker.inference.predict().as_pandas_dataframe()
scored = pairs[["unique_id_l", "unique_id_r", "match_weight"]].values.tolist()
given = wide[["unique_id", "name"]]
alone = duckdb.sql("SELECT a.unique_id, b.unique_id, jaro_winkler_similarity(a.name, b.name) FROM given a JOIN given b ON a.unique_id < b.unique_id")
print(json.dumps({"Splink with Jaro-Winkler": scored, "Jaro-Winkler alone": alone.fetchall()}))
"""


def figures(person: list[str], same: Callable[[int, int], bool]) -> tuple[float, float, float]:
    both = found = true = 0
    for one, other in combinations(range(len(person)), 2):
        is_same, is_true = same(one, other), person[one] == person[other]
        both, found, true = both + (is_same and is_true), found + is_same, true + is_true
    precision, recall = both / max(1, found), both / true
    return precision, recall, 2 * both / max(1, found + true)


def at_best(person: list[str], scored: list[tuple[int, int, float]]) -> tuple[float, float, float]:
    """The best F1 of any threshold on pairs."""
    true = sum(person[one] == person[other] for one, other in combinations(range(len(person)), 2))
    best, both = (0.0, 0.0, 0.0), 0
    for found, (one, other, _) in enumerate(sorted(scored, key=lambda pair: -pair[2]), 1):
        both += person[int(one)] == person[int(other)]
        if (f := 2 * both / (found + true)) > best[2]:
            best = (both / found, both / true, f)
    return best


def clustered(person: list[str], scored: list[tuple[int, int, float]]) -> tuple[float, float, float]:
    """The best F1 of components over any threshold: every pair of a component counts."""
    true = sum(person[one] == person[other] for one, other in combinations(range(len(person)), 2))
    group = [[number] for number in range(len(person))]
    best, both, found = (0.0, 0.0, 0.0), 0, 0
    for one, other, _ in sorted(scored, key=lambda pair: -pair[2]):
        left, right = group[int(one)], group[int(other)]
        if left is right:
            continue
        found += len(left) * len(right)
        both += sum(person[a] == person[b] for a in left for b in right)
        left += right
        for member in right:
            group[member] = left
        if (f := 2 * both / (found + true)) > best[2]:
            best = (both / found, both / true, f)
    return best


def line(name: str, told: tuple[float, float, float]) -> None:
    print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in told) + " |")


def many(count: int) -> list[str]:
    """Made-up names: a listed spelling and one of `count` / 8 families, every second with a letter that is not its own."""
    rng = random.Random(5)
    given = [
        row.split() for row in tomllib.loads(listed.FILE.read_text(encoding="utf-8"))["spellings"].values()
    ]
    parts = [
        one + two
        for one in "b d f g h j k l m n r s t w y z ch kh gh dj".split()
        for two in "a e i o u ou ai".split()
    ]
    families = ["".join(rng.choices(parts, k=rng.choice((2, 3, 3, 4)))) for _ in range(count // 8)]
    found: set[str] = set()
    while len(found) < count:
        family = rng.choice(families)
        if rng.random() < 0.5:
            at = rng.randrange(len(family))
            family = family[:at] + rng.choice("aeioudrnst") + family[at + 1 :]
        found.add(f"{rng.choice(rng.choice(given))} {family}".title())
    return sorted(found)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--names", type=Path, default=NAMES)
    parser.add_argument("--many", type=int, default=0)
    options = parser.parse_args()
    with options.names.open(encoding="utf-8", newline="") as file:
        rows = [(row["person"], row["name"]) for row in csv.DictReader(file)]
    person = [one for one, _ in rows]
    values = sorted({name for _, name in rows})
    of = dict(zip(values, names.groups(values).of, strict=True))
    told = subprocess.run(
        [str(peer_python()), "-c", _SPLINK, str(options.names)], check=True, capture_output=True, text=True
    )
    print(
        f"{len(rows)} names of {len(set(person))} people\n\n| | precision | recall | F1 |\n| --- | --- | --- | --- |"
    )
    line("Amparo", figures(person, lambda one, other: of[rows[one][1]] == of[rows[other][1]]))
    for name, scored in json.loads(told.stdout.splitlines()[-1]).items():
        line(f"{name}, pairs at the best threshold", at_best(person, scored))
        line(f"{name}, components at the best threshold", clustered(person, scored))
    if options.many:
        some = many(options.many)
        start = time.process_time()
        found = names.groups(some)
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"\n{len(some)} names: {seconds:.1f} s of processor time, {len(set(found.of))} groups, at most {peak:.1f} GB"
        )


if __name__ == "__main__":
    main()
