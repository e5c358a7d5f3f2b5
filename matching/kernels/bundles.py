"""Arrays that kernels are handed together. Their fields' order is compiled in, so they stand here."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]
Words = npt.NDArray[np.uint64]
Terms = npt.NDArray[np.uint32]


class Pairs(NamedTuple):
    """What rules and most features read.

    Attributes
    ----------
    need, supply : ndarray of float
        A row of numbers each; columns by `OfNeed` and `OfSupply`.
    need_words, supply_words : ndarray of uint64
        A row of words each: flags, then the spans, then what rules compare by codes.
    steps : ndarray of int
        A row per test that can refuse anything here, in the order of the rules; columns by `Step`.
    quick_steps : ndarray of int
        The same, the cheapest first, for where it does not matter which rule is broken.
    spans : ndarray of int
        First and last column of each `Span`.
    journeys : ndarray of uint64
        Bits of the ways of meeting in which somebody travels.
    list_start, list_other : ndarray of int
        List `k` of need `i` is `list_other[list_start[k, i]:list_start[k, i + 1]]`.
    scales : ndarray of float
        By `Scale`.
    rules : int
        How many rules there are.
    """

    need: Floats
    supply: Floats
    need_words: Words
    supply_words: Words
    steps: Ints
    quick_steps: Ints
    spans: Ints
    journeys: Words
    list_start: Ints
    list_other: Ints
    scales: Floats
    rules: int


class Texts(NamedTuple):
    """Embedded texts; of the two forms the one not in use is empty.

    Attributes
    ----------
    need_rows, supply_rows : ndarray of int8
        As in `Dense`.
    need_start, need_terms, supply_start, supply_terms : ndarray
        As in `Sparse`, with the columns that `matching.text.likeness.numbered` gives them.
    need_lengths, supply_lengths : ndarray of float
        Of either form; 0: nothing is known of the text.
    width : int
        How many columns there are.
    """

    need_rows: npt.NDArray[np.int8]
    supply_rows: npt.NDArray[np.int8]
    need_start: Ints
    need_terms: Terms
    need_lengths: Floats
    supply_start: Ints
    supply_terms: Terms
    supply_lengths: Floats
    width: int


class Sheet(NamedTuple):
    """A board as the kernels take it."""

    pairs: Pairs
    texts: Texts


class Grid(NamedTuple):
    """Where each category, class and cell begins in the list of supplies.

    Attributes
    ----------
    start : ndarray of int
        Per cell, and one more.
    supply : ndarray of int
        Rows of `matching.pairs.arranged.arranged`, cell by cell; a supply stands once in each of its
        categories.
    point : ndarray of float, shape (entries, 3)
        On the unit globe.
    reach, skills, week : ndarray
        Squared chord an entry reaches over (a hair too long); the first word of its skills; its
        week, or every bit where its times are no restriction.
    may_stay : ndarray of bool
        Whether an entry may serve a need without anybody travelling.
    shape : ndarray of int, shape (classes, 3)
        First cell within a category, rows of cells, columns of cells.
    size : ndarray of float, shape (classes, 4)
        Reach in degrees of latitude (infinite: look everywhere), its sine, height and width of a
        cell in degrees.
    cells : int
        Cells of a category.
    corner : ndarray of float
        First corner, in degrees: how far up and how far east.
    category, lat, lon, cosine, need_point, need_reach, need_skills, need_week : ndarray
        Per need; the cosine is that of its latitude.
    need_enough : ndarray of int
        Bits of the need's week that an entry must share.
    everywhere : ndarray of bool
        Needs that may be met from afar and read their whole category.
    longest : int
        The most entries any category has.
    near : ndarray of int
        The supplies' rows on the board, in the order in which they are arranged.
    order : ndarray of int
        Needs of one category and neighbourhood one after the other.
    """

    start: Ints
    supply: Ints
    point: Floats
    reach: Floats
    skills: Words
    week: Words
    may_stay: Mask
    shape: Ints
    size: Floats
    cells: int
    corner: Floats
    category: Ints
    lat: Floats
    lon: Floats
    cosine: Floats
    need_point: Floats
    need_reach: Floats
    need_skills: Words
    need_week: Words
    need_enough: Ints
    everywhere: Mask
    longest: int
    near: Ints
    order: Ints


class Points(NamedTuple):
    """A compiled scorecard: the flat arrays of `matching.score.compiled.CompiledCard`."""

    edges: Floats
    first: Ints
    grains: Ints


class Opened(NamedTuple):
    """Open needs as kernels take them, a row each.

    Attributes
    ----------
    need, need_words, steps, spans, journeys, scales, rules
        As in `Pairs`; the steps are the quick ones, the week stands last.
    asked, any_asked : ndarray
        The most that any need has in each column of numbers, and the bits that any has.
    list_start, list_other
        Every need has room for one supply on every list: `UNLISTED`, or 0 where it is on it.
    need_rows, need_start, need_terms, need_lengths
        As in `Texts`.
    number : ndarray of int
        Place of each column of a text among those that some need has; -1 for the others.
    start : ndarray of int
        First row of each cell, and one more.
    shape : ndarray of int
        Cells of a category, rows of cells, columns of cells, a word of the skills asked for.
    corner : ndarray of float
        First corner, height and width of a cell, in degrees.
    point, skills : ndarray
        Place and that word of skills.
    order : ndarray of int
        Place of each row among the ids.
    """

    need: Floats
    need_words: Words
    steps: Ints
    spans: Ints
    journeys: Words
    scales: Floats
    rules: int
    asked: Floats
    any_asked: Words
    list_start: Ints
    list_other: Ints
    need_rows: npt.NDArray[np.int8]
    need_start: Ints
    need_terms: npt.NDArray[np.uint32]
    need_lengths: Floats
    number: npt.NDArray[np.int32]
    start: Ints
    shape: Ints
    corner: Floats
    point: Floats
    skills: Words
    order: Ints
