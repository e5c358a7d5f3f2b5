"""What speaks for a feasible pair: one function per feature, with its unit and range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.board import Board, Floats, Ints, shared
from matching.likeness import likeness
from matching.ngrams import Ngrams
from matching.rules.times import is_shift

SURPLUS_MOST = 3
DAY_LONG_AGO = 365


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
    values : callable
        The values for pairs (`i`, `j`) of a board; NaN where not known or not applicable.
    """

    name: str
    unit: str
    better: int
    low: float
    high: float
    values: Callable[[Board, Ints, Ints], Floats]


def _category(_board: Board, i: Ints, _j: Ints) -> Floats:
    """1: the rules let no other category pass."""
    return np.ones(i.size)


def _text(board: Board, i: Ints, j: Ints) -> Floats:
    """Likeness of the two texts; NaN when either is blank or nothing is known of it."""
    embed = (board.terms.embedder or Ngrams()).embed
    needs = board.once(("need texts",), lambda: embed([need.text for need in board.needs]))
    supplies = board.once(
        ("supply texts",), lambda: embed([supply.text for supply in board.supplies])
    )
    alike = likeness(needs, supplies, i, j)
    alike[needs.blank[i] | supplies.blank[j]] = np.nan
    return alike


def _overlap(board: Board, i: Ints, j: Ints) -> Floats:
    """Share of the need's weekly times that suit the supply; NaN when either leaves them open."""
    common = board.weeks.overlap(i, j).astype(np.float64)
    wanted = board.weeks.need_minutes[i].astype(np.float64)
    is_open = board.blank_need("slots")[i] | board.blank_supply("slots")[j]
    return np.where(is_open, np.nan, common / np.maximum(wanted, 1.0))


def _season(board: Board, i: Ints, j: Ints) -> Floats:
    """Share of the service window in which the supply is there."""
    on = board.terms.on
    far = np.int64(on.max.toordinal())
    begins = np.maximum(on.toordinal(), board.need_day("start", on))[i]
    ends = board.need_day("until", on.max)[i]
    comes = np.maximum(begins, board.supply_day("start", on.min)[j])
    goes = np.minimum(ends, board.supply_day("until", on.max)[j])
    whole = np.maximum(1, ends - begins + 1).astype(np.float64)
    there = np.maximum(0, goes - comes + 1).astype(np.float64)
    # A service without end has no share; how long the supply stays is held against a year.
    endless = ends == far
    whole[endless] = DAY_LONG_AGO
    share: Floats = np.minimum(1.0, there / whole)
    return share


def _distance(board: Board, i: Ints, j: Ints) -> Floats:
    """Road kilometres; NaN when nobody travels, a place is unknown, or it is a job."""
    away = board.km(i, j)
    away[is_shift(board, j)] = np.nan
    return away


def _commute(board: Board, i: Ints, j: Ints) -> Floats:
    """Minutes to a job or course by the guardian's means of transport; NaN for the rest."""
    settings = board.terms.settings
    speed = board.per_need(
        "speed",
        lambda need: settings.speeds.get(need.transport or "", settings.speeds[settings.transport]),
    )
    away: Floats = board.km(i, j) / speed[i] * 60
    away[~is_shift(board, j)] = np.nan
    return away


def _familiar(board: Board, i: Ints, j: Ints) -> Floats:
    """1 when the supply already serves this child."""
    return board.is_listed("need", "familiar", i, j).astype(np.float64)


def _prefers(board: Board, i: Ints, j: Ints) -> Floats:
    """Share of the preferred skills that the supply has; NaN when none is preferred."""
    wanted, offered = board.bits("prefers", "skills")
    many = np.bitwise_count(wanted).sum(axis=1)[i].astype(np.float64)
    found = shared(wanted, offered, i, j)
    return np.where(many > 0, found / np.maximum(many, 1.0), np.nan)


def _surplus(board: Board, i: Ints, j: Ints) -> Floats:
    """Skills beyond those required, counted up to three."""
    required, offered = board.bits("skills", "skills")
    has = board.per_supply("skills", lambda supply: len(supply.skills))[j]
    beyond = has - shared(required, offered, i, j)
    return np.minimum(SURPLUS_MOST, beyond).astype(np.float64)


def _language(board: Board, i: Ints, j: Ints) -> Floats:
    """Share of the need's languages that the supply speaks; NaN when either is blank."""
    wanted, offered = board.bits("languages", "languages")
    many = np.bitwise_count(wanted).sum(axis=1)[i].astype(np.float64)
    found = shared(wanted, offered, i, j)
    is_open = board.blank_need("languages")[i] | board.blank_supply("languages")[j]
    return np.where(is_open, np.nan, found / np.maximum(many, 1.0))


def _reliability(board: Board, _i: Ints, j: Ints) -> Floats:
    """Share of services completed, as handed in; NaN when not known."""
    return board.of_supply("reliability")[j]


def _acceptance(board: Board, _i: Ints, j: Ints) -> Floats:
    """Share of invitations accepted, as handed in; NaN when not known."""
    return board.of_supply("acceptance")[j]


def _load(board: Board, _i: Ints, j: Ints) -> Floats:
    """Share of the supply's places already taken."""
    taken = board.per_supply("taken", lambda s: s.load / s.capacity if s.capacity else 1.0)
    return np.minimum(1.0, taken.astype(np.float64)[j])


def _waiting(board: Board, i: Ints, _j: Ints) -> Floats:
    """Days since the need was opened; NaN when that is not known."""
    on = board.terms.on.toordinal()
    opened = board.per_need(
        "waiting",
        lambda need: np.nan if need.opened_at is None else on - need.opened_at.toordinal(),
    )
    return np.maximum(0.0, opened.astype(np.float64))[i]


FEATURES: tuple[Feature, ...] = (
    Feature("category", "yes", 1, 0, 1, _category),
    Feature("text", "share", 1, 0, 1, _text),
    Feature("overlap", "share", 1, 0, 1, _overlap),
    Feature("season", "share", 1, 0, 1, _season),
    Feature("distance", "km", -1, 0, np.inf, _distance),
    Feature("commute", "min", -1, 0, np.inf, _commute),
    Feature("familiar", "yes", 1, 0, 1, _familiar),
    Feature("prefers", "share", 1, 0, 1, _prefers),
    Feature("surplus", "count", 1, 0, SURPLUS_MOST, _surplus),
    Feature("language", "share", 1, 0, 1, _language),
    Feature("reliability", "share", 1, 0, 1, _reliability),
    Feature("acceptance", "share", 1, 0, 1, _acceptance),
    Feature("load", "share", -1, 0, 1, _load),
    Feature("waiting", "days", 1, 0, np.inf, _waiting),
)
NAMES = tuple(feature.name for feature in FEATURES)


def measure(board: Board, i: Ints, j: Ints) -> Floats:
    """All features of the pairs, one column each, in the order of `FEATURES`.

    Parameters
    ----------
    board : Board
    i, j : ndarray of int
        Row numbers of needs and supplies.

    Returns
    -------
    ndarray of float, shape (pairs, features)
    """
    found = np.empty((i.size, len(FEATURES)), dtype=np.float64)
    if not i.size:
        return found
    for column, feature in enumerate(FEATURES):
        found[:, column] = feature.values(board, i, j)
    return found
