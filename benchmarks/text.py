"""Texts: whether meaning finds the right offer, in two languages, and what reading costs.

The thirty needs and thirty offers are those of the tests, in Chinese and in English; which offer
serves which need was judged by hand before any embedder was asked. Five needs have none.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import HashingVectorizer

from benchmarks.figures import Row, at_least, faster, once, race, show
from benchmarks.words import needs_say, supplies_say
from matching import Ngrams, Remembered, Sentences
from matching.kernels.grams import BUCKETS
from matching.text import Embedder, Sparse
from matching.text.likeness import likeness

SAMPLES = Path(__file__).parents[1] / "tests" / "matching" / "data" / "texts.json"
LANGUAGES = {"zh": "Chinese", "en": "English"}
FIRST = 3
NEEDS, SUPPLIES, EACH = 5_000, 10_000, 100
READ = 400


def figures() -> list[Row]:
    """Quality by language, then the cost of reading and of comparing."""
    load = once(lambda: Sentences().embed(["一"])).seconds
    loading = Row("loading the sentence model", load, "s", note="once in a process that reads")
    return [*_quality(), loading, *_reading(), *_comparing()]


def _quality() -> list[Row]:
    told = json.loads(SAMPLES.read_text(encoding="utf-8"))
    sentences = Remembered(Sentences())
    rows = []
    for needs in LANGUAGES:
        for offers in LANGUAGES:
            first, among, of = _found(sentences, told, needs, offers)
            plain_first, plain_among, _ = _found(Ngrams(), told, needs, offers)
            rows.append(
                Row(
                    f"right offer first, {LANGUAGES[needs]} needs, {LANGUAGES[offers]} offers",
                    first,
                    "",
                    "character n-grams",
                    plain_first,
                    note=f"of {of}; in the first {FIRST}: {among}, n-grams {plain_among}",
                )
            )
    return rows


def _found(embedder: Embedder, told: Any, needs: str, offers: str) -> tuple[int, int, int]:
    """How often an offer that serves the need is first, how often in the first three, of how many."""
    served = [one for one in told["needs"].values() if one["served_by"]]
    i, j = np.divmod(np.arange(len(served) * len(told["offers"])), len(told["offers"]))
    alike = likeness(
        embedder.embed([one[needs] for one in served]),
        embedder.embed([one[offers] for one in told["offers"].values()]),
        i,
        j,
    ).reshape(len(served), -1)
    keys = np.array(list(told["offers"]))
    order = keys[np.argsort(-alike, axis=1, kind="stable")]
    right = np.array(
        [np.isin(row, one["served_by"]) for row, one in zip(order, served, strict=True)]
    )
    return int(right[:, 0].sum()), int(right[:, :FIRST].any(axis=1).sum()), len(served)


def _reading() -> list[Row]:
    texts = needs_say(np.random.default_rng(0), NEEDS)
    peer = HashingVectorizer(
        analyzer="char", ngram_range=(1, 2), n_features=BUCKETS, alternate_sign=False, binary=True
    )
    taken = race({"ours": partial(Ngrams().embed, texts), "peer": partial(peer.transform, texts)})
    per_text = 1e6 / NEEDS
    some = texts[:READ]
    # The run that does not count reads them all; the five others look them up.
    entrants = {"read": Sentences(), "look up": Remembered(Sentences())}
    each = {
        name: timed.seconds / READ
        for name, timed in race(
            {name: partial(one.embed, some) for name, one in entrants.items()}
        ).items()
    }
    return [
        faster(
            "n-grams of a text",
            taken["ours"].seconds * per_text,
            "us",
            than="HashingVectorizer, characters 1–2",
            theirs=taken["peer"].seconds * per_text,
        ),
        at_least("texts read by the sentence model in a second", 1 / each["read"], "", least=300),
        faster(
            "a row looked up instead of read",
            each["look up"] * 1e6,
            "us",
            than="reading it",
            theirs=each["read"] * 1e6,
        ),
    ]


def _comparing() -> list[Row]:
    draw = np.random.default_rng(0)
    needs, supplies = needs_say(draw, NEEDS), supplies_say(draw, SUPPLIES)
    i, j = np.repeat(np.arange(NEEDS), EACH), draw.integers(0, SUPPLIES, NEEDS * EACH)
    left, right = Ngrams().embed(needs), Ngrams().embed(supplies)
    few = {text: at for at, text in enumerate(sorted(set(needs[:READ] + supplies[:READ])))}
    dense = Sentences().embed(list(few))
    of = len(few)
    entrants: dict[str, Callable[[], Any]] = {
        "n-grams": lambda: likeness(left, right, i, j),
        "sentences": lambda: likeness(dense, dense, i % of, j % of),
        "scipy": lambda: _by_scipy(left, right, i, j),
        "numpy": lambda: _by_numpy(dense.rows, i % of, j % of),
    }
    taken = {name: timed.seconds / i.size * 1e6 for name, timed in race(entrants).items()}
    return [
        faster(
            "likeness of a pair, n-grams",
            taken["n-grams"],
            "us",
            than="scipy, entry by entry",
            theirs=taken["scipy"],
        ),
        faster(
            "likeness of a pair, sentences",
            taken["sentences"],
            "us",
            than="numpy, einsum of float32 rows",
            theirs=taken["numpy"],
        ),
    ]


def _as_scipy(rows: Sparse) -> Any:
    shape = rows.starts.size - 1, BUCKETS
    return sparse.csr_array((rows.weights, rows.columns, rows.starts), shape=shape)


def _by_scipy(left: Sparse, right: Sparse, i: Any, j: Any) -> Any:
    one, other = map(_as_scipy, (left, right))
    found = [
        (one[i[at : at + 65_536]] * other[j[at : at + 65_536]]).sum(axis=1)
        for at in range(0, i.size, 65_536)
    ]
    return np.concatenate(found)


def _by_numpy(rows: Any, i: Any, j: Any) -> Any:
    unit = rows.astype(np.float32) / 127
    found = [
        np.einsum("nk,nk->n", unit[i[at : at + 4_096]], unit[j[at : at + 4_096]])
        for at in range(0, i.size, 4_096)
    ]
    return np.concatenate(found)


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
