"""What speaks for a feasible pair: the list of features, each with its unit and range.

`matching.kernels.measuring` measures them, in this order (`matching.kernels.layout.Measure`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from matching.kernels.layout import SURPLUS_MOST


@dataclass(frozen=True)
class Feature:
    """One measured thing about a pair.

    Parameters
    ----------
    name : str
    unit : str
        "km", "min", "share" (0 to 1), "count", "days", "yes" (0 or 1).
    better : int
        1 when more can never lower a score, -1 when less can never lower it.
    low, high : float
        Range of the value; `high` may be infinite.
    about : str
        What is measured, and when it is not known (NaN).
    """

    name: str
    unit: str
    better: int
    low: float
    high: float
    about: str


FEATURES: tuple[Feature, ...] = (
    Feature("category", "yes", 1, 0, 1, "Always 1: the rules let no other category pass."),
    Feature("text", "share", 1, 0, 1, "Likeness of the texts; NaN: one of them says nothing."),
    Feature(
        "overlap", "share", 1, 0, 1,
        "Share of the need's weekly times that suit the supply; NaN: either leaves them open.",
    ),
    Feature(
        "season", "share", 1, 0, 1,
        "Share of the service's days on which the supply is there; of a year if it has no end.",
    ),
    Feature(
        "distance", "km", -1, 0, np.inf,
        "Road kilometres; NaN: nobody travels, a place is unknown, or it is a job or course.",
    ),
    Feature(
        "commute", "min", -1, 0, np.inf,
        "Minutes to a job or course by the guardian's means of transport; NaN for the rest.",
    ),
    Feature("familiar", "yes", 1, 0, 1, "1 when the supply already serves this child."),
    Feature(
        "prefers", "share", 1, 0, 1,
        "Share of the preferred skills that the supply has; NaN: none is preferred.",
    ),
    Feature("surplus", "count", 1, 0, SURPLUS_MOST, "Skills beyond those required, up to three."),
    Feature(
        "language", "share", 1, 0, 1,
        "Share of the need's languages that the supply speaks; NaN: either names none.",
    ),
    Feature("reliability", "share", 1, 0, 1, "Share of services completed; NaN: not known."),
    Feature("acceptance", "share", 1, 0, 1, "Share of invitations accepted; NaN: not known."),
    Feature("load", "share", -1, 0, 1, "Share of the supply's places already taken."),
    Feature("waiting", "days", 1, 0, np.inf, "Days since the need was opened; NaN: not known."),
)  # fmt: skip
NAMES = tuple(feature.name for feature in FEATURES)
