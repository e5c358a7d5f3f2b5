"""Replays dated arrivals under a policy: what is matched when, who waits, who is left."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from matching.columns.board import Board, Terms
from matching.kernels.weighing import MICRO
from matching.pairs.scoring import score_all
from matching.plan import Match, Progress
from matching.replay.past import Past
from matching.replay.policies import FROM_HISTORY, POLICIES, Chooser, chooser
from matching.score.prior import expert
from matching.score.scorecard import Scorecard
from matching.settings import Settings
from matching.tell.matched import Matches
from matching.tell.telling import told
from matching.text import Embedder
from matching.types import Need, Supply

__all__ = ["FROM_HISTORY", "POLICIES", "Replayed", "Waited", "days_of", "is_there", "replay", "run"]


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

    @property
    def quality(self) -> int:
        """The total without points for waiting, which delay itself would earn."""
        return self.total - sum(
            round(part.points * MICRO)
            for one in self.matches
            for part in one.match.parts
            if part.feature == "waiting"
        )


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
    progress: Progress | None = None,
) -> Replayed:
    """Run rounds every so many days over needs and supplies as they open and close.

    Parameters
    ----------
    needs, supplies : iterable
        With `opened_at` and `closes_at`; a row without `opened_at` is there from the start.
    every : int
        Days from one round to the next.
    policy : str
        "best": the best plan of each round. "greedy": the best pair first. "first_come":
        longest waiting first, each taking the best supply left. With a history: "hold_back":
        the best plan together with those who come in one future drawn from the past.
        "priced": the best plan after each supply has been charged what its categories were
        worth in the past. "foresee": the same with what its place, hours, skills and days are
        worth in several futures. Urgent, long waiting and soon closing needs are never held back.
    settings : Settings, optional
    scorecard : Scorecard, optional
    embedder : Embedder, optional
        Character n-grams when left out.
    history : tuple of needs and supplies, optional
        The past, best a whole year of it.
    random_state : int
        Seed for the futures drawn from the past.
    progress : callable, optional
        Called as `progress("replay", done, total)` with the rounds held so far.

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
    if every < 1:
        raise ValueError(f"every must be at least 1 day, not {every}")
    settings, card = settings or Settings(), scorecard or expert()
    past = None
    if policy in FROM_HISTORY and history is not None:
        past = Past(
            *history, settings=settings, card=card, embedder=embedder, random_state=random_state
        )
    choose = chooser(policy, every=every, past=past)
    return run(
        needs,
        supplies,
        choose,
        every=every,
        settings=settings,
        card=card,
        embedder=embedder,
        progress=progress,
    )


def run(
    needs: Iterable[Need],
    supplies: Iterable[Supply],
    choose: Chooser,
    *,
    every: int,
    settings: Settings,
    card: Scorecard,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Replayed:
    """Replay under any way of choosing among the pairs of a day.

    Parameters
    ----------
    needs, supplies : iterable
    choose : callable
        From a scored round and its day to the pairs that are matched, as `matching.replay.policies`
        has them.
    every : int
    settings : Settings
    card : Scorecard
    embedder : Embedder, optional
    progress : callable, optional

    Returns
    -------
    Replayed
    """
    waiting = {row.id: row for row in sorted(needs, key=lambda row: row.id)}
    helpers = {row.id: row for row in sorted(supplies, key=lambda row: row.id)}
    days = days_of([*waiting.values(), *helpers.values()], every)
    found: list[Waited] = []
    for held, day in enumerate(days):
        if progress:
            progress("replay", held, len(days))
        here = [row for row in waiting.values() if is_there(row, day)]
        there = [row for row in helpers.values() if is_there(row, day) and row.free]
        if not here or not there:
            continue
        board = Board(here, there, Terms(day, settings, embedder))
        scored = score_all(board, card)
        chosen = choose(scored, day)
        i, j = scored.found.i[chosen], scored.found.j[chosen]
        for match in Matches.alone(told(board, i, j, card)):
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
    if progress:
        progress("replay", len(days), len(days))
    return Replayed(
        matches=tuple(found),
        left=tuple(waiting),
        total=sum(round(one.match.score * MICRO) for one in found),
        rounds=len(days),
    )


def is_there(row: Need | Supply, day: dt.date) -> bool:
    """Whether the row is open on this day."""
    return (row.opened_at or day) <= day <= (row.closes_at or day)


def days_of(rows: Sequence[Need | Supply], every: int) -> list[dt.date]:
    """Days of the rounds: from the first day known until nothing opens or closes any more."""
    known = [day for row in rows for day in (row.opened_at, row.closes_at) if day is not None]
    if not known:
        return []
    first, last = min(known), max(known)
    many = -(-(last - first).days // every) + 1
    return [first + dt.timedelta(days=every * number) for number in range(many)]
