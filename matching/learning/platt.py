"""Platt's calibration: log odds told are stretched and shifted to the log odds seen.

Source: J. Platt, Probabilistic outputs for support vector machines, 1999. Because it only
stretches and shifts, a scorecard stays a sum of the same points: its centre and width change.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.special import expit

Floats = npt.NDArray[np.float64]
# Holds the slope to 1 and the shift to 0 about as firmly as fifty decisions would move them.
FIRMNESS = 10.0
# Contrary decisions may flatten the chances, but never turn the order round.
SLOPE_LEAST = 0.05


def platt(
    told: Floats, went_well: npt.NDArray[np.bool_], *, weight: Floats, firmness: float = FIRMNESS
) -> tuple[float, float]:
    """Slope and shift under which held-out decisions are likeliest.

    Parameters
    ----------
    told : ndarray of float
        Log odds told by a model that has not seen these decisions.
    went_well : ndarray of bool
    weight : ndarray of float
    firmness : float
        Weight of the squared distance from slope 1 and shift 0.

    Returns
    -------
    slope, shift : float
        The log odds become `slope * told + shift`.

    Examples
    --------
    >>> told = np.repeat([-4.0, 4.0], 500)
    >>> well = np.tile([True, False, False, False], 125)
    >>> slope, shift = platt(told, np.r_[well, ~well], weight=np.ones(1000))
    >>> round(slope, 1), round(abs(shift), 1)
    (0.3, 0.0)
    """

    def misfit(line: Floats) -> tuple[float, Floats]:
        odds = line[0] * told + line[1]
        # log(1 + exp(odds)) without overflow, less the odds where it went well.
        loss = weight @ (np.logaddexp(0.0, odds) - odds * went_well)
        wrong = weight * (expit(odds) - went_well)
        away = line - start
        slopes = np.array([wrong @ told, wrong.sum()]) + firmness * away
        return float(loss + firmness / 2 * away @ away), slopes

    start = np.array([1.0, 0.0])
    slope, shift = minimize(misfit, start, jac=True, method="BFGS").x.tolist()
    return max(SLOPE_LEAST, slope), shift
