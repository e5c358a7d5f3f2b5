"""A county's year under each policy, against hindsight: quality, waiting, and who fared worst.

The year is `tests.matching.year`: needs stay open for weeks, helpers come and go, most are near
enough to some needs only and free at some hours only. In an ordinary year there are about three
places to a need; in a lean one, one. Nobody who does not know who will come can have what
hindsight has. The last rows say by how much in a lean year: even hindsight's own price of every
place leaves much of the gap, more years of the past close little of it, and a larger county,
where chance evens out, closes more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.figures import Row, once, show
from matching import Need, Settings, Supply
from matching.pairs.scoring import Scored
from matching.replay import POLICIES, Replayed, replay, run
from matching.replay.hindsight import Hindsight, look_back
from matching.replay.policies import charged
from matching.replay.waiting import waiting
from matching.score.prior import expert
from tests.matching.year import year

OF, SEED, OTHER_SEEDS = 2025, 1, (2, 3)
TARGET = 0.98
PAST_YEARS, TIMES = 5, 3
Rows = tuple[list[Need], list[Supply]]


def figures() -> list[Row]:
    """One row for each policy and rhythm, ordinary and lean, then what more knowledge would give."""
    ordinary, lean = year(OF, seed=SEED), year(OF, seed=SEED, lean=True)
    found = [
        *_policies(ordinary, "", POLICIES, history=year(OF - 1, seed=SEED)),
        *_policies(ordinary, "", ("best", "foresee"), history=year(OF - 1, seed=SEED), every=7),
    ]
    for seed in OTHER_SEEDS:
        rows, history = year(OF, seed=seed), year(OF - 1, seed=seed)
        found += _policies(rows, f", another county ({seed})", ("best", "foresee"), history=history)
    history = year(OF - 1, seed=SEED, lean=True)
    return [
        *found,
        *_policies(lean, ", lean year", POLICIES, history=history),
        *_limits(lean, _hindsight(lean)),
    ]


def _hindsight(rows: Rows) -> Hindsight:
    return look_back(*rows, settings=Settings(), card=expert())


def _policies(
    rows: Rows, where: str, policies: Sequence[str], *, history: Rows, every: int = 1
) -> list[Row]:
    known, found = _hindsight(rows), []
    for policy in policies:
        timed = once(
            lambda policy=policy: replay(*rows, every=every, policy=policy, history=history)
        )
        rhythm = "every day" if every == 1 else f"every {every} days"
        aim = TARGET if policy == "foresee" and not where and every == 1 else None
        found.append(
            _row(f"{policy}, {rhythm}{where}", timed.result, rows, known, aim, timed.seconds)
        )
    return found


def _limits(rows: Rows, known: Hindsight) -> list[Row]:
    """What a better past, perfect prices or a larger county would give in a lean year."""

    def told(scored: Scored, day: dt.date) -> npt.NDArray[np.bool_]:
        ids = scored.board.supplies.column("id")
        return charged(scored, day, 1, np.array([known.price[name] for name in ids]))

    perfect = run(*rows, told, every=1, settings=Settings(), card=expert())
    long = _past(range(OF - PAST_YEARS, OF), times=1)
    taught = replay(*rows, every=1, policy="foresee", history=long)
    many = year(OF, seed=SEED, times=TIMES, lean=True)
    larger = replay(*many, every=1, policy="foresee", history=_past(range(OF - 1, OF), times=TIMES))
    return [
        _row("every place at hindsight's own price, lean year", perfect, rows, known),
        _row(f"foresee with {PAST_YEARS} lean years of the past", taught, rows, known),
        _row(
            f"foresee in a county {TIMES} times as large, lean year",
            larger,
            many,
            _hindsight(many),
        ),
    ]


def _past(years: range, *, times: int) -> Rows:
    every = [year(of, seed=SEED, times=times, lean=True) for of in years]
    return (
        [need for needs, _ in every for need in needs],
        [supply for _, supplies in every for supply in supplies],
    )


def _row(
    name: str,
    done: Replayed,
    rows: Rows,
    known: Hindsight,
    aim: float | None = None,
    seconds: float | None = None,
) -> Row:
    share = done.quality / known.total
    told = waiting(done, rows[0])
    note = _note(told) if seconds is None else f"{_note(told)}; replayed in {seconds:.1f} s"
    return Row(
        name,
        done.quality / 1e6,
        "points",
        "hindsight",
        known.total / 1e6,
        share,
        "" if aim is None else f"≥ {aim:.0%} of hindsight",
        None if aim is None else share >= aim,
        note,
    )


def _note(told: dict[str, Any]) -> str:
    towns, risks = told["groups"]["town"], told["groups"]["risk"]
    worst = min(towns, key=lambda town: towns[town]["match_rate"])
    critical = risks["critical"]
    return (
        f"waits {told['mean_days']:.1f} days, 95 of 100 within {told['p95_days']:.0f}, "
        f"{told['share_28_days']:.1%} 28 days or more; slowest {told['slowest_category']} "
        f"({told['slowest_mean_days']:.1f}); {told['needs_left']} needs left; "
        f"worst town {worst} {towns[worst]['match_rate']:.0%}; "
        f"highest risk {critical['match_rate']:.0%}, {critical['mean_days']:.1f} days"
    )


def main() -> None:
    """Print the table."""
    show(figures())


if __name__ == "__main__":
    main()
