"""A measurement as a row, how it is taken, and how it is shown."""

from __future__ import annotations

import gc
import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

RUNS = 5


@dataclass(frozen=True)
class Row:
    """One thing measured, beside a peer in the same run.

    Parameters
    ----------
    name : str
        What was done, with its size.
    ours : float
        In `unit`.
    unit : str
        "s", "ms", "us" are seconds of the process, the median of five runs, unless the note says
        otherwise; "" is a plain number.
    peer : str
        Whose figure stands beside ours; empty when there is nobody.
    theirs : float, optional
        In the same unit.
    ratio : float, optional
        What is held against the target.
    target : str
        In words; empty where none was set.
    is_met : bool, optional
        None where no target was set.
    note : str
        How it was taken where that is not plain.
    """

    name: str
    ours: float
    unit: str
    peer: str = ""
    theirs: float | None = None
    ratio: float | None = None
    target: str = ""
    is_met: bool | None = None
    note: str = ""


def faster(
    name: str,
    ours: float,
    unit: str,
    *,
    than: str,
    theirs: float,
    least: float | None = None,
    note: str = "",
) -> Row:
    """How many times the peer's cost ours is; met from `least` on."""
    ratio = theirs / ours
    target = "" if least is None else f"≥ {number(least)}×"
    met = None if least is None else ratio >= least
    return Row(name, ours, unit, than, theirs, ratio, target, met, note)


def within(
    name: str,
    ours: float,
    unit: str,
    *,
    of: str,
    theirs: float,
    most: float,
    note: str = "",
) -> Row:
    """Our cost as a share of another; met up to `most`."""
    ratio = ours / theirs
    target = f"≤ {number(most)}×"
    return Row(name, ours, unit, of, theirs, ratio, target, ratio <= most, note)


def at_most(name: str, ours: float, unit: str, *, most: float, note: str = "") -> Row:
    """A figure with a bound of its own, in its own unit."""
    target = f"≤ {number(most)} {unit}".rstrip()
    return Row(name, ours, unit, target=target, is_met=ours <= most, note=note)


def at_least(name: str, ours: float, unit: str, *, least: float, note: str = "") -> Row:
    """A figure that has to reach a bound of its own, in its own unit."""
    target = f"≥ {number(least)} {unit}".rstrip()
    return Row(name, ours, unit, target=target, is_met=ours >= least, note=note)


def unavailable(name: str, *, target: str, note: str = "", peer: str = "") -> Row:
    """A target that cannot be measured here: not met, and the note or `benchmarks.reasons` says why."""
    return Row(name, math.nan, "", peer, target=target, is_met=False, note=note)


@dataclass(frozen=True)
class Timed:
    """Seconds of the process, the median of the runs, and what the last run gave back."""

    seconds: float
    result: Any


def race(entrants: Mapping[str, Callable[[], Any]], *, runs: int = RUNS) -> dict[str, Timed]:
    """Run all in turn, `runs` times over, after one run of each that does not count.

    The first run compiles and fills caches. Taking turns spreads whatever else the machine does
    over all of them alike.
    """
    last = {name: act() for name, act in entrants.items()}
    times: dict[str, list[float]] = {name: [] for name in entrants}
    for _ in range(runs):
        for name, act in entrants.items():
            timed = once(act)
            times[name].append(timed.seconds)
            last[name] = timed.result
    return {name: Timed(statistics.median(times[name]), last[name]) for name in entrants}


def once(act: Callable[[], Any]) -> Timed:
    """A single run, for peers that take minutes."""
    gc.collect()
    start = time.process_time()
    result = act()
    return Timed(time.process_time() - start, result)


def number(value: float) -> str:
    """Three digits that mean something: 0.0123, 4.56, 789, 12,300."""
    if math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    if abs(value) >= 999.5:
        digits = 10 ** max(0, len(str(int(abs(value)))) - 3)
        return f"{round(value / digits) * digits:,}"
    if abs(value) < 1e-3:
        return f"{value:.2g}"
    return f"{value:.3g}"


def verdict(row: Row) -> str:
    """Met, missed, or nothing asked."""
    return {True: "met", False: "**missed**", None: "–"}[row.is_met]


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown."""
    lines = [
        "| measured | ours | peer | theirs | ratio | target | |",
        "|---|---:|---|---:|---:|---|---|",
    ]
    for row in rows:
        theirs = "" if row.theirs is None else f"{number(row.theirs)} {row.unit}".rstrip()
        ratio = "" if row.ratio is None else f"{number(row.ratio)}×"
        name = f"{row.name}<br>*{row.note}*" if row.note else row.name
        ours = f"{number(row.ours)} {row.unit}".rstrip()
        cells = (name, ours, row.peer, theirs, ratio, row.target, verdict(row))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def say(words: str) -> None:
    """One line of progress, on the side of the results."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def show(rows: Iterable[Row]) -> None:
    """The table on standard output, for a part that is run alone."""
    sys.stdout.write(table(rows))
