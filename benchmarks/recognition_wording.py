"""What the weights of wording find, and where they come from: `python benchmarks/recognition_wording.py [--write]`.

Learns the weights of `amparo.recognition.wording` by logistic regression (L2, L-BFGS) from the labelled turns of
`LEARNED_FROM`, each with its speaker and once with the speaker unknown, and from half of the ordinary talk of
`corpora.py` (picked by digest, at most `MOST` pieces a language); then tells, on the other half of that talk and on the
labelled turns that it did not learn from, what each threshold would find. `--write` puts the weights into the package.
`--without SET` (as often as you like) leaves a labelled set out, to see how it does on what it has not seen.
"""

import argparse
import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
from corpora import CORPORA, turns
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, vstack

from amparo.model import Speaker, Stage
from amparo.recognition import wording
from amparo.recognition.block import read
from amparo.recognition.normalise import fold
from amparo.recognition.words import words_of

ROOT = Path(__file__).resolve().parents[1]
LABELLED = ROOT / "tests" / "recognition" / "labelled"
LEARNED_FROM = (
    "turns",
    "fresh",
    *(f"fresh{n}" for n in range(2, 9)),
    "learn",
    "learn2",
    "learn3",
    "learn4",
    "learn5",
)
UNSEEN = ("fresh9", "fresh10")
MOST = 50_000
STRENGTH = 1 / 30
"""Of the penalty on large weights, beside the sum of all losses."""
CLIPPED = 99.99
"""Per cent of weights that eight bits hold as they are."""
STAGES = wording.STAGES


