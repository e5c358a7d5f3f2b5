"""Those who sign in for a place or an organisation."""

from __future__ import annotations

from collections import Counter

from app.demo.seeds import Cast, StaffSeed
from app.demo.store.rows import Rows
from app.kernel.access import Role

NAMES = {
    Role.CHILD_DIRECTOR: "director",
    Role.CHILD_SUPERVISOR: "supervisor",
    Role.CIVIL_AFFAIRS: "officer",
    Role.AUDITOR: "auditor",
    Role.SYSTEM_ADMINISTRATOR: "administrator",
}


def store_staff(rows: Rows, cast: Cast) -> None:
    accounts = {}
    counts: dict[Role, int] = {}
    for seed in _busiest_first(cast):
        role = Role(seed.role)
        counts[role] = counts.get(role, 0) + 1
        account = rows.account(
            f"{NAMES[role]}{counts[role]}",
            seed.full_name,
            email=seed.email,
            mobile=seed.mobile,
            mobile_index=seed.mobile,
        )
        rows.appoint(account, role, place=seed.place_code)
        accounts[seed.key] = account
    rows.add(accounts)


def _busiest_first(cast: Cast) -> list[StaffSeed]:
    """Who has raised most comes first: the doors of a demo lead to somebody with work to do."""
    raised = Counter(need.director_key for need in cast.needs)
    in_town = Counter(need.town_code for need in cast.needs)
    return sorted(cast.staff, key=lambda seed: (-raised[seed.key], -in_town[seed.place_code or ""]))


def store_members(rows: Rows, cast: Cast) -> None:
    accounts = {}
    counts: dict[Role, int] = {}
    for seed in cast.members:
        role = Role.EMPLOYER if seed.is_employer else Role.ORGANIZATION_MEMBER
        counts[role] = counts.get(role, 0) + 1
        name = "employer" if seed.is_employer else "member"
        account = rows.account(
            f"{name}{counts[role]}",
            seed.full_name,
            email=seed.email,
            mobile=seed.mobile,
            mobile_index=seed.mobile,
        )
        rows.appoint(account, role, organization_id=rows.ids[seed.organization_key])
        accounts[seed.key] = account
    rows.add(accounts)
    for seed in cast.members:
        rows.ids[f"poster:{seed.organization_key}"] = rows.ids[seed.key]
