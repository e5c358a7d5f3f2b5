"""What would have to change for an unmatched need to be matched; tried, not guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from matching.assign import Choice, Edges, solve
from matching.assign.weights import tiers
from matching.columns.board import Board, Ints
from matching.pairs.listed import broken, same_category
from matching.pairs.scoring import Scored, priorities, score_all, wanted_places
from matching.plan import Change
from matching.rules import CAPACITY, RULES, Rule
from matching.score.scorecard import Scorecard

# How many candidate changes are tried for each one that is wanted.
TRIES = 4
# Edges gone through in all tries together. A county never comes near it; in a province the
# most urgent and longest waiting needs are looked into until it is used up.
WORK = 30_000_000

Tried = tuple[int, int, Change]


@dataclass(frozen=True)
class Trial:
    """A change on paper.

    Parameters
    ----------
    supplies : ndarray of int
        Supplies that fit the need after a change of the need itself.
    edges : callable
        All edges as they would be.
    """

    supplies: Ints
    edges: Callable[[], Edges]


Progress = Callable[[int, int], None]


def ways_out(
    scored: Scored, choice: Choice, card: Scorecard, rows: Ints, *, tell: Progress
) -> dict[int, tuple[Change, ...]]:
    """The cheapest single changes after which each need has one more place filled.

    Every change is applied on paper and the whole assignment solved again, so a change
    that would only help somebody else is not offered.

    Parameters
    ----------
    scored : Scored
    choice : Choice
        The best choice as things are.
    card : Scorecard
    rows : ndarray of int
        Needs with places left open; where they are too many, those that come first by
        priority and waiting are looked into.
    tell : callable
        Called with how many needs are done, and of how many.

    Returns
    -------
    dict of need row to tuple of Change
    """
    board, wanted = scored.board, scored.board.terms.settings.changes
    if not wanted or not rows.size:
        return {}
    rows = _first(board, rows, WORK // (TRIES * wanted * max(1, scored.score.size)))
    candidates = _candidates(scored, choice, rows)
    filled = np.bincount(scored.edges.need[choice.chosen], minlength=len(board.needs))
    used = np.bincount(scored.edges.supply[choice.chosen], minlength=len(board.supplies))
    idle = used < scored.edges.capacity
    found: dict[int, list[Change]] = {row: [] for row in rows.tolist()}
    done: set[int] = set()
    # Mostly the cheapest ones work; only where they do not are dearer ones tried.
    for first, last in ((0, wanted), (wanted, TRIES * wanted)):
        still = [row for row, ways in found.items() if len(ways) < wanted]
        tried = [one for row in still for one in candidates[row][first:last]]
        for (row, _, change), tried_out in zip(tried, _spliced(scored, card, tried), strict=True):
            done.add(row)
            tell(len(done), rows.size)
            if len(found[row]) >= wanted:
                continue
            if filled[row] == 0 and idle[tried_out.supplies].any():
                # Nothing else changes and nobody has to make room, so the plan can only gain.
                found[row].append(change)
                continue
            if _filled(tried_out.edges(), row) > filled[row]:
                found[row].append(change)
    tell(rows.size, rows.size)
    return {row: tuple(ways) for row, ways in found.items()}


def _filled(edges: Edges, row: int) -> int:
    """Places of a need that are filled in the best choice among these edges."""
    return int(np.count_nonzero(edges.need[solve(edges).chosen] == row))


def _first(board: Board, rows: Ints, most: int) -> Ints:
    """The rows to look into when there is work for only `most` of them."""
    if rows.size <= most:
        return rows
    opened = board.need.days("opened_at", board.terms.on)
    first = np.lexsort((rows, opened[rows], -priorities(board)[rows]))
    return np.sort(rows[first[: max(1, most)]])


def _candidates(scored: Scored, choice: Choice, rows: Ints) -> dict[int, list[Tried]]:
    """Pairs that one change would make possible, cheapest change first."""
    board = scored.board
    width = len(board.supplies)
    matched = set((scored.edges.need * width + scored.edges.supply)[choice.chosen].tolist())
    found: dict[int, list[tuple[float, str, Tried]]] = {row: [] for row in rows.tolist()}
    for i, j in same_category(board, rows):
        fails = broken(board, i, j)
        few = np.flatnonzero(fails.sum(axis=0) <= 1)
        for at in few.tolist():
            need_row, supply_row = int(i[at]), int(j[at])
            if need_row * width + supply_row in matched:
                continue
            # A pair that breaks no rule and is not matched lacks a place.
            rule = RULES[int(fails[:, at].argmax())] if fails[:, at].any() else CAPACITY
            change = _change(board, rule, need_row, supply_row)
            if change is not None:
                one = (need_row, supply_row, change)
                found[need_row].append((change.cost, change.supply_id, one))
    return {row: [one for _, _, one in sorted(ways)] for row, ways in found.items()}


def _change(board: Board, rule: Rule, need_row: int, supply_row: int) -> Change | None:
    need, supply = board.needs[need_row], board.supplies[supply_row]
    lift = rule.lift(need, supply, board.terms)
    if lift is None:
        return None
    detail = rule.detail(need, supply, board.terms)
    return Change(rule.code, supply.id, detail, lift.side, lift.fields, lift.cost)


def _spliced(scored: Scored, card: Scorecard, tried: list[Tried]) -> list[Trial]:
    """For each change, the edges as they would be; all what-if rows are scored in one go."""
    board = scored.board
    after = [change.apply(board.needs[i], board.supplies[j]) for i, j, change in tried]
    by_need = [at for at, (_, _, change) in enumerate(tried) if change.side == "need"]
    by_supply = [at for at, (_, _, change) in enumerate(tried) if change.side == "supply"]
    needs = score_all(board.beside(needs=[after[at][0] for at in by_need]), card)
    supplies = score_all(board.beside(supplies=[after[at][1] for at in by_supply]), card)
    found: dict[int, Trial] = {}
    for place, at in enumerate(by_need):
        fits = needs.edges.supply[needs.edges.need == place]
        found[at] = Trial(fits, _later(_with_need, scored, tried[at][0], needs.edges, place))
    nobody = np.zeros(0, dtype=np.int64)
    for place, at in enumerate(by_supply):
        later = _later(_with_supply, scored, tried[at][1], supplies.edges, place)
        found[at] = Trial(nobody, later)
    return [found[at] for at in range(len(tried))]


def _later(
    splice: Callable[[Scored, int, Edges, int], Edges],
    scored: Scored,
    row: int,
    variants: Edges,
    place: int,
) -> Callable[[], Edges]:
    return lambda: splice(scored, row, variants, place)


def _with_need(scored: Scored, row: int, variants: Edges, place: int) -> Edges:
    """The edges with need `row` replaced by the variant at `place`."""
    kept, new = scored.edges.need != row, variants.need == place
    return _join(scored, kept, np.full(int(new.sum()), row), variants.supply[new], variants, new)


def _with_supply(scored: Scored, row: int, variants: Edges, place: int) -> Edges:
    """The edges with supply `row` replaced by the variant at `place`."""
    kept, new = scored.edges.supply != row, variants.supply == place
    capacity = scored.edges.capacity.copy()
    capacity[row] = variants.capacity[place]
    joined = _join(scored, kept, variants.need[new], np.full(int(new.sum()), row), variants, new)
    return replace(joined, capacity=capacity)


def _join(
    scored: Scored, kept: Ints, need: Ints, supply: Ints, variants: Edges, new: Ints
) -> Edges:
    board, edges = scored.board, scored.edges
    needs = _concat(edges.need[kept], need)
    wanted = wanted_places(board)
    places = np.where(np.bincount(needs, minlength=wanted.size) > 0, wanted, 0)
    return Edges(
        needs,
        _concat(edges.supply[kept], supply),
        _concat(edges.weight[kept], variants.weight[new]),
        tiers(priorities(board), places),
        places,
        edges.capacity,
    )


def _concat(*parts: Iterable[int]) -> Ints:
    return np.concatenate([np.asarray(part, dtype=np.int64) for part in parts])
