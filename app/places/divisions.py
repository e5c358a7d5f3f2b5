"""The county's divisions as committed with the project: codes, names, points."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.places.datum import Point

DIVISIONS_FILE = Path(__file__).parent / "data" / "divisions.csv"


class DivisionKind(StrEnum):
    """What a division is; the last two are where children live."""

    COUNTY = "county"
    STREET = "street"
    TOWN = "town"
    VILLAGE = "village"
    COMMUNITY = "community"


TOWN_KINDS = frozenset({DivisionKind.STREET, DivisionKind.TOWN})
VILLAGE_KINDS = frozenset({DivisionKind.VILLAGE, DivisionKind.COMMUNITY})


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One line of the committed file."""

    code: str
    official_name: str
    short_name: str
    kind: DivisionKind
    parent_code: str
    point: Point
    source: str
    is_approximate: bool

    @property
    def is_town(self) -> bool:
        return self.kind in TOWN_KINDS

    @property
    def is_village(self) -> bool:
        return self.kind in VILLAGE_KINDS


@cache
def read_divisions(path: Path = DIVISIONS_FILE) -> tuple[DivisionRow, ...]:
    """Every division in the order of its code, the county first."""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_division(line) for line in csv.DictReader(lines))


def _division(line: dict[str, str]) -> DivisionRow:
    return DivisionRow(
        code=line["code"],
        official_name=line["official_name"],
        short_name=line["short_name"],
        kind=DivisionKind(line["kind"]),
        parent_code=line["parent_code"],
        point=Point(float(line["lat"]), float(line["lon"])),
        source=line["source"],
        is_approximate={"true": True, "false": False}[line["is_approximate"]],
    )
