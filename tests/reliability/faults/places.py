"""Many approvals for one supply at the same moment, with places for all and with too few."""

from __future__ import annotations

from functools import partial

from sqlalchemy import MetaData, Table, select, update

from tests.reliability.books import Books, at_once, is_approved
from tests.reliability.found import Fault, Found
from tests.reliability.site import Site

AT_ONCE, ROOMY, SCARCE = 47, 60, 20
OFFICERS = 8
OWN = {"id", "code", "child_id", "guardian_id", "village_code", "town_code", "raised_by", "version"}
"""What a need keeps when it is made to wish for the same as another."""


def many_at_once(site: Site, found: Found) -> None:
    site.web()
    books = Books(site)
    offer, first, second = _lay_out(site)
    _give(site, offer, ROOMY)
    done, refused = _approve(site, first)
    found.answered(f"approvals at once for {ROOMY} places", done, AT_ONCE)
    books.count_approvals(found, first)
    _give(site, offer, SCARCE)
    done, refused = _approve(site, second)
    found.answered(f"approvals that {SCARCE} places allow", min(done, SCARCE), SCARCE)
    found.as_many(f"approvals at once for {SCARCE} places", SCARCE, done)
    capacity, load = site.rows("SELECT capacity, load FROM offer WHERE id = :id", id=offer)[0]
    found.as_many(f"places taken of the offer's {capacity}", capacity, load)
    found.sees("who comes too late", "No place is left", refused)


def _lay_out(site: Site) -> tuple[int, list[int], list[int]]:
    """One offer of goods, proposed for twice 47 needs that all wish for the same."""
    tables = MetaData()
    tables.reflect(site.engine, only=("need", "match"))
    needs, matches = tables.tables["need"], tables.tables["match"]
    with site.engine.begin() as connection:
        best = (
            select(matches)
            .where(matches.c.state == "proposed", matches.c.offer_id.is_not(None))
            .join(needs, needs.c.id == matches.c.need_id)
            .where(needs.c.category == "living_support", needs.c.direct_contact.is_(False))
        )
        pattern = connection.execute(best.order_by(matches.c.id).limit(1)).mappings().one()
        wish = connection.execute(select(needs).where(needs.c.id == pattern["need_id"]))
        same = {name: value for name, value in wish.mappings().one().items() if name not in OWN}
        others = _others(site, needs, pattern["need_id"])
        connection.execute(update(matches).where(
            matches.c.need_id.in_(others), matches.c.state == "proposed"
        ).values(state="overtaken"))  # fmt: skip
        keys = []
        for number, need_id in enumerate(others):
            connection.execute(update(needs).where(needs.c.id == need_id).values(**same))
            row = connection.execute(select(needs).where(needs.c.id == need_id)).mappings().one()
            own = {name: row[name] for name in ("guardian_id", "village_code", "town_code")}
            made = {**pattern, **own, "need_id": need_id, "code": f"M-AT-ONCE-{number}"}
            made["id"] = connection.execute(
                matches.insert().values(**_without_id(made)).returning(matches.c.id)
            ).scalar_one()
            keys.append(made["id"])
    return pattern["offer_id"], keys[:AT_ONCE], keys[AT_ONCE:]


def _others(site: Site, needs: Table, pattern: int) -> list[int]:
    """Open needs of different children that nobody is on the way to."""
    busy = "SELECT need_id FROM match WHERE state IN ('approved', 'invited', 'accepted')"
    wanted = (
        f"SELECT id FROM {needs.name} WHERE state = 'open' AND filled = 0 AND child_id IS NOT NULL"
        f" AND id <> :pattern AND id NOT IN ({busy}) ORDER BY id LIMIT {2 * AT_ONCE}"
    )
    return site.keys(wanted, pattern=pattern)


def _without_id(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != "id"}


def _give(site: Site, offer: int, places: int) -> None:
    site.write("UPDATE offer SET capacity = load + :more WHERE id = :id", more=places, id=offer)


def _approve(site: Site, keys: list[int]) -> tuple[int, str]:
    """All at once; how many were approved, and what a refused officer read."""
    officers = [site.somebody("civil_affairs", number) for number in range(OFFICERS)]
    presses = []
    for number, key in enumerate(keys):
        path, officer = f"/matches/{key}/approve", officers[number % OFFICERS]
        presses.append(partial(officer.press, path, officer.form(path, of=f"/matches/{key}")))
    answers = at_once(presses, hands=AT_ONCE)
    late = [key for key, answer in zip(keys, answers, strict=True) if not is_approved(answer, key)]
    page = officers[0].get(f"/matches/{late[0]}").words if late else ""
    return len(keys) - len(late), page


FAULTS = (
    Fault(
        name="47 approvals at once for one helper",
        done="An offer is proposed for 94 needs that wish for the same. 47 approvals are sent at"
        " one moment while it has 60 free places, and 47 more while it has 20.",
        expected="47, and then exactly 20.",
        unshown="How long the last of them waited: two web processes work on sixteen at a time.",
        inject=many_at_once,
    ),
)
