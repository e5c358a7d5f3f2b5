"""The whole cast of the demo, made from one day and one seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from app.demo.children import FULL_VILLAGES, make_family
from app.demo.identifiers import IdNumbers
from app.demo.jobs_near_home import make_jobs
from app.demo.needs import long_note, make_needs
from app.demo.offers import make_offers
from app.demo.organizations import make_employers, make_members, make_organizations
from app.demo.seeds import Cast, ChildSeed
from app.demo.staff import make_staff
from app.demo.towns import village_named
from app.demo.volunteers import expiring_tomorrow, make_volunteers

SEED = 2024


def make_cast(today: date, seed: int = SEED) -> Cast:
    """Everybody, everything; the same day and seed give the same cast to the last letter."""

    def chance(part: str) -> Random:
        # Each part draws from its own stream, so that a change in one leaves the others alone.
        return Random(f"{seed} {part}")

    ids = IdNumbers()
    family = make_family(today, chance("family"), ids)
    staff = make_staff(family.children, chance("staff"))
    organizations = make_organizations(today, chance("organizations"))
    employers = make_employers(today, chance("employers"))
    volunteers = make_volunteers(today, chance("volunteers"), ids)
    offers = make_offers(organizations, today, chance("offers"))
    needs = make_needs(family.children, staff, offers, today=today, rng=chance("needs"))
    # The last need of all carries a director's longest note.
    needs = (*needs[:-1], replace(needs[-1], note=long_note()))
    return Cast(
        today=today,
        guardians=family.guardians,
        children=family.children,
        staff=staff,
        organizations=organizations,
        employers=employers,
        members=make_members(organizations, employers, chance("members")),
        volunteers=volunteers,
        needs=needs,
        offers=offers,
        jobs=make_jobs(employers, today, chance("jobs")),
        edge_cases={
            **_family_edges(family.children, family.known),
            **_village_edges(),
            "record_check_expires_tomorrow": expiring_tomorrow(volunteers, today).key,
            "need_open_for_60_days": "N20",
            "need_with_long_note": needs[-1].key,
        },
    )


def _family_edges(children: tuple[ChildSeed, ...], known: dict[str, str]) -> dict[str, str]:
    edges = {name: key for name, key in known.items() if not name.startswith("N")}
    siblings = next(child for child in children if child.sample_no == "N19")
    return {
        **edges,
        "turns_18_in_5_months": known["N17"],
        "siblings_share_this_guardian": siblings.guardian_key,
    }


def _village_edges() -> dict[str, str]:
    return {
        f"village_of_{count}": village_named(town, name).code for town, name, count in FULL_VILLAGES
    }
