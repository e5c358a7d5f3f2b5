"""The command line on files of a province, beside `pandas.read_csv` of the same two files.

What pandas does is the least that anything written in Python would do first: it reads the cells and
leaves lists, times and dates as texts. The command reads them, checks every cell, finds the best
plan, proves it, and writes it down.
"""

from __future__ import annotations

import csv
import gc
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas

from benchmarks.figures import RUNS, Row, race, say, show
from benchmarks.province import ON, province
from matching import show_slots
from matching.columns.table import Table
from matching.files.cells import Reader
from matching.files.reading import read_needs, read_supplies
from matching.files.tables import NEED_COLUMNS, SUPPLY_COLUMNS

ROOT = Path(__file__).parents[1]
NEEDS, SUPPLIES = 100_000, 200_000
FEW = 3
"""Runs of the whole command, which takes as long as many of the others."""

_PANDAS = "import sys, pandas; kept = [pandas.read_csv(name) for name in sys.argv[1:]]"
_READ = (
    "import gc, sys; from pathlib import Path; gc.disable();"
    "from matching.files.reading import read_needs, read_supplies;"
    "kept = read_needs(Path(sys.argv[1])), read_supplies(Path(sys.argv[2]))"
)
# A process is said to be as large as the one that started it, so a small one starts it.
_STARTER = """
import resource, subprocess, sys, time
start = time.perf_counter()
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)
"""


@dataclass(frozen=True)
class Run:
    """What a process took: seconds on the clock, seconds of processor, MiB at its largest."""

    wall: float
    cpu: float
    peak: float


def write_files(folder: Path, needs: int, supplies: int) -> list[str]:
    """The tables of a made-up province as two files; the same bytes for the same sizes."""
    ground = province(needs, supplies)
    return [
        _write(folder / "needs.csv", NEED_COLUMNS.items(), ground.need_table),
        _write(folder / "supplies.csv", SUPPLY_COLUMNS.items(), ground.supply_table),
    ]


def _write(path: Path, columns: Iterable[tuple[str, tuple[str, Reader]]], table: Table[Any]) -> str:
    written = []
    names = []
    for name, (field, _) in columns:
        values = table.column(field)
        cells = {value: _cell(value) for value in set(values)}
        names.append(name)
        written.append([cells[value] for value in values])
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(names)
        rows.writerows(zip(*written, strict=True))
    return str(path)


def _cell(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"
    if isinstance(value, frozenset):
        return ";".join(sorted(value))
    return show_slots(value) if isinstance(value, tuple) else str(value)


def run(arguments: Sequence[str]) -> Run:
    """Run a program of Python to its end.

    Raises
    ------
    ChildProcessError
        When it fails.
    """
    told = subprocess.run(
        [sys.executable, "-c", _STARTER, sys.executable, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise ChildProcessError(f"{arguments[:3]} failed: {told.stderr[-500:]}")
    return Run(*map(float, told.stdout.split()))


def _medians(entrants: dict[str, tuple[int, list[str]]]) -> dict[str, Run]:
    """Medians of so many runs of each, taking turns, after one of each that does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in entrants}
    for number in range(1 + max(many for many, _ in entrants.values())):
        for name, (many, arguments) in entrants.items():
            if number > many:
                continue
            say(f"  {name}, run {number} of {many}")
            done = run(arguments)
            if number:
                runs[name].append(done)

    def median(of: Iterable[float]) -> float:
        return statistics.median(of)

    return {
        name: Run(
            median(one.wall for one in own),
            median(one.cpu for one in own),
            median(one.peak for one in own),
        )
        for name, own in runs.items()
    }


def figures() -> list[Row]:
    """The command, its reading alone, and pandas; as processes and within one."""
    with tempfile.TemporaryDirectory(prefix="files-") as folder:
        files = write_files(Path(folder), NEEDS, SUPPLIES)
        size = f"{NEEDS:,} × {SUPPLIES:,} rows, {sum(map(_megabytes, files)):.0f} MB"
        plan = ["-m", "matching", "round", *files, "--out", folder, "--on", ON.isoformat()]
        done = _medians(
            {
                "round": (FEW, plan),
                "read": (RUNS, ["-c", _READ, *files]),
                "pandas": (RUNS, ["-c", _PANDAS, *files]),
            }
        )
        paths = [Path(name) for name in files]
        readers: dict[str, Callable[[], Any]] = {
            "ours": lambda: (read_needs(paths[0]), read_supplies(paths[1])),
            "pandas": lambda: [pandas.read_csv(name) for name in files],
        }
        # As the command does: see its own reason.
        gc.disable()
        alone = race(readers)
        gc.enable()
    peer = "pandas.read_csv of both"
    rows = []
    for what, own, how in (
        ("the whole command", done["round"], f"; the median of {FEW} runs"),
        ("reading alone", done["read"], ""),
    ):
        for measure, ours, theirs, unit in (
            ("on the clock", own.wall, done["pandas"].wall, "s"),
            ("of processor", own.cpu, done["pandas"].cpu, "s"),
            ("at its largest", own.peak, done["pandas"].peak, "MiB"),
        ):
            rows.append(
                Row(
                    f"{what}, a process, {size}: {measure}",
                    ours,
                    unit,
                    peer,
                    theirs,
                    ours / theirs,
                    note=f"ratio: ours to theirs{how}",
                )
            )
    ours, theirs = alone["ours"].seconds, alone["pandas"].seconds
    rows.append(
        Row(f"reading within a process, {size}", ours, "s", peer, theirs, ours / theirs,
            note="ratio: ours to theirs; ours parses lists, times and dates, and checks all")
    )  # fmt: skip
    return rows


def _megabytes(name: str) -> float:
    return Path(name).stat().st_size / 1e6


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
