"""Values put on steps, and an additive model on steps read off as tables of points."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from matching.score.scorecard import Table

Floats = npt.NDArray[np.float64]
Edges = tuple[float, ...]
# A table that people are to read has no more steps than this.
MOST = 64
POINTS = 100.0


def on_steps(values: Floats, edges: Sequence[Edges]) -> Floats:
    """The number of the step each value reaches, from 0; NaN stays.

    Examples
    --------
    >>> on_steps(np.array([[1.9], [2.0], [np.nan]]), [(2.0, 5.0)]).ravel()
    array([ 0.,  1., nan])
    """
    steps = np.empty(values.shape, dtype=np.float64)
    for column, own in enumerate(edges):
        steps[:, column] = np.searchsorted(np.array(own), values[:, column], side="right")
    steps[np.isnan(values)] = np.nan
    return steps


def cut(values: Floats) -> Edges:
    """Edges halfway between the values that occur; where there are many, as many on each side.

    Examples
    --------
    >>> cut(np.array([3.0, 1.0, 1.0, np.nan, 2.0]))
    (1.5, 2.5)
    """
    found = np.unique(values[np.isfinite(values)])
    halfway = np.unique(found[:-1] / 2 + found[1:] / 2)
    if halfway.size >= MOST:
        halfway = halfway[np.linspace(0, halfway.size - 1, MOST - 1).astype(np.int64)]
    return tuple(halfway.tolist())


def read_off(
    decision: Callable[[Floats], Floats],
    edges: Sequence[Edges],
    *,
    names: Sequence[str],
    better: Sequence[int],
) -> tuple[tuple[Table, ...], float, float]:
    """Tables that add up to an additive model, asked through its public decision function.

    The model is a sum over features, so one feature at a time against a fixed row gives each
    feature's part exactly.

    Parameters
    ----------
    decision : callable
        Log odds of rows of values.
    edges : sequence of tuple of float
        By feature; the model must not tell apart two values on one step.
    names : sequence of str
    better : sequence of int
        1 or -1 where points must not turn back, 0 where they may.

    Returns
    -------
    tables : tuple of Table
        Points from 0 to 100 in all.
    centre : float
        Points at which the log odds are 0.
    width : float
        Points per unit of log odds.
    """
    base = np.full((1, len(edges)), -np.inf)
    start = float(decision(base)[0])
    parts = []
    for column, (own, turn) in enumerate(zip(edges, better, strict=True)):
        asked = np.repeat(base, len(own) + 2, axis=0)
        asked[1:, column] = [*own, np.nan]
        part = decision(asked) - start
        if turn:
            # The model is monotone; adding up trees may leave noise in the last bit.
            part[:-1][::turn] = np.maximum.accumulate(part[:-1][::turn])
        parts.append(part)
    lows = [float(part.min()) for part in parts]
    spread = sum(float(part.max()) - low for part, low in zip(parts, lows, strict=True))
    width = POINTS / spread if spread > 0 else 1.0
    tables = tuple(
        Table(name, own, tuple(points[:-1]), points[-1])
        for name, own, points in (
            (name, own, ((part - low) * width).tolist())
            for name, own, part, low in zip(names, edges, parts, lows, strict=True)
        )
    )
    return tables, -width * (start + sum(lows)), width
