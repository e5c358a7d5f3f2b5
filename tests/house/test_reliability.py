"""The faults of docs/reliability.md name tests that are there."""

from __future__ import annotations

from pathlib import Path

from tests.reliability import FAULTS


def test_every_fault_is_brought_about_by_tests_that_are_there(project: Path) -> None:
    for test in (test for fault in FAULTS for test in fault.tests):
        file, _, name = test.partition("::")
        assert f"def {name}(" in (project / file).read_text(encoding="utf-8"), test


def test_the_page_tells_every_fault(project: Path) -> None:
    page = (project / "docs/reliability.md").read_text(encoding="utf-8")
    assert [fault.name for fault in FAULTS if f"| {fault.name} | held | held |" not in page] == []
