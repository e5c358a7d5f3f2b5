"""The plain values the demo is made of, in the words of the field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.places.datum import Point


class Slot(NamedTuple):
    """A stretch of one weekday: 0 is Monday; minutes of the day, the end not included."""

    weekday: int
    start: int
    end: int


class Frequency(NamedTuple):
    """Meetings in a week that has any, minutes of each, and how many such weeks.

    All empty where nobody meets, as with goods.
    """

    per_week: int | None = None
    minutes: int | None = None
    weeks: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardianSeed:
    """Who answers for one child or for siblings. Some have no phone."""

    key: str
    full_name: str
    sex: str
    born_on: date
    id_number: str
    mobile: str | None
    village_code: str
    town_code: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildSeed:
    """A child in scope. `categories` has the primary one first."""

    key: str
    guardian_key: str
    full_name: str
    given_name: str
    nickname: str
    sex: str
    born_on: date
    id_number: str
    village_code: str
    town_code: str
    address: str
    point: Point
    categories: tuple[str, ...]
    risk_level: str
    flags: tuple[str, ...]
    care_arrangement: str
    relation: str
    household_type: str
    sample_no: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffSeed:
    """Somebody who signs in for a place: director, supervisor, officer, auditor, administrator."""

    key: str
    role: str
    full_name: str
    sex: str
    mobile: str
    email: str
    place_code: str | None
    is_deputy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationSeed:
    """A charity, social organisation, employer or other body, with what was checked about it."""

    key: str
    name: str
    kind: str
    uscc: str
    town_code: str
    point: Point
    about: str
    contact_name: str
    contact_mobile: str
    qualifications: tuple[str, ...]
    record_check_until: date | None
    completed: int
    ended_early: int
    invited: int
    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberSeed:
    """Somebody who signs in for an organisation or an employer."""

    key: str
    organization_key: str
    full_name: str
    sex: str
    mobile: str
    email: str
    is_employer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class VolunteerSeed:
    """A volunteer's profile. `areas` narrows it to towns; empty means the radius alone decides.

    `state` is one of active, vetting, lapsed, new, suspended.
    """

    key: str
    sample_no: str | None
    full_name: str
    sex: str
    born_on: date
    id_number: str
    mobile: str
    email: str
    town_code: str
    point: Point
    radius_km: float
    areas: tuple[str, ...]
    modes: tuple[str, ...]
    categories: tuple[str, ...]
    qualifications: tuple[str, ...]
    slots: tuple[Slot, ...]
    languages: tuple[str, ...]
    serves_sex: str | None
    age_low: int | None
    age_high: int | None
    capacity: int
    load: int
    title: str
    about: str
    occupation: str
    state: str
    record_check_until: date | None
    applied_on: date
    completed: int
    ended_early: int
    invited: int
    accepted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedSeed:
    """What one child, a group or a guardian needs.

    Empty `slots` leave the hour open. `designated` names
    the only offers that may serve it; None means anyone.
    """

    key: str
    sample_no: str | None
    child_key: str
    guardian_key: str
    director_key: str
    village_code: str
    town_code: str
    point: Point
    category: str
    aid_form: str
    title: str
    summary: str
    note: str
    meeting_place: str
    expected_result: str
    consent: str
    age_low: int
    age_high: int
    group_size: int
    qualifications: tuple[str, ...]
    modes: tuple[str, ...]
    slots: tuple[Slot, ...]
    frequency: Frequency
    starts_on: date
    ends_on: date | None
    helper_sex: str | None
    languages: tuple[str, ...]
    items: tuple[str, ...]
    max_km: float | None
    direct_contact: bool
    urgency: str
    visibility: str
    designated: tuple[str, ...] | None
    openings: int
    state: str
    state_reason: str | None
    raised_on: date
    opened_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferSeed:
    """A service or goods of an organisation. Empty `areas` serve the whole county."""

    key: str
    sample_no: str | None
    organization_key: str
    category: str
    title: str
    description: str
    is_goods: bool
    capacity: int
    load: int
    unit: str
    areas: tuple[str, ...]
    modes: tuple[str, ...]
    qualifications: tuple[str, ...]
    slots: tuple[Slot, ...]
    starts_on: date
    ends_on: date | None
    languages: tuple[str, ...]
    items: tuple[str, ...]
    serves_sex: str | None
    helper_sex: str | None
    age_low: int | None
    age_high: int | None
    direct_contact: bool
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeed:
    """A friendly job near home, or a course that leads to one."""

    key: str
    sample_no: str | None
    organization_key: str
    kind: str
    title: str
    description: str
    capacity: int
    load: int
    town_code: str
    point: Point
    modes: tuple[str, ...]
    slots: tuple[Slot, ...]
    shift: str
    pay: str
    pay_low: int | None
    pay_high: int | None
    guarantees: tuple[str, ...]
    requirements: tuple[str, ...]
    training_days: int
    kindnesses: tuple[str, ...]
    starts_on: date
    ends_on: date | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody and everything of the demo. `edge_cases` names the seeds worth looking at."""

    today: date
    guardians: tuple[GuardianSeed, ...]
    children: tuple[ChildSeed, ...]
    staff: tuple[StaffSeed, ...]
    organizations: tuple[OrganizationSeed, ...]
    employers: tuple[OrganizationSeed, ...]
    members: tuple[MemberSeed, ...]
    volunteers: tuple[VolunteerSeed, ...]
    needs: tuple[NeedSeed, ...]
    offers: tuple[OfferSeed, ...]
    jobs: tuple[JobSeed, ...]
    edge_cases: Mapping[str, str]
