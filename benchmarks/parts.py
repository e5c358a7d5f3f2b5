"""The parts of a report, each measured in a process of its own."""

from __future__ import annotations

import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from importlib import import_module

from benchmarks.figures import Row

PARTS = {
    "candidates": "Candidates: every feasible pair",
    "scoring": "Scoring: the scorecard against its model",
    "assignment": "Assignment: the exact plan against solvers",
    "whole": "A whole round of a province",
    "arrivals": "One arrival",
    "explanations": "Explanations",
    "order": "The same rows in another order",
    "shards": "Rounds on several workers",
    "text": "Text",
    "files": "The command line on large files",
    "year": "A year of arrivals",
    "county": "The demo county, with its database",
}
"""Modules of this package and their headings, in the order of the report."""

# One thread: ratios of one core to one core, whatever the machine has.
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Outcome:
    """What one part gave: its rows, or why there are none."""

    part: str
    rows: list[Row] = field(default_factory=list)
    failure: str = ""


def measure(part: str) -> Outcome:
    """Measure one part in a process of its own, so that none leaves its memory to the next."""
    os.environ.update(ONE_THREAD)
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as process:
        try:
            return Outcome(part, rows=process.submit(figures_of, part).result())
        except Exception as trouble:  # noqa: BLE001 — one part's trouble must not lose the others
            return Outcome(part, failure=f"{type(trouble).__name__}: {trouble}")


def figures_of(part: str) -> list[Row]:
    """The rows of one part, measured here and now."""
    rows: list[Row] = import_module(f"benchmarks.{part}").figures()
    return rows
