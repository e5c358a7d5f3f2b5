"""Candidates of a whole province: supplies laid out by category, reach and place.

Supplies of one category, reach class and cell lie next to each other, so a need reads a few
stretches of memory and never looks at what is far away. What comes out holds every feasible
pair and few others; the rules themselves decide.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.board import Board, Floats, Ints, codes
from matching.geo import EARTH_KM
from matching.scan import scan

# Straight kilometres; a supply stands in the first class that holds its reach.
REACHES = (2.0, 4.0, 7.0, 12.0, 25.0, 60.0)
CELLS_PER_REACH = 2
# Beyond these the plain path is taken: cells of equal degrees would be wrong there.
LAT_MOST, LON_MOST = 75.0, 170.0
MARGIN = 1.0 + 1e-9


@dataclass(frozen=True)
class Grid:
    """Where each category, class and cell begins in the list of supplies.

    Parameters
    ----------
    start : ndarray of int
        Per cell, and one more.
    supply : ndarray of int
        Row numbers, cell by cell; a supply stands once in each of its categories.
    shape : ndarray of int, shape (classes, 3)
        First cell within a category, rows of cells, columns of cells.
    size : ndarray of float, shape (classes, 3)
        Reach in km, height and width of a cell in degrees.
    cells : int
        Cells per category.
    origin : tuple of float
        Latitude and longitude of the first corner.
    """

    start: Ints
    supply: Ints
    shape: Ints
    size: Floats
    cells: int
    origin: tuple[float, float]


def fits_grid(board: Board) -> bool:
    """Whether all places lie where degrees are good cells, and all needs name a category."""
    lat = np.concatenate((board.of_need("lat"), board.of_supply("lat")))
    lon = np.concatenate((board.of_need("lon"), board.of_supply("lon")))
    few_modes = board.bits("modes", "modes")[0].shape[1] == 1
    polar = (np.abs(lat) > LAT_MOST).any() or (np.abs(lon) > LON_MOST).any()
    somewhere = not bool(np.isnan(lat).all())
    return few_modes and somewhere and not polar and all(n.category for n in board.needs)


def candidates(board: Board) -> tuple[Ints, Ints]:
    """Pairs that may be feasible, by need; no feasible pair is missing.

    Parameters
    ----------
    board : Board
        One for which `fits_grid` holds.

    Returns
    -------
    i, j : ndarray of int
    """
    number = {name: at for at, name in enumerate(sorted({n.category for n in board.needs}))}
    reach = _reach(board)
    grid = _grid(board, number, reach)
    factor = board.terms.settings.road_factor
    need_modes, supply_modes = board.bits("modes", "modes")
    need_skills, supply_skills = board.bits("skills", "skills")
    order = grid.supply
    remote = board.terms.settings.remote_modes
    # A need that may be met from afar reads its whole category.
    remote_word = _remote_word(board)
    everywhere = np.isnan(board.of_need("lat")) | ((need_modes[:, 0] & remote_word) != 0)
    free = board.per_supply("free", lambda supply: supply.free)
    i, j = scan(
        np.array([number[need.category] for need in board.needs], dtype=np.int64),
        board.of_need("lat"),
        board.of_need("lon"),
        _points(board.of_need("lat"), board.of_need("lon")),
        _chord(board.of_need("max_km") / factor),
        need_modes[:, 0].copy(),
        board.blank_need("modes"),
        board.per_need("stays", lambda need: need.modes <= remote),
        need_skills[:, 0].copy(),
        everywhere,
        grid.start,
        order,
        _points(board.of_supply("lat"), board.of_supply("lon"))[order],
        _chord(reach)[order],
        supply_modes[order, 0].copy(),
        board.blank_supply("modes")[order],
        board.per_supply("stays", lambda supply: supply.modes <= remote)[order],
        supply_skills[order, 0].copy(),
        free[order] > 0,
        remote_word,
        grid.shape,
        grid.size,
        grid.cells,
        grid.origin[0],
        grid.origin[1],
    )
    return i, j


def _reach(board: Board) -> Floats:
    """Straight kilometres a supply goes; NaN: any distance, or nobody travels at all."""
    reach = board.of_supply("radius_km") / board.terms.settings.road_factor
    remote = board.terms.settings.remote_modes
    travels = board.per_supply("travels", lambda row: not row.modes or bool(row.modes - remote))
    unknown = np.isnan(board.of_supply("lat"))
    return np.where(unknown | ~travels.astype(bool), np.nan, reach)


def _grid(board: Board, number: dict[str, int], reach: Floats) -> Grid:
    lat, lon = board.of_supply("lat"), board.of_supply("lon")
    low = np.nanmin(np.concatenate((lat, board.of_need("lat")))) - 1e-6
    left = np.nanmin(np.concatenate((lon, board.of_need("lon")))) - 1e-6
    top, right = np.nanmax(lat, initial=low), np.nanmax(lon, initial=left)
    widest = np.cos(np.radians(max(abs(low), abs(top))))
    high_steps = np.degrees(np.array(REACHES) / CELLS_PER_REACH / EARTH_KM)
    wide_steps = high_steps / widest
    rows = np.append(((top - low) / high_steps).astype(np.int64) + 1, 1)
    columns = np.append(((right - left) / wide_steps).astype(np.int64) + 1, 1)
    first = np.concatenate(([0], np.cumsum(rows * columns)))
    row, category = _by_category(board, number)
    kind = np.searchsorted(REACHES, reach * MARGIN)
    kind[np.isnan(reach)] = len(REACHES)
    held = kind[row] < len(REACHES)
    y, x = np.zeros(row.size, dtype=np.int64), np.zeros(row.size, dtype=np.int64)
    y[held] = ((lat[row[held]] - low) / high_steps[kind[row[held]]]).astype(np.int64)
    x[held] = ((lon[row[held]] - left) / wide_steps[kind[row[held]]]).astype(np.int64)
    cells = int(first[-1])
    key = category * cells + first[kind[row]] + y * columns[kind[row]] + x
    order = np.argsort(key, kind="stable")
    start = np.searchsorted(key[order], np.arange(len(number) * cells + 1))
    return Grid(
        start=start.astype(np.int64),
        supply=row[order],
        shape=np.column_stack((first[:-1], rows, columns)),
        size=np.column_stack(
            (np.append(REACHES, np.inf), np.append(high_steps, 1), np.append(wide_steps, 1))
        ),
        cells=cells,
        origin=(float(low), float(left)),
    )


def _by_category(board: Board, number: dict[str, int]) -> tuple[Ints, Ints]:
    every = range(len(number))
    pairs = [
        (row, at)
        for row, supply in enumerate(board.supplies)
        for at in (
            [number[name] for name in codes(supply, "categories") if name in number]
            if supply.categories
            else every
        )
    ]
    rows, categories = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return rows.copy(), categories.copy()


def _remote_word(board: Board) -> np.uint64:
    """The bits of the remote modes in the first word of the mode sets."""
    names = sorted(set().union(*(need.modes for need in board.needs)))[:64]
    remote = board.terms.settings.remote_modes
    return np.uint64(sum(1 << at for at, name in enumerate(names) if name in remote))


def _points(lat: Floats, lon: Floats) -> Floats:
    a, b = np.radians(lat), np.radians(lon)
    return np.column_stack((np.cos(a) * np.cos(b), np.cos(a) * np.sin(b), np.sin(a)))


def _chord(km: npt.NDArray[np.float64]) -> Floats:
    """Square of the straight line through the globe, a hair too long; infinite when unknown."""
    half = np.minimum(km * MARGIN / (2 * EARTH_KM), np.pi / 2)
    square = (2 * np.sin(half)) ** 2 * MARGIN + 1e-15
    return np.where(np.isnan(km), np.inf, square)
