"""Given: the smallest world a test needs, written straight into the database.

Every function returns plain ids or an `Actor`; whatever is not named has a harmless default.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from flask.testing import FlaskClient

from app.children.models import Child, Guardian
from app.kernel import clock
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.needs import notices
from app.needs.gate import Rung
from app.needs.models import LISTED, Need, NeedState
from app.offers.models import JobPosting, Offer, OfferState
from app.people.models import Account, Appointment
from app.providers.models import (
    Organization,
    ProviderState,
    Qualification,
    QualificationState,
    Volunteer,
)

VILLAGE = "330483100203"
OTHER_VILLAGE = "330483107201"
GUARDIAN = "沈阿婆"
"""Every guardian's name, before a number: words that no page uses of its own."""
POINT = {"lat": 30.745, "lon": 120.485}
TUESDAY_AFTERNOON = [[1, 960, 1080]]

_numbers = count(1)


@contextmanager
def world() -> Iterator[None]:
    """Write what is given, whoever the test acts as, and commit it."""
    with unscoped("a test lays out its world"):
        yield
    db.session.commit()


def _add(row: Any) -> int:
    with world():
        db.session.add(row)
        db.session.flush()
        return int(row.id)  # read before the commit: afterwards it would open a new transaction


def actor(role: Role, *, place: str | None = None, name: str | None = None, **hat: Any) -> Actor:
    """A person with one hat; directors and supervisors stand in `VILLAGE` unless told otherwise."""
    number = next(_numbers)
    if place is None:
        place = {
            Role.CHILD_DIRECTOR: VILLAGE,
            Role.CHILD_SUPERVISOR: VILLAGE[:9],
            Role.CIVIL_AFFAIRS: VILLAGE[:6],
        }.get(role)
    account = Account(
        name=name or f"{role.value}{number}",
        display_name=f"{role.value} {number}",
        password_hash="unusable",
        email=f"{role.value}{number}@example.org",
        stamp="s" * 32,
        created_at=clock.now(),
    )
    account_id = _add(account)
    _add(
        Appointment(account_id=account_id, role=role, place=place, from_on=date(2020, 1, 1), **hat)
    )
    return Actor(
        role=role,
        account_id=account_id,
        display_name=f"{role.value} {number}",
        place=place,
        **hat,
    )


def guardian(*, village: str = VILLAGE, mobile: str | None = "14200000001") -> int:
    return _add(
        Guardian(
            full_name=f"{GUARDIAN}{next(_numbers)}",
            mobile=mobile,
            mobile_index=mobile,
            village_code=village,
            town_code=village[:9],
        )
    )


def child(*, village: str = VILLAGE, guardian_id: int | None = None, **fields: Any) -> int:
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"TX-C-{number:04d}",
        "full_name": "周小禾",
        "given_name": "小禾",
        "sex": "female",
        "born_on": date(2016, 9, 1),
        "categories": ["left_behind"],
        "risk_level": "low",
        "care_arrangement": "grandparents",
        "relation": "grandparent",
        "registered_at": clock.now(),
        **POINT,
        **fields,
    }
    return _add(
        Child(
            village_code=village,
            town_code=village[:9],
            guardian_id=guardian_id or guardian(village=village),
            **values,
        )
    )


def need(
    *,
    child_id: int | None = None,
    raised_by: int | None = None,
    rung: Rung = Rung.TOWN_NARROW,
    **fields: Any,
) -> int:
    """An open tutoring need in `VILLAGE`, raised by its director; told as finely as `rung` says."""
    number = next(_numbers)
    with unscoped("a test lays out its world"):
        row = db.session.get_one(Child, child_id or child())
        place = {"village_code": row.village_code, "town_code": row.town_code}
        family = {"child_id": row.id, "guardian_id": row.guardian_id}
    db.session.rollback()
    values: dict[str, Any] = {
        "code": f"X2026-{number:05d}",
        **place,
        **family,
        **POINT,
        "category": "tutoring",
        "aid_form": "service",
        "title": "小学三年级数学、语文作业辅导",
        "summary": "乌镇镇，9—11岁，隔代照护，每周需两次课后作业辅导。",
        "note": "爷爷奶奶不识字，作业没人看。",
        "meeting_place": "民合村儿童之家",
        "modes": ["child_home_center"],
        "slots": [[1, 990, 1050]],
        "per_week": 1,
        "minutes": 60,
        "weeks": 12,
        "state": NeedState.OPEN,
        "created_at": clock.now() - timedelta(days=12),
        "submitted_at": clock.now() - timedelta(days=12),
        "endorsed_at": clock.now() - timedelta(days=11),
        "opened_at": clock.now() - timedelta(days=10),
        **fields,
    }
    need_id = _add(Need(raised_by=raised_by or actor(Role.CHILD_DIRECTOR).account_id, **values))
    if values["state"] in LISTED:
        with world():
            told = db.session.get_one(Need, need_id)
            notices.tell(notices.Told(told, 9, None), rung)
    return need_id


