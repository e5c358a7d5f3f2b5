"""The thirty needs, thirty offers and twenty jobs of the field's reference, stored like any others."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.demo.seeds import Cast
from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.matches import bridge
from app.matches.bridge import Market
from app.matches.queries.market import market
from app.needs.models import Need
from app.offers.models import JobPosting, Offer
from app.providers.models import Volunteer


@dataclass(frozen=True)
class Samples:
    """What a round would look at, by the numbers of the reference."""

    market: Market
    needs: dict[str, bridge.EngineNeed]
    supplies: dict[str, bridge.EngineSupply]
    numbers: dict[str, str]
    """Engine key → number of the reference."""

    def vectors(self) -> bridge.Vectors:
        """What their texts mean."""
        return bridge.read(sorted(set(self.market.texts())))

    def rules(self, need: str, supply: str) -> tuple[str, ...]:
        """Codes of every rule that the pair breaks."""
        pair = self.needs[need], self.supplies[supply]
        return tuple(one.rule for one in bridge.broken(*pair, on=self.market.on))


def sample_cast(today: date) -> Cast:
    """Only the samples, with the families, people and organisations they need."""
    cast = make_cast(today)
    needs = tuple(one for one in cast.needs if one.sample_no)
    offers = tuple(one for one in cast.offers if one.sample_no)
    jobs = tuple(one for one in cast.jobs if one.sample_no)
    volunteers = tuple(one for one in cast.volunteers if one.sample_no)
    children = {one.child_key for one in needs}
    return replace(
        cast,
        needs=needs,
        offers=offers,
        jobs=jobs,
        volunteers=volunteers,
        children=tuple(one for one in cast.children if one.key in children),
    )


def store_samples() -> Samples:
    cast = sample_cast(clock.today())
    load_demo(SYSTEM, cast, password_hash="unusable")
    found = market(clock.today())
    numbers = _numbers(cast)
    return Samples(
        found,
        {numbers[one.id]: one for one in found.needs if one.id in numbers},
        {numbers[one.id]: one for one in found.supplies if one.id in numbers},
        numbers,
    )


def _numbers(cast: Cast) -> dict[str, str]:
    """Rows are found again by their titles, or a volunteer's own words, which are all different."""
    with unscoped("a test finds its samples"):
        rows = {
            "n": {row.title: row.id for row in db.session.scalars(select(Need))},
            "o": {row.title: row.id for row in db.session.scalars(select(Offer))},
            "j": {row.title: row.id for row in db.session.scalars(select(JobPosting))},
            "v": {row.about: row.id for row in db.session.scalars(select(Volunteer))},
        }
    numbered = [
        *(("n", one.title, one.sample_no) for one in cast.needs),
        *(("o", one.title, one.sample_no) for one in cast.offers),
        *(("j", one.title, one.sample_no) for one in cast.jobs),
        *(("v", one.about, one.sample_no) for one in cast.volunteers),
    ]
    return {f"{kind}{rows[kind][words]}": str(number) for kind, words, number in numbered}
