"""Ids of the other file, as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from matching.files.cleaning import bare, folded, pieces, tidy
from matching.files.faults import Fault, short


class Found(NamedTuple):
    """What a cell of references means.

    Parameters
    ----------
    ids : tuple of str
        Ids that stand in the other file; those that stand nowhere as they are written.
    otherwise : tuple of (str, str)
        What is written, and the id it was taken for.
    nowhere : tuple of str
        What stands nowhere.
    fault : Fault, optional
        Where several ids could be meant.
    """

    ids: tuple[str, ...]
    otherwise: tuple[tuple[str, str], ...] = ()
    nowhere: tuple[str, ...] = ()
    fault: Fault | None = None


class Known:
    """The ids of a file.

    Parameters
    ----------
    ids : iterable of str

    Examples
    --------
    >>> known = Known(["s1", "007", "Li, Wei"])
    >>> known.read("Ｓ1、7").ids, known.read("li， wei").ids, known.read("s9").nowhere
    (('s1', '007'), ('Li, Wei',), ('s9',))
    >>> Known(["07", "007"]).read("7").fault.said()
    "'7' could be '007' / '07'; write the id exactly as it stands there"
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self.exact = frozenset(ids)

    @cached_property
    def are_cut(self) -> bool:
        """Whether one of them holds what separates ids in compiled code."""
        return ";" in "".join(self.exact)

    @cached_property
    def _folded(self) -> dict[str, list[str]]:
        return _grouped((folded(name), name) for name in self.exact)

    @cached_property
    def _bare(self) -> dict[str, list[str]]:
        return _grouped((bare(name), name) for name in self.exact)

    def __contains__(self, words: object) -> bool:
        return words in self.exact or (isinstance(words, str) and folded(words) in self._folded)

    def meant(self, words: str) -> list[str]:
        """The ids that one reference may mean: exactly, else by its letters, else without zeros."""
        if words in self.exact:
            return [words]
        return self._folded.get(folded(words)) or self._bare.get(bare(words)) or []

    def read(self, cell: str) -> Found:
        """The ids of a cell."""
        ids, otherwise, nowhere = [], [], []
        for piece in pieces(cell, self):
            found = self.meant(piece)
            if len(found) > 1:
                several = " / ".join(map(short, sorted(found)[:3]))
                return Found((), fault=Fault("several_ids", {"cell": short(piece), "ids": several}))
            ids.append(found[0] if found else tidy(piece))
            if not found:
                nowhere.append(tidy(piece))
            elif found[0] != piece:
                otherwise.append((piece, found[0]))
        return Found(tuple(ids), tuple(otherwise), tuple(nowhere))


def _grouped(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for key, name in named:
        groups.setdefault(key, []).append(name)
    return groups