def volunteer(*, name: str = "周老师", held: tuple[str, ...] = (), **fields: Any) -> Actor:
    """An active, vetted volunteer who can tutor on Tuesday afternoons."""
    number = next(_numbers)
    values: dict[str, Any] = {
        "code": f"V26-{number:06d}",
        "full_name": name,
        "mobile": "14200000002",
        "sex": "female",
        "birth_year": 1960,
        "town_code": VILLAGE[:9],
        **POINT,
        "radius_km": 8.0,
        "modes": ["child_home_center", "home"],
        "categories": ["tutoring"],
        "slots": TUESDAY_AFTERNOON,
        "capacity": 2,
        "pledge_signed_at": clock.now() - timedelta(days=100),
        "record_check_until": clock.today() + timedelta(days=300),
        "state": ProviderState.ACTIVE,
        "applied_at": clock.now() - timedelta(days=100),
        **fields,
    }
    key = _add(Volunteer(**values))
    _qualify(held, volunteer_id=key)
    who = actor(Role.VOLUNTEER, volunteer_id=key)
    return Actor(
        role=who.role,
        account_id=who.account_id,
        display_name=name,
        volunteer_id=key,
        is_vetted=True,
    )


def organization(*, held: tuple[str, ...] = (), **fields: Any) -> int:
    number = next(_numbers)
    values: dict[str, Any] = {
        "name": f"桐光社会工作服务中心{number}（示例）",
        "kind": "social_org",
        "uscc": f"5133048300000{number:05d}",
        "town_code": VILLAGE[:9],
        **POINT,
        "contact_name": "徐某",
        "contact_mobile": "14200000003",
        "state": ProviderState.ACTIVE,
        "applied_at": clock.now(),
        "record_check_until": clock.today() + timedelta(days=300),
        **fields,
    }
    key = _add(Organization(**values))
    _qualify(held, organization_id=key)
    return key


def _qualify(held: tuple[str, ...], **holder: int) -> None:
    for kind in held:
        _add(Qualification(kind=kind, state=QualificationState.CONFIRMED, **holder))


def member(organization_id: int, *, role: Role = Role.ORGANIZATION_MEMBER) -> Actor:
    """A person of this organisation."""
    return actor(role, organization_id=organization_id)


def offer(*, organization_id: int | None = None, **fields: Any) -> int:
    number = next(_numbers)
    organization_id = organization_id or organization()
    values: dict[str, Any] = {
        "code": f"O2026-{number:05d}",
        "title": "课后一对一学业辅导",
        "category": "tutoring",
        "unit": "child",
        "capacity": 10,
        "modes": ["child_home_center"],
        "direct_contact": True,
        "state": OfferState.PUBLISHED,
        "created_at": clock.now(),
        "published_at": clock.now(),
        **fields,
    }
    poster = member(organization_id).account_id
    return _add(Offer(organization_id=organization_id, posted_by=poster, **values))


def job(*, organization_id: int | None = None, **fields: Any) -> int:
    number = next(_numbers)
    organization_id = organization_id or organization(kind="enterprise")
    values: dict[str, Any] = {
        "code": f"J2026-{number:05d}",
        "title": "缝边工（坐姿）",
        "kind": "job",
        "town_code": VILLAGE[:9],
        **POINT,
        "capacity": 3,
        "modes": ["workplace"],
        "slots": [[day, 480, 1020] for day in range(5)],
        "shift": "day",
        "pay": "计件4000—6000元/月",
        "state": OfferState.PUBLISHED,
        "created_at": clock.now(),
        "published_at": clock.now(),
        **fields,
    }
    poster = member(organization_id, role=Role.EMPLOYER).account_id
    return _add(JobPosting(organization_id=organization_id, posted_by=poster, **values))


def sign_in(client: FlaskClient, who: Actor) -> FlaskClient:
    """Come in by the demo site's one-click door."""
    answer = client.post(f"/demo/sign-in/{who.account_id}")
    if answer.status_code != 303:
        raise AssertionError(f"could not sign in: {answer.status}")
    return client


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
