"""Dense rows kept from one time to the next: a text is read once, when it is written."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from hashlib import sha256
from typing import Protocol

import numpy as np

from matching.text import Dense


class DenseEmbedder(Protocol):
    """An embedder whose rows are short enough to be kept."""

    @property
    def name(self) -> str: ...

    @property
    def width(self) -> int:
        """Entries of a row."""
        ...

    def embed(self, texts: Sequence[str]) -> Dense: ...


def text_key(name: str, text: str) -> str:
    """Under which a text's row is kept: 64 hexadecimal digits, other for every embedder.

    Examples
    --------
    >>> text_key("sentences", "数学辅导")[:16]
    '3f92e8b83d46e7f5'
    """
    return sha256(f"{name}\n{text}".encode("utf-8", "surrogatepass")).hexdigest()


class Stored:
    """Rows that were made before; nothing is known of a text that has none.

    It never reads a text itself, so it stands for an embedder that is too heavy to load.

    Parameters
    ----------
    name : str
        Of the embedder that made the rows.
    rows : mapping of str to bytes
        Rows of int8 by `text_key`.
    width : int

    Examples
    --------
    >>> stored = Stored("shapes", {text_key("shapes", "round"): bytes([127, 0])}, width=2)
    >>> stored.embed(["round", "square", ""]).blank
    array([False,  True,  True])
    >>> stored.missing(["round", "square", ""])
    ['square']
    """

    def __init__(self, name: str, rows: Mapping[str, bytes], *, width: int) -> None:
        self.name = name
        self.width = width
        self._rows = rows

    def missing(self, texts: Sequence[str]) -> list[str]:
        """Texts with content that have no row, each once, sorted."""
        wanted = {text for text in texts if text.strip()}
        return sorted(text for text in wanted if text_key(self.name, text) not in self._rows)

    def embed(self, texts: Sequence[str]) -> Dense:
        """One row per text, blank where there is none."""
        found = np.zeros((len(texts), self.width), dtype=np.int8)
        for at, text in enumerate(texts):
            row = self._rows.get(text_key(self.name, text)) if text.strip() else None
            if row is not None:
                found[at] = np.frombuffer(row, dtype=np.int8)
        return Dense(found)


class Remembered:
    """An embedder that reads each text once.

    Parameters
    ----------
    embedder : DenseEmbedder
    store : mutable mapping of str to bytes, optional
        Where rows are looked up and put, by `text_key`; a dictionary of its own when left out.

    Examples
    --------
    >>> class Lengths:
    ...     name, width = "lengths", 2
    ...     def embed(self, texts):
    ...         print("read", texts)
    ...         return Dense.of([[1.0, len(text)] for text in texts])
    >>> lengths = Remembered(Lengths())
    >>> rows = lengths.embed(["b", "a", "b"])
    read ['a', 'b']
    >>> rows = lengths.embed(["a", "c"])
    read ['c']
    """

    def __init__(
        self, embedder: DenseEmbedder, store: MutableMapping[str, bytes] | None = None
    ) -> None:
        self.embedder = embedder
        self.store: MutableMapping[str, bytes] = {} if store is None else store
        self._stored = Stored(embedder.name, self.store, width=embedder.width)

    @property
    def name(self) -> str:
        return self.embedder.name

    def embed(self, texts: Sequence[str]) -> Dense:
        """One row per text; only what was never read before is read now."""
        missing = self._stored.missing(texts)
        if missing:
            rows = self.embedder.embed(missing).rows
            for text, row in zip(missing, rows, strict=True):
                self.store[text_key(self.name, text)] = row.tobytes()
        return self._stored.embed(texts)
