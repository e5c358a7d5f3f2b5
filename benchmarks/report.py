"""docs/benchmarks.md: the machine, every target, what was measured and why some are missed."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.figures import Row, table
from benchmarks.parts import PARTS, Outcome
from benchmarks.reasons import why

PACKAGES = (
    "numpy",
    "scipy",
    "numba",
    "scikit-learn",
    "ortools",
    "lightgbm",
    "pandas",
    "geopy",
    "dask",
)


def report(outcomes: Sequence[Outcome]) -> str:
    """The page, from the outcomes of all parts."""
    asked = [row for outcome in outcomes for row in outcome.rows if row.is_met is not None]
    missed = [row for row in asked if not row.is_met]
    failed = [outcome.part for outcome in outcomes if outcome.failure]
    parts = [
        f"# Benchmarks\n\n{_head(len(asked), len(missed), failed)}\n",
        *(_section(outcome) for outcome in outcomes),
    ]
    if missed:
        parts.insert(1, f"## Missed, and why\n\n{_reasons(missed)}")
    return "\n".join(parts)


def _reasons(missed: Sequence[Row]) -> str:
    """Each reason once, with the rows it explains."""
    by_reason: dict[str, list[str]] = {}
    for row in missed:
        by_reason.setdefault(why(row.name), []).append(row.name)
    lines = []
    for reason, names in by_reason.items():
        lines += [f"* {reason}:\n", *(f"    * {name}\n" for name in dict.fromkeys(names))]
    return "".join(lines)


def _head(asked: int, missed: int, failed: Sequence[str]) -> str:
    without = f" Not measured: {', '.join(failed)}." if failed else ""
    return (
        f"Written by `make bench`: {asked - missed} of {asked} targets met.{without}\n\n"
        f"{_machine()}\n\n"
        "Times are processor seconds of one thread, the median of five runs taken in turn with the "
        "peer's, after one run that does not count; where a peer takes minutes, the note says how it "
        "was sampled or that it ran once. A ratio beside `≥` is the peer's time over ours; beside `≤` "
        "ours over the other. Peers are given what helps them: building features is never counted "
        "against a model, nor drawing up edges against a solver.\n"
    )


def _machine() -> str:
    """The machine in general terms."""
    names = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Machine: {os.cpu_count()} cores, {_processor()}, {gigabytes:.0f} GiB of memory, "
        f"{platform.system()}; Python {platform.python_version()}, {names}."
    )


def _processor() -> str:
    cpuinfo = Path("/proc/cpuinfo")
    if not cpuinfo.exists():
        return platform.processor() or platform.machine()
    lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    models = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(models, platform.machine())


def _section(outcome: Outcome) -> str:
    how = f"`python -m benchmarks {outcome.part}`, on {outcome.on}, engine {outcome.engine}"
    body = f"Could not be measured: {outcome.failure}\n" if outcome.failure else ""
    return f"## {PARTS[outcome.part]}\n\n{how}\n\n{body or table(outcome.rows)}"
