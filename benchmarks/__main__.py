"""`python -m benchmarks` measures all and writes docs/benchmarks.md; with names, those parts only."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import say, show
from benchmarks.parts import PARTS, measure
from benchmarks.report import report

REPORT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    names = sys.argv[1:]
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        sys.exit(f"No such part: {', '.join(unknown)}. There are {', '.join(PARTS)}.")
    outcomes = []
    for at, name in enumerate(names or PARTS, start=1):
        say(f"[{at}/{len(names or PARTS)}] {name}")
        outcomes.append(measure(name))
    for outcome in outcomes:
        show(outcome.rows)
    failed = [outcome for outcome in outcomes if outcome.failure]
    for outcome in failed:
        say(f"{outcome.part} could not be measured: {outcome.failure}")
    if not names:
        REPORT.write_text(report(outcomes), encoding="utf-8")
        say(f"Written to {REPORT}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
