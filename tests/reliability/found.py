"""What a fault did: counted, never asserted. Anything lost, doubled, refused or unseen is a fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field

from tests.reliability.site import Site


@dataclass(slots=True)
class Found:
    """The counts of one fault on one database; `seen` is what stood where somebody looks."""

    lost: int = 0
    doubled: int = 0
    refused: int = 0
    unseen: int = 0
    counted: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    broke: str | None = None
    untried: str | None = None
    """Why there is nothing to try on this database."""

    @property
    def held(self) -> bool:
        return not (self.lost or self.doubled or self.refused or self.unseen or self.broke)

    def all_there(self, what: str, wanted: Collection[Hashable], there: Iterable[Hashable]) -> None:
        """Each of the wanted is there once: what is missing is lost, what is more is doubled."""
        times = Counter(there)
        lost = [one for one in wanted if not times[one]]
        more = sum(times.values()) - sum(1 for one in wanted if times[one])
        self.lost += len(lost)
        self.doubled += more
        self.counted.append(f"{len(wanted) - len(lost)} of {len(wanted)} {what}")
        if lost or more:
            self.wrong.append(f"{what}: {len(lost)} lost {lost[:3]}, {more} too many")

    def as_many(self, what: str, wanted: int, there: int) -> None:
        """So many and no other number."""
        self.lost += max(0, wanted - there)
        self.doubled += max(0, there - wanted)
        self.counted.append(f"{there or 'no'} {what}")
        if there != wanted:
            self.wrong.append(f"{what}: {there} instead of {wanted}")

    def answered(self, what: str, well: float, asked: int) -> None:
        """So many of those who asked were answered as on any other day."""
        well = int(well)
        self.refused += asked - well
        self.counted.append(f"{well} of {asked} {what}")
        if well != asked:
            self.wrong.append(f"{what}: {asked - well} refused for nothing")

    def sees(self, where: str, sentence: str, page: str) -> None:
        """Whether a sentence stands on what somebody looks at."""
        if sentence in page:
            self.seen.append(f"{where}: “{sentence}”")
            return
        self.unseen += 1
        self.wrong.append(f"{where} does not say “{sentence}”")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong: how it is brought about, what is expected, what stays unshown."""

    name: str
    done: str
    expected: str
    unshown: str
    inject: Callable[[Site, Found], None]
