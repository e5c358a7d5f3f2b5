"""`python -m benchmarks` measures everything, or only the parts named, and writes docs/benchmarks.md."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.figures import say, show
from benchmarks.parts import PARTS, keep, kept, measure
from benchmarks.report import report

REPORT = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def main() -> None:
    names = sys.argv[1:]
    unknown = sorted(set(names) - set(PARTS))
    if unknown:
        sys.exit(f"No such part: {', '.join(unknown)}. There are {', '.join(PARTS)}.")
    failed = False
    for at, name in enumerate(names or PARTS, start=1):
        say(f"[{at}/{len(names or PARTS)}] {name}")
        outcome = measure(name)
        keep(outcome)
        show(outcome.rows)
        if outcome.failure:
            failed = True
            say(f"{name} could not be measured: {outcome.failure}")
    REPORT.write_text(report([kept(name) for name in PARTS]), encoding="utf-8")
    say(f"Written to {REPORT}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
