"""Reads the grid for every need; compiled."""

from __future__ import annotations

import math

import numba as nb
import numpy as np

EARTH_KM = 6371.0088


@nb.njit(cache=True, nogil=True)
def scan(  # type: ignore[no-untyped-def]
    category, lat, lon, point, need_reach, need_modes, any_mode, need_stays, need_skills,
    everywhere,
    start, supply, place, reach, modes, no_modes, stays, skills, free, remote,
    shape, size, cells, low, left,
):  # fmt: skip
    """Pairs of needs and supplies that may be feasible, need by need."""
    found_i = np.empty(1 << 16, np.int64)
    found_j = np.empty(1 << 16, np.int64)
    many = 0
    classes = shape.shape[0]
    for i in range(category.size):
        first = category[i] * cells
        for c in range(classes):
            y0, y1, x0, x1 = 0, shape[c, 1] - 1, 0, shape[c, 2] - 1
            if not everywhere[i] and size[c, 0] < math.inf:
                angle = size[c, 0] / EARTH_KM * 1.000001
                up = math.degrees(angle)
                # Meridians draw together away from the equator, so a circle is widest in
                # longitude a little beyond its centre.
                side = math.degrees(
                    math.asin(min(1.0, math.sin(angle) / math.cos(math.radians(lat[i]))))
                )
                y0 = max(y0, math.floor((lat[i] - up - low) / size[c, 1]))
                y1 = min(y1, math.floor((lat[i] + up - low) / size[c, 1]))
                x0 = max(x0, math.floor((lon[i] - side - left) / size[c, 2]))
                x1 = min(x1, math.floor((lon[i] + side - left) / size[c, 2]))
            if x0 > x1:
                continue
            for y in range(y0, y1 + 1):
                cell = first + shape[c, 0] + y * shape[c, 2]
                for e in range(start[cell + x0], start[cell + x1 + 1]):
                    if not free[e] or (need_skills[i] & ~skills[e]) != 0:
                        continue
                    both = need_modes[i] & modes[e]
                    if any_mode[i]:
                        afar = not no_modes[e] and stays[e]
                    elif no_modes[e]:
                        afar = need_stays[i]
                    elif both == 0:
                        continue
                    else:
                        afar = (both & ~remote) == 0
                    dx = place[e, 0] - point[i, 0]
                    dy = place[e, 1] - point[i, 1]
                    dz = place[e, 2] - point[i, 2]
                    square = dx * dx + dy * dy + dz * dz
                    if not afar and (square > reach[e] or square > need_reach[i]):
                        continue
                    if many == found_i.size:
                        found_i = np.concatenate((found_i, np.empty(many, np.int64)))
                        found_j = np.concatenate((found_j, np.empty(many, np.int64)))
                    found_i[many], found_j[many] = i, supply[e]
                    many += 1
    return found_i[:many], found_j[:many]
