"""A county's year under each policy, against hindsight: quality, waiting, and who fared worst.

The year is `tests.matching.year`: needs stay open for weeks, most helpers serve for months, and
there are about as many places as needs. Most helpers have one to three places, are near enough
to some needs only and free at some hours only. Nobody who does not know who will come can have
what hindsight has. The last rows say by how much: even hindsight's own price of every place
leaves much of the gap, more years of the past close little of it, and a larger county, where
chance evens out, closes more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.figures import Row, once, show
from matching import Need, Settings, Supply
from matching.hindsight import Hindsight, look_back
from matching.policies import charged
from matching.prior import expert
from matching.replay import POLICIES, Replayed, replay, run
from matching.scoring import Scored
from matching.waiting import waiting
from tests.matching.year import year

OF, SEED = 2025, 1
TARGET = 0.98
PAST_YEARS, TIMES = 5, 3
Rows = tuple[list[Need], list[Supply]]


def figures() -> list[Row]:
    """One row for each policy and rhythm, then what more knowledge would give."""
    rows = year(OF, seed=SEED)
    known = look_back(*rows, settings=Settings(), card=expert())
    return [
        *_policies(rows, known, every=1, policies=POLICIES),
        *_policies(rows, known, every=7, policies=("best", "foresee")),
        *_limits(rows, known),
    ]


def _policies(rows: Rows, known: Hindsight, *, every: int, policies: Sequence[str]) -> list[Row]:
    history = year(OF - 1, seed=SEED)
    found = []
    for policy in policies:
        timed = once(
            lambda policy=policy: replay(*rows, every=every, policy=policy, history=history)
        )
        rhythm = "every day" if every == 1 else f"every {every} days"
        name = f"{policy}, {rhythm}"
        aim = TARGET if policy == "foresee" else None
        found.append(_row(name, timed.result, rows, known, aim=aim, seconds=timed.seconds))
    return found


def _limits(rows: Rows, known: Hindsight) -> list[Row]:
    """What a better past, perfect prices or a larger county would give."""

    def told(scored: Scored, day: dt.date) -> npt.NDArray[np.bool_]:
        ids = scored.board.supplies.column("id")
        return charged(scored, day, 1, np.array([known.price[name] for name in ids]))

    perfect = run(*rows, told, every=1, settings=Settings(), card=expert())
    long = _past(range(OF - PAST_YEARS, OF), times=1)
    taught = replay(*rows, every=1, policy="foresee", history=long)
    many = year(OF, seed=SEED, times=TIMES)
    of_many = look_back(*many, settings=Settings(), card=expert())
    larger = replay(*many, every=1, policy="foresee", history=_past(range(OF - 1, OF), times=TIMES))
    return [
        _row("every place at hindsight's own price", perfect, rows, known),
        _row(f"foresee with {PAST_YEARS} years of the past", taught, rows, known),
        _row(f"foresee in a county {TIMES} times as large", larger, many, of_many),
    ]


def _past(years: range, *, times: int) -> Rows:
    every = [year(of, seed=SEED, times=times) for of in years]
    return (
        [need for needs, _ in every for need in needs],
        [supply for _, supplies in every for supply in supplies],
    )


def _row(
    name: str,
    done: Replayed,
    rows: Rows,
    known: Hindsight,
    *,
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
