"""The page: a table, and a paragraph for each fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.reliability.found import Fault, Found
from tests.reliability.ordinary import KEPT_BY

REPORT = Path(__file__).parent.parent.parent / "docs/reliability.md"
NOTHING, UNTRIED = "0 / 0 / 0", "not tried"
HEAD = (
    "# What goes wrong, and what comes of it",
    "",
    "Written by `make reliability`. Each fault is injected into a throw-away site with the demo's"
    " people, in real processes, on SQLite and on PostgreSQL; afterwards the database, the mail"
    " server and the folder of files are counted. A cell is lost / doubled / refused for nothing;"
    " what a trial does not show stands with it.",
    "",
)


def page(faults: Sequence[Fault], found: Mapping[str, Mapping[str, Found]]) -> str:
    lines = [*HEAD, f"| fault | {' | '.join(found)} |", f"|---|{'---|' * len(found)}"]
    lines += [
        f"| {fault.name} | {' | '.join(_cell(each[fault.name]) for each in found.values())} |"
        for fault in faults
    ]
    lines += ["", "## How each was tried"]
    for fault in faults:
        lines += ["", f"### {fault.name}", "", *_told(fault, found)]
    return "\n".join(lines) + "\n"


def _cell(found: Found) -> str:
    if found.untried:
        return UNTRIED
    counts = f"{found.lost} / {found.doubled} / {found.refused}"
    return counts if found.held else f"**{counts}, not held**"


def _told(fault: Fault, found: Mapping[str, Mapping[str, Found]]) -> Iterator[str]:
    yield f"{fault.done} Expected: {fault.expected}"
    alike = defaultdict(list)
    for name, each in found.items():
        alike[_counted(each[fault.name])].append(name)
    for counted, names in alike.items():
        yield ""
        yield f"{' and '.join(names)}: {counted}"
    said = dict.fromkeys(line for each in found.values() for line in each[fault.name].seen)
    if said:
        yield ""
        yield "Said: " + "; ".join(said) + "."
    yield ""
    yield f"Not shown: {fault.unshown}"
    kept_by = KEPT_BY.get(fault.name, ())
    if kept_by:
        yield ""
        yield "Ordinary tests: " + "; ".join(map(_sentence, kept_by)) + "."


def _counted(found: Found) -> str:
    if found.untried:
        return f"{UNTRIED}: {found.untried}."
    wrong = f" **Not held:** {'; '.join(found.wrong)}." if found.wrong else ""
    return f"{'; '.join(dict.fromkeys(found.counted))}.{wrong}"


def _sentence(test: str) -> str:
    return test.rpartition("::test_")[2].replace("_", " ")
