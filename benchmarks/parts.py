"""The parts of a report, each measured in a process of its own and kept until measured anew."""

from __future__ import annotations

import datetime as dt
import json
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from benchmarks.figures import Row
from matching import __version__

KEPT = Path(__file__).parents[1] / ".setup" / "benchmarks"

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
    "scope": "Row scope, as models are added",
    "pages": "Pages of a county a hundred times as large",
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
    """What one part gave: its rows, or why there are none; when, and by which engine."""

    part: str
    rows: list[Row] = field(default_factory=list)
    failure: str = ""
    on: str = field(default_factory=lambda: str(dt.datetime.now(tz=dt.UTC).date()))
    engine: str = __version__


def measure(part: str) -> Outcome:
    """Measure one part in a process of its own, so that none leaves its memory to the next."""
    os.environ.update(ONE_THREAD)
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=fresh) as process:
        try:
            return Outcome(part, rows=process.submit(figures_of, part).result())
        except Exception as trouble:  # noqa: BLE001 — one part's trouble must not lose the others
            return Outcome(part, failure=f"{type(trouble).__name__}: {trouble}")


def keep(outcome: Outcome) -> None:
    """Keep an outcome, so that a report can be written without measuring the part again."""
    KEPT.mkdir(parents=True, exist_ok=True)
    # Some figures are numpy's own numbers.
    text = json.dumps(
        asdict(outcome), ensure_ascii=False, indent=1, default=lambda value: value.item()
    )
    (KEPT / f"{outcome.part}.json").write_text(text, encoding="utf-8")


def kept(part: str) -> Outcome:
    """The part's latest outcome."""
    path = KEPT / f"{part}.json"
    if not path.exists():
        return Outcome(part, failure="not measured yet")
    read = json.loads(path.read_text(encoding="utf-8"))
    return Outcome(**{**read, "rows": [Row(**row) for row in read["rows"]]})


def figures_of(part: str) -> list[Row]:
    """The rows of one part, measured here and now."""
    rows: list[Row] = import_module(f"benchmarks.{part}").figures()
    return rows
