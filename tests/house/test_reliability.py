"""docs/reliability.md tells of every fault that is injected, and names tests that are there."""

from __future__ import annotations

from pathlib import Path

from tests.reliability.faults import ALL
from tests.reliability.ordinary import KEPT_BY
from tests.reliability.report import NOTHING, UNTRIED


def test_the_ordinary_tests_that_are_named_are_there(project: Path) -> None:
    assert set(KEPT_BY) <= {fault.name for fault in ALL}
    for test in (test for tests in KEPT_BY.values() for test in tests):
        file, _, name = test.partition("::")
        assert f"def {name}(" in (project / file).read_text(encoding="utf-8"), test


def test_the_page_says_of_every_fault_that_nothing_came_of_it(project: Path) -> None:
    page = (project / "docs/reliability.md").read_text(encoding="utf-8")
    held = [f"{NOTHING} | {NOTHING}", f"{UNTRIED} | {NOTHING}"]
    missing = [
        one.name for one in ALL if not any(f"| {one.name} | {each} |" in page for each in held)
    ]
    assert missing == [], "run `make reliability`"
