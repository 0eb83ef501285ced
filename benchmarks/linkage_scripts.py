"""Near-duplicate scripts: does the MinHash of `linkage.scripts` find them as well and as fast as rensa with verification?

Texts of 20 to 80 neutral words, each a copy of one of some templates in which a share of the words is replaced, left out or followed by
another; one template in seven begins with half of another one. Pairwise precision and recall against the template; seconds of processor time from
texts to groups. The peer (an environment of its own) takes the same pairs of words, RMinHash of 48 numbers, 24 bands, verifies
proposed pairs by Jaccard of at least the same share unless they hang together already: those that rensa's own index proposes, or, faster, each
text with the first that has the same band.

    python benchmarks/linkage_scripts.py [--texts 100000] [--noise 0.05 0.1] [--quick]
"""

import argparse
import json
import random
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from peers import peer_python

from amparo.linkage import scripts

_RENSA = """
import json, re, sys, time
from rensa import RMinHash, RMinHashLSH
near, bands, numbers = float(sys.argv[2]), 24, 48
texts = json.load(open(sys.argv[1]))
start = time.process_time()
word = re.compile(r"[^\\W_]+")
sets = []
for text in texts:
    words = word.findall(text.lower())
    sets.append({a + " " + b for a, b in zip(words, words[1:])})
parent = list(range(len(texts)))
def root(one):
    while parent[one] != one:
        parent[one] = parent[parent[one]]
        one = parent[one]
    return one
def join(number, other):
    if (a := root(number)) != (b := root(other)):
        both = len(sets[number] & sets[other])
        if both >= near * (len(sets[number]) + len(sets[other]) - both):
            parent[max(a, b)] = min(a, b)
if sys.argv[3] == "own":
    rows = RMinHash.digest_matrix_from_token_sets([list(one) for one in sets], num_perm=numbers, seed=42).to_rows()
    for band in range(bands):
        first = {}
        for number, row in enumerate(rows):
            other = first.setdefault(tuple(row[2 * band : 2 * band + 2]), number)
            join(number, other)
else:
    index = RMinHashLSH(threshold=near, num_perm=numbers, num_bands=bands)
    for number, hashed in enumerate(RMinHash.from_token_sets([list(one) for one in sets], num_perm=numbers, seed=42)):
        for other in index.query(hashed):
            join(number, other)
        index.insert(number, hashed)
found = [root(one) for one in range(len(texts))]
print(json.dumps({"seconds": time.process_time() - start, "found": found}))
"""

_PEERS = {"rensa's index + verification": "index", "rensa's MinHash, one verification a band": "own"}


def world(many: int, noise: float, seed: int) -> tuple[list[str], list[int]]:
    """Texts, none twice, in order, and the template of each. Half of them are of few templates, as scripts that are sold are."""
    rng = random.Random(seed)
    words = [f"w{number}" for number in range(5000)]
    weights = [1 / (number + 3) for number in range(5000)]
    templates = [rng.choices(words, weights, k=rng.randint(20, 80)) for _ in range(many // 20)]
    for at in range(0, len(templates) - 1, 7):
        templates[at + 1] = templates[at][: len(templates[at]) // 2] + templates[at + 1][:30]
    of: dict[str, int] = {}
    while len(of) < many:
        at = rng.randrange(len(templates))
        if rng.random() < 0.5:
            at = min(int(rng.paretovariate(0.7)), len(templates)) - 1
        text = []
        for word in templates[at]:
            chance = rng.random() / noise
            if chance < 0.6:
                text.append(rng.choice(words))
            elif chance >= 0.8:
                text += [word, rng.choice(words)] if chance < 1 else [word]
        of.setdefault(" ".join(text), at)
    texts = sorted(of)
    return texts, [of[text] for text in texts]


def line(name: str, seconds: float, found: Sequence[int], truth: Sequence[int]) -> None:
    same = pairs(Counter(zip(found, truth, strict=True)))
    print(
        f"| {name} | {same / max(1, pairs(Counter(found))):.4f} | {same / pairs(Counter(truth)):.4f} | {seconds:.1f} | "
        f"{len(found) / seconds:,.0f} |"
    )


def pairs(counts: Counter[object]) -> int:
    return sum(count * (count - 1) // 2 for count in counts.values())


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--noise", type=float, nargs="+", default=[0.05, 0.1])
    parser.add_argument(
        "--quick", action="store_true", help="without the peer's own index, which takes minutes"
    )
    options = parser.parse_args()
    scripts.groups(world(100, 0.1, 1)[0])  # imports and first calls are nobody's time
    for noise in options.noise:
        texts, truth = world(options.texts, noise, 7)
        print(f"{len(texts)} texts, {noise:.0%} of the words changed\n")
        print("| | precision | recall | seconds | texts a second |\n| --- | --- | --- | --- | --- |")
        start = time.process_time()
        found = scripts.groups(texts)
        line("Amparo", time.process_time() - start, found.of, truth)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "texts.json")
            path.write_text(json.dumps(texts))
            for name, how in _PEERS.items():
                if how == "index" and options.quick:
                    continue
                command = [str(peer_python()), "-c", _RENSA, str(path), str(scripts.NEAR), how]
                peer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
                line(name, peer["seconds"], peer["found"], truth)
        print()


if __name__ == "__main__":
    main()
