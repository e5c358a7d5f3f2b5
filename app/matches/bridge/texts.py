"""What texts mean: read by a worker, kept as bytes, looked up by everybody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matching

Vectors = Mapping[str, bytes]
"""What texts mean, by `vector_key`."""


def model() -> str:
    """What texts are read by, with its version. Asking does not load it."""
    return matching.Sentences().name


def vector_key(text: str, *, by: str) -> str:
    """Under which what a text means is kept, when read by this model."""
    return matching.text_key(by, text)


def read(texts: Sequence[str]) -> dict[str, bytes]:
    """What the texts mean, by `vector_key`. Loads the model: for a worker, never for a page."""
    sentences = matching.Sentences()
    rows = sentences.embed(texts).rows
    return {
        vector_key(text, by=sentences.name): row.tobytes()
        for text, row in zip(texts, rows, strict=True)
    }


def looked_up(by: str, vectors: Vectors) -> matching.Stored:
    """Reads nothing: a text without a vector is one of which nothing is known."""
    return matching.Stored(by, vectors, width=matching.Sentences.width)
