"""Needs split by where they are, each part with every supply that may reach it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.columns.board import Board
from matching.columns.coded import Floats, Ints, Mask
from matching.columns.geo import EARTH_KM

# A hair more than the rules' own arithmetic, so that no pair at the very limit is lost.
MARGIN = 1.0 + 1e-9
QUARTER = 90.0
"""Degrees up to which the way to a meridian grows with the difference in longitude."""


@dataclass(frozen=True)
class Region:
    """Some needs, and the supplies they may be met by.

    Parameters
    ----------
    needs, supplies : ndarray of int
        Row numbers, rising. Every feasible pair of these needs is among them; a supply may
        stand in several regions, a need stands in one.
    """

    needs: Ints
    supplies: Ints


def regions(board: Board, many: int) -> list[Region]:
    """Split a board's needs into regions of about as many needs each.

    Parameters
    ----------
    board : Board
    many : int
        How many regions; one more where the places of some needs are not known.

    Returns
    -------
    list of Region
        None where there are no needs.
    """
    lat, lon = board.need.numbers("lat"), board.need.numbers("lon")
    known = ~np.isnan(lat)
    parts = [rows for rows in (np.flatnonzero(known),) if rows.size]
    while parts and len(parts) < many:
        parts.sort(key=len)
        largest = parts.pop()
        if largest.size == 1:
            parts.append(largest)
            break
        parts += _halves(largest, lat, lon)
    parts += [rows for rows in (np.flatnonzero(~known),) if rows.size]
    return [Region(rows, _near(board, rows)) for rows in parts]


def _halves(rows: Ints, lat: Floats, lon: Floats) -> tuple[Ints, Ints]:
    """Two halves, north and south or east and west, whichever way the rows are spread wider."""
    high = np.ptp(lat[rows])
    wide = np.ptp(lon[rows]) * np.cos(np.radians(np.median(lat[rows])))
    across = lat if high > wide else lon
    order = rows[np.argsort(across[rows], kind="stable")]
    half = order.size // 2
    return np.sort(order[:half]), np.sort(order[half:])


def _near(board: Board, rows: Ints) -> Ints:
    """Supplies that serve a category of these needs and may come to one of them."""
    return np.flatnonzero(_serves(board, rows) & (_reaches(board, rows) | _afar(board, rows)))


def _serves(board: Board, rows: Ints) -> Mask:
    coded = board.need.coded("category")
    wanted = {coded.distinct[at] for at in np.unique(coded.of[rows]).tolist()}
    if "" in wanted:
        return np.ones(len(board.supply), dtype=bool)
    return board.supply.each("categories", lambda own: not own or not wanted.isdisjoint(own))


def _reaches(board: Board, rows: Ints) -> Mask:
    """Where a place or a reach is not known, or the nearest corner of the needs lies within it."""
    lat, lon = board.need.numbers("lat")[rows], board.need.numbers("lon")[rows]
    if np.isnan(lat).any():
        return np.ones(len(board.supply), dtype=bool)
    here, there = board.supply.numbers("lat"), board.supply.numbers("lon")
    up = np.maximum(0.0, np.maximum(lat.min() - here, here - lat.max()))
    aside = np.maximum(0.0, np.maximum(lon.min() - there, there - lon.max()))
    # The way to a parallel is the difference in latitude; the way to a meridian is
    # asin(cos(latitude) sin(difference)). Beyond a quarter of the globe nothing is said.
    to_meridian = np.arcsin(np.cos(np.radians(here)) * np.sin(np.radians(aside)))
    least = EARTH_KM * np.maximum(np.radians(up), np.where(aside < QUARTER, to_meridian, 0.0))
    reach = board.supply.numbers("radius_km") / board.road()[rows].min()
    too_far: Mask = least > reach * MARGIN
    return ~too_far


def _afar(board: Board, rows: Ints) -> Mask:
    """Where nobody may have to travel."""
    remote = board.terms.settings.remote_modes
    coded = board.need.coded("modes")
    wanted = [coded.distinct[at] for at in np.unique(coded.of[rows]).tolist()]
    any_wanted = any(modes & remote for modes in wanted)
    return board.supply.each(
        "modes", lambda modes: bool(modes & remote) or (not modes and any_wanted)
    )