def rows(names: Iterable[str]) -> list[dict[str, str]]:
    """The labelled turns of some sets."""
    return [
        {**json.loads(line), "set": name, "variety": path.name.split(".")[1]}
        for name in names
        for path in sorted(LABELLED.glob(f"{name}.*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def ordinary() -> Iterator[tuple[str, bool, str]]:
    """Language, whether to learn from it, and text of every turn of ordinary talk, in an order that tells nothing."""
    for language in CORPORA:
        texts = {text for found in turns(language)[0].values() for text in found}
        for digest, text in sorted((hashlib.sha256(text.encode()).digest(), text) for text in texts):
            yield language, digest[0] % 2 == 0, text


def features(texts: list[str], *, whole: bool) -> tuple[csr_matrix, npt.NDArray[np.int64]]:
    """A row a piece (or a text, if `whole`), and of which text it is."""
    block = read([" ".join(words_of(fold(text).text)) for text in texts], doubles=True)
    every = np.arange(len(block.hashes))
    owners, places = zip(
        wording.parts(block, every),
        *(wording.pairs(block, n) for n in range(1, wording.REACH + 1)),
        strict=True,
    )
    owner, place = np.concatenate(owners), np.concatenate(places)
    order = np.argsort(owner, kind="stable")
    owner, place = owner[order], place[order]
    begins = np.searchsorted(block.message, np.arange(len(texts) + 1))
    if whole:
        message, starts, ends = np.arange(len(texts)), begins[:-1], begins[1:]
    else:
        message, starts, ends = wording.pieces(block, len(texts))
    first, last = np.searchsorted(owner, starts), np.searchsorted(owner, ends)
    counts = last - first
    chosen = np.repeat(first - np.append(0, np.cumsum(counts)[:-1]), counts) + np.arange(counts.sum())
    values = np.repeat(1 / np.sqrt(np.maximum(counts, 1)), counts)
    made = csr_matrix(
        (values, place[chosen], np.append(0, np.cumsum(counts))), shape=(len(counts), 1 << wording.BITS)
    )
    made.sum_duplicates()
    return made, message


def learned(
    rows: csr_matrix, speakers: npt.NDArray[np.int64], labels: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Weights of features and of speakers that lose least."""
    sign = np.where(labels, 1.0, -1.0)
    back = rows.T.tocsr()
    kinds = len(wording.SPEAKERS)

    def loss(values: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        margin = sign * (rows @ values[kinds:] + values[:kinds][speakers])
        lost = np.logaddexp(0, -margin).sum() + STRENGTH / 2 * values[kinds:] @ values[kinds:]
        slope = -sign / (1 + np.exp(np.clip(margin, -500, 500)))
        by_speaker = np.bincount(speakers, slope, kinds)
        return lost, np.concatenate((by_speaker, back @ slope + STRENGTH * values[kinds:]))

    start = np.zeros(kinds + rows.shape[1])
    start[:kinds] = -4
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 400, "ftol": 1e-8, "maxcor": 10}
    )
    return found.x[kinds:], found.x[:kinds]


def train(names: Iterable[str]) -> wording.Model:
    turns_ = rows(names)
    text, speaker = [row["text"] for row in turns_], [Speaker(row["speaker"]) for row in turns_]
    plain: dict[str, list[str]] = {}
    for language, learn, one in ordinary():
        if learn:
            plain.setdefault(language, []).append(one)
    talk = [one for texts in plain.values() for one in texts[:MOST]]
    told, _ = features(text, whole=True)
    quiet, _ = features(talk, whole=False)
    unknown = wording.rows_of([Speaker.UNKNOWN])[0]
    who = np.concatenate(
        (wording.rows_of(speaker), np.full(told.shape[0] + quiet.shape[0], unknown, dtype=np.int64))
    )
    every = csr_matrix(vstack([told, told, quiet]))
    used = np.unique(every.indices)
    every = every[:, used]
    print(
        f"{len(turns_):,} turns, {quiet.shape[0]:,} pieces of ordinary talk, {len(used):,} features",
        flush=True,
    )
    table = np.zeros((1 << wording.BITS, len(STAGES)), np.int8)
    scale, bias = np.zeros(len(STAGES)), np.zeros((len(wording.SPEAKERS), len(STAGES)))
    is_of = [np.array([stage.value in row["labels"] for row in turns_]) for stage in STAGES]
    labelled = [np.concatenate((labels, labels, np.zeros(quiet.shape[0], bool))) for labels in is_of]
    # whoever writes that he wants to die is in danger, also who is marked as the offender
    by_stage = [np.where(who == 0, unknown, who) if stage is Stage.CRISIS else who for stage in STAGES]
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        found = [*workers.map(partial(learned, every), by_stage, labelled)]
    for column, (stage, (weights, by_speaker)) in enumerate(zip(STAGES, found, strict=True)):
        bias[:, column] = by_speaker
        if stage is Stage.CRISIS:
            bias[0, column] = by_speaker[unknown]
        scale[column] = np.percentile(np.abs(weights), CLIPPED) / 127
        table[used, column] = np.clip(np.rint(weights / scale[column]), -127, 127).astype(np.int8)
        print(f"  {stage.value}: {np.count_nonzero(table[:, column]):,} weights", flush=True)
    return wording.Model(table, scale, bias)


def scores(model: wording.Model, texts: list[str], said_by: list[Speaker]) -> npt.NDArray[np.float64]:
    """The highest score of each text: a column a stage."""
    block = read([" ".join(words_of(fold(text).text)) for text in texts], doubles=True)
    message, starts, ends = wording.pieces(block, len(texts))
    rows_ = wording.rows_of(said_by)[message]
    found = wording.weigh(block, model).scores(model, starts, ends, rows_)
    best = np.full((len(texts), len(STAGES)), -np.inf)
    np.maximum.at(best, message, found)
    return best


def packed(model: wording.Model, names: Sequence[str]) -> bytes:
    files = [file for name in names for file in sorted(LABELLED.glob(f"{name}.*.jsonl"))]
    features = np.flatnonzero(model.table.any(axis=1))
    out = io.BytesIO()
    np.savez_compressed(
        out, steps=np.diff(features, prepend=0).astype(np.uint16), weights=model.table[features],
        scale=model.scale, bias=model.bias, learned_from=np.array(names),
        digest=np.array(hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()),
    )  # fmt: skip
    return out.getvalue()


def main() -> None:
    parser = argparse.ArgumentParser(description="What the weights of wording find.")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--without", action="append", default=[])
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    names = [name for name in LEARNED_FROM if name not in chosen.without]
    model = train(names)
    content = packed(model, names)
    print(f"{len(content) / 1e6:.2f} MB")
    if chosen.keep:
        chosen.keep.write_bytes(content)
    test = rows((*chosen.without, *UNSEEN))
    talk = [text for _, learn, text in ordinary() if not learn]
    quiet = scores(model, talk, [Speaker.UNKNOWN] * len(talk))
    for name in dict.fromkeys(row["set"] for row in test):
        some = [row for row in test if row["set"] == name]
        for unknown in (False, True):
            said = [Speaker.UNKNOWN if unknown else Speaker(row["speaker"]) for row in some]
            found = scores(model, [row["text"] for row in some], said)
            for column, stage in enumerate(STAGES):
                labels = np.array([stage.value in row["labels"] for row in some])
                print(name, stage.value, "speaker unknown" if unknown else "")
                for alarms in (1e-4, 5e-4, 1e-3, 2e-3):
                    threshold = np.quantile(quiet[:, column], 1 - alarms)
                    taken = found[:, column] >= threshold
                    print(
                        f"  1 in {1 / alarms:,.0f} ({threshold:.2f}): recall {taken[labels].mean():.3f},"
                        f" precision {labels[taken].mean():.3f}"
                    )
    if chosen.write:
        Path(wording._FILE).write_bytes(content)


if __name__ == "__main__":
    main()
