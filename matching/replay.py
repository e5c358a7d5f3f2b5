"""Replays dated arrivals under a policy: what is matched when, who waits, who is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from matching.assign import Choice, Edges, solve
from matching.board import Board, Terms
from matching.plan import Match
from matching.prior import expert
from matching.scorecard import Scorecard
from matching.scoring import Scored, score_all
from matching.settings import Settings
from matching.telling import tell
from matching.text import Embedder
from matching.types import Need, Supply
from matching.weights import MICRO, TIE_BITS

POLICIES = ("best", "first_come", "hold_back", "priced")
FROM_HISTORY = ("hold_back", "priced")
# Needs of the past that are imagined to come: as many as came in so many days.
AHEAD_DAYS = 28
# From then on a real need goes before any imagined one, and no price keeps a helper from it.
PATIENCE_DAYS = 14

Chooser = Callable[[Scored, dt.date], npt.NDArray[np.bool_]]


@dataclass(frozen=True)
class Waited:
    """A match and how long its need waited for it.

    Parameters
    ----------
    match : Match
    matched_at : date
    waited_days : int, optional
        None where the need does not say when it was opened.
    """

    match: Match
    matched_at: dt.date
    waited_days: int | None


@dataclass(frozen=True)
class Replayed:
    """What a policy made of the arrivals.

    Parameters
    ----------
    matches : tuple of Waited
        By day, then by need.
    left : tuple of str
        Ids of needs with places never filled.
    total : int
        Sum of scores in millionths of a point.
    rounds : int
    """

    matches: tuple[Waited, ...]
    left: tuple[str, ...]
    total: int
    rounds: int


def replay(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    *,
    every: int,
    policy: str = "best",
    settings: Settings | None = None,
    scorecard: Scorecard | None = None,
    embedder: Embedder | None = None,
    history: tuple[Sequence[Need], Sequence[Supply]] | None = None,
    random_state: int = 0,
) -> Replayed:
    """Run rounds every so many days over needs and supplies as they open and close.

    Parameters
    ----------
    needs, supplies : iterable
        With `opened_at` and `closes_at`; a row without `opened_at` is there from the start.
    every : int
        Days from one round to the next.
    policy : str
        "best": the best plan of each round. "first_come": longest waiting first, each taking
        the best supply left. "hold_back": the best plan when needs drawn from the past also
        come. "priced": the best plan after each supply has been charged what it was worth,
        by category, to the needs of the past.
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.
    history : tuple of needs and supplies, optional
        The past, for the last two policies.
    random_state : int
        Seed for needs drawn from the past.

    Returns
    -------
    Replayed

    Examples
    --------
    >>> day = dt.date(2026, 3, 1)
    >>> need = Need("n1", "a", opened_at=day)
    >>> helper = Supply("s1", "goods", categories={"a"}, opened_at=day + dt.timedelta(3))
    >>> [(one.matched_at.day, one.waited_days) for one in replay([need], [helper], every=2).matches]
    [(5, 4)]
    """
    if policy not in POLICIES:
        raise ValueError(f"policy must be one of {', '.join(POLICIES)}, not {policy!r}")
    if every < 1:
        raise ValueError(f"every must be at least 1 day, not {every}")
    if policy in FROM_HISTORY and history is None:
        raise ValueError(f"the policy {policy} needs a history")
    settings, card = settings or Settings(), scorecard or expert()
    waiting = {row.id: row for row in sorted(needs, key=lambda row: row.id)}
    helpers = {row.id: row for row in sorted(supplies, key=lambda row: row.id)}
    days = _days([*waiting.values(), *helpers.values()], every)
    past = None if history is None else _Past(history, settings, card, embedder, random_state)
    found: list[Waited] = []
    for day in days:
        real = [row for row in waiting.values() if _is_there(row, day)]
        there = [row for row in helpers.values() if _is_there(row, day) and row.free]
        if not real or not there:
            continue
        imagined = past.imagine(day) if past is not None and policy == "hold_back" else []
        urgent = _patience_over(real, day) if imagined else real
        board = Board([*urgent, *imagined], there, Terms(day, settings, embedder))
        scored = score_all(board, card)
        chosen = _choose(scored, policy, past, day)
        chosen &= scored.found.i < len(real)
        i, j = scored.found.i[chosen], scored.found.j[chosen]
        for match in tell(board, i, j, scored.values[chosen], card):
            need, helper = waiting[match.need_id], helpers[match.supply_id]
            opened = need.opened_at
            found.append(Waited(match, day, None if opened is None else (day - opened).days))
            helpers[helper.id] = replace(helper, load=helper.load + 1)
            if need.places == 1:
                del waiting[need.id]
                continue
            waiting[need.id] = replace(
                need, places=need.places - 1, excluded=need.excluded | {helper.id}
            )
    return Replayed(
        matches=tuple(found),
        left=tuple(waiting),
        total=sum(round(one.match.score * MICRO) for one in found),
        rounds=len(days),
    )


class _Past:
    """What earlier needs and supplies teach about those to come."""

    def __init__(
        self,
        history: tuple[Sequence[Need], Sequence[Supply]],
        settings: Settings,
        card: Scorecard,
        embedder: Embedder | None,
        seed: int,
    ) -> None:
        self._needs = sorted(history[0], key=lambda row: row.id)
        self._draw = np.random.default_rng(seed)
        opened = [row.opened_at for row in self._needs if row.opened_at is not None]
        span = (max(opened) - min(opened)).days + 1 if opened else 1
        self._coming = round(len(self._needs) * AHEAD_DAYS / span)
        last = max(opened, default=None)
        self.price = _prices(self._needs, history[1], last, settings, card, embedder)

    def imagine(self, day: dt.date) -> list[Need]:
        """Needs drawn from the past, as if they came today."""
        if not self._needs:
            return []
        drawn = self._draw.integers(0, len(self._needs), self._coming)
        return [
            replace(
                self._needs[row],
                id=f"imagined {number}",
                opened_at=day,
                closes_at=None,
                start=None,
                until=None,
                designated=None,
                priority=0,
            )
            for number, row in enumerate(drawn.tolist())
        ]


def _prices(
    needs: Sequence[Need],
    supplies: Sequence[Supply],
    on: dt.date | None,
    settings: Settings,
    card: Scorecard,
    embedder: Embedder | None,
) -> dict[frozenset[str], float]:
    """Points a place was worth at the end of the past, by the categories a supply serves."""
    if on is None:
        return {}
    dateless = [
        replace(row, opened_at=None, closes_at=None, start=None, until=None) for row in needs
    ]
    helpers = [
        replace(row, opened_at=None, closes_at=None, start=None, until=None) for row in supplies
    ]
    scored = score_all(Board(dateless, helpers, Terms(on, settings, embedder)), card)
    price = solve(replace(scored.edges, tier=0 * scored.edges.tier)).supply_price[:, 1]
    worth: dict[frozenset[str], list[float]] = {}
    for row, lane in zip(helpers, price.tolist(), strict=True):
        worth.setdefault(row.categories, []).append((lane >> TIE_BITS) / MICRO)
    return {categories: sum(points) / len(points) for categories, points in worth.items()}


def _choose(scored: Scored, policy: str, past: _Past | None, day: dt.date) -> npt.NDArray[np.bool_]:
    if policy == "first_come":
        return _first_come(scored, day)
    if policy == "priced" and past is not None:
        return _charged(scored, past, day)
    choice: Choice = solve(scored.edges)
    return choice.chosen


def _first_come(scored: Scored, day: dt.date) -> npt.NDArray[np.bool_]:
    """Longest waiting first, each taking the best supply with a place left."""
    edges = scored.edges
    opened = scored.board.need.days("opened_at", day)[edges.need]
    places, free = edges.places.copy(), edges.capacity.copy()
    chosen = np.zeros(edges.need.size, dtype=np.bool_)
    for at in np.lexsort((-edges.weight, edges.need, opened)).tolist():
        i, j = edges.need[at], edges.supply[at]
        if places[i] and free[j]:
            places[i] -= 1
            free[j] -= 1
            chosen[at] = True
    return chosen


def _charged(scored: Scored, past: _Past, day: dt.date) -> npt.NDArray[np.bool_]:
    """The best choice when patient needs must be worth more to a supply than the past was."""
    edges, board = scored.edges, scored.board
    price = np.array([past.price.get(row.categories, 0.0) for row in board.supplies])
    opened = board.need.days("opened_at", day)
    patient = (day.toordinal() - opened < PATIENCE_DAYS) & (edges.tier == 0)
    charge = np.rint(price * MICRO).astype(np.int64)[edges.supply] << TIE_BITS
    worth = edges.weight - np.where(patient[edges.need], charge, 0)
    kept = np.flatnonzero(worth > 0)
    choice = solve(
        Edges(
            edges.need[kept],
            edges.supply[kept],
            worth[kept],
            edges.tier,
            edges.places,
            edges.capacity,
        )
    )
    chosen = np.zeros(edges.need.size, dtype=np.bool_)
    chosen[kept] = choice.chosen
    return chosen


def _patience_over(needs: Sequence[Need], day: dt.date) -> list[Need]:
    """Needs that have waited long enough stand in a tier above everything imagined."""
    return [
        replace(row, priority=max(1, row.priority))
        if row.opened_at is not None and (day - row.opened_at).days >= PATIENCE_DAYS
        else row
        for row in needs
    ]


def _is_there(row: Need | Supply, day: dt.date) -> bool:
    return (row.opened_at or day) <= day <= (row.closes_at or day)


def _days(rows: Sequence[Need | Supply], every: int) -> list[dt.date]:
    known = [day for row in rows for day in (row.opened_at, row.closes_at) if day is not None]
    if not known:
        return []
    first, last = min(known), max(known)
    many = -(-(last - first).days // every) + 1
    return [first + dt.timedelta(days=every * number) for number in range(many)]
