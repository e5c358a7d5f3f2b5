"""Guardians and children; every third guardian with a phone can sign in."""

from __future__ import annotations

from datetime import timedelta

from app.children.models import Child, Guardian
from app.demo.seeds import Cast
from app.demo.store.rows import Rows
from app.kernel.access import Role

ACCOUNT_EVERY = 3


def store_families(rows: Rows, cast: Cast) -> None:
    rows.add(
        {
            seed.key: Guardian(
                full_name=seed.full_name,
                id_number=seed.id_number,
                id_index=seed.id_number,
                mobile=seed.mobile,
                mobile_index=seed.mobile,
                address=seed.address,
                village_code=seed.village_code,
                town_code=seed.town_code,
            )
            for seed in cast.guardians
        }
    )
    rows.add(
        {
            seed.key: Child(
                code=f"TX-C-{number:04d}",
                full_name=seed.full_name,
                given_name=seed.given_name,
                nickname=seed.nickname,
                id_number=seed.id_number,
                id_index=seed.id_number,
                sex=seed.sex,
                born_on=seed.born_on,
                village_code=seed.village_code,
                town_code=seed.town_code,
                lat=seed.point.lat,
                lon=seed.point.lon,
                address=seed.address,
                categories=list(seed.categories),
                risk_level=seed.risk_level,
                flags=list(seed.flags),
                care_arrangement=seed.care_arrangement,
                guardian_id=rows.ids[seed.guardian_key],
                relation=seed.relation,
                registered_at=rows.moment(cast.today - timedelta(days=200 + number % 300)),
            )
            for number, seed in enumerate(cast.children, 1)
        }
    )
    reachable = [seed for seed in cast.guardians if seed.mobile is not None]
    accounts = {}
    for number, seed in enumerate(reachable[::ACCOUNT_EVERY], 1):
        account = rows.account(
            f"guardian{number}", seed.full_name, mobile=seed.mobile, mobile_index=seed.mobile
        )
        rows.appoint(account, Role.GUARDIAN, guardian_id=rows.ids[seed.key])
        accounts[f"account:{seed.key}"] = account
    rows.add(accounts)
