"""Staff, organisations, volunteers and jobs: how many, where, and fit to serve."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from app.demo.seeds import Cast, Slot
from app.demo.texts import samples
from app.demo.towns import by_code, towns
from app.places.distance import km_between

KINDS = {
    "charity_org", "social_org", "volunteer_team", "medical", "psych_org", "law_firm", "school",
    "library", "enterprise", "partner_dept",
}  # fmt: skip
QUALIFICATIONS = {
    "psych_counselor", "social_worker", "rehab_therapist", "speech_therapist", "teacher_cert",
    "physician", "nurse", "lawyer", "family_education_instructor", "first_aid_or_swim_rescue",
    "electrician_certified", "driver",
}  # fmt: skip
MODES = {
    "home", "child_home_center", "school", "outing", "online", "goods_drop", "workplace",
}  # fmt: skip


def in_the_week(slots: tuple[Slot, ...]) -> bool:
    return all(0 <= s.weekday <= 6 and 0 <= s.start < s.end <= 1440 for s in slots)


def test_the_county_is_staffed(cast: Cast) -> None:
    assert Counter(person.role for person in cast.staff) == {
        "child_director": 236, "child_supervisor": 22, "civil_affairs": 8, "auditor": 2,
        "system_administrator": 1,
    }  # fmt: skip
    assert len({person.key for person in cast.staff}) == 269


def test_every_village_has_a_director_and_the_fullest_have_two(cast: Cast) -> None:
    posts = Counter(p.place_code for p in cast.staff if p.role == "child_director")
    villages = {code for code, division in by_code().items() if division.is_village}
    assert set(posts) == villages
    assert max(posts.values()) == 2
    for count in (30, 31, 41):
        assert posts[cast.edge_cases[f"village_of_{count}"]] == 2


def test_every_town_has_a_supervisor_and_a_deputy(cast: Cast) -> None:
    posts = [(p.place_code, p.is_deputy) for p in cast.staff if p.role == "child_supervisor"]
    assert sorted(posts) == sorted((town.code, d) for town in towns() for d in (False, True))


def test_sixty_organisations_begin_with_those_of_the_samples(cast: Cast) -> None:
    assert len(cast.organizations) == 60
    assert {organization.kind for organization in cast.organizations} == KINDS
    providers = [
        row["provider"].replace("(示例)", "（示例）")
        for row in samples("offers")
        if row["provider_type"] != "individual"
    ]
    assert [organization.name for organization in cast.organizations[:24]] == providers


def test_every_body_has_somebody_who_signs_in(cast: Cast) -> None:
    bodies = {body.key for body in (*cast.organizations, *cast.employers)}
    assert {member.organization_key for member in cast.members} == bodies
    assert len({member.email for member in cast.members}) == len(cast.members)
    for member in cast.members:
        assert member.is_employer == member.organization_key.startswith("EMP")


def test_420_volunteers_are_in_the_states_people_are_in(cast: Cast) -> None:
    states = Counter(volunteer.state for volunteer in cast.volunteers)
    assert states == {"active": 300, "vetting": 60, "new": 25, "lapsed": 25, "suspended": 10}


def test_the_active_are_checked_and_the_lapsed_no_longer(cast: Cast) -> None:
    for volunteer in cast.volunteers:
        until = volunteer.record_check_until
        if volunteer.state == "active":
            assert until is not None
            assert until > cast.today
        if volunteer.state == "lapsed":
            assert until is not None
            assert until < cast.today
        if volunteer.state in ("new", "vetting"):
            assert until is None


def test_one_volunteers_check_ends_tomorrow(cast: Cast) -> None:
    key = cast.edge_cases["record_check_expires_tomorrow"]
    volunteer = next(v for v in cast.volunteers if v.key == key)
    assert volunteer.state == "active"
    assert volunteer.record_check_until == cast.today + timedelta(days=1)


def test_a_volunteers_profile_holds_together(cast: Cast) -> None:
    for volunteer in cast.volunteers:
        assert 0 <= volunteer.load <= volunteer.capacity
        assert volunteer.categories
        assert volunteer.modes
        assert volunteer.slots
        assert set(volunteer.modes) <= MODES
        assert set(volunteer.qualifications) <= QUALIFICATIONS
        assert in_the_week(volunteer.slots)
        assert cast.today.year - volunteer.born_on.year >= 18
        assert volunteer.completed + volunteer.ended_early <= volunteer.accepted
        assert volunteer.accepted <= volunteer.invited
        assert km_between(volunteer.point, by_code()[volunteer.town_code].point) < 3.6


def test_rare_callings_are_rare(cast: Cast) -> None:
    held = Counter(
        qualification
        for volunteer in cast.volunteers
        if volunteer.state == "active"
        for qualification in volunteer.qualifications
    )
    for rare in ("psych_counselor", "rehab_therapist", "speech_therapist"):
        assert held[rare] < 10 < held["teacher_cert"]


def test_offers_are_what_their_organisation_is_qualified_for(cast: Cast) -> None:
    organizations = {organization.key: organization for organization in cast.organizations}
    for offer in cast.offers:
        assert set(offer.qualifications) <= set(
            organizations[offer.organization_key].qualifications
        )
        assert 0 <= offer.load < offer.capacity
        assert in_the_week(offer.slots)
        assert set(offer.modes) <= MODES
        assert offer.is_goods == (offer.modes == ("goods_drop",))
    assert {offer.organization_key for offer in cast.offers} == set(organizations)


def test_every_category_has_an_offer_or_a_job(cast: Cast) -> None:
    assert {offer.category for offer in cast.offers} == {need.category for need in cast.needs}


def test_120_jobs_and_courses_begin_with_the_samples(cast: Cast) -> None:
    assert [job.sample_no for job in cast.jobs[:20]] == [f"J{n:02d}" for n in range(1, 21)]
    assert len(cast.jobs) == 120
    assert len({job.key for job in cast.jobs}) == 120
    kinds = Counter(job.kind for job in cast.jobs)
    assert set(kinds) == {"job", "training", "seasonal", "public_welfare_post"}
    assert kinds["training"] >= 8


def test_a_job_says_what_it_pays_and_when(cast: Cast) -> None:
    for job in cast.jobs:
        assert job.slots
        assert in_the_week(job.slots)
        assert job.guarantees
        assert job.requirements
        assert job.kindnesses
        if job.pay_low is not None and job.pay_high is not None:
            assert job.pay_low < job.pay_high
            assert str(job.pay_low) in job.pay
        assert job.ends_on is None or job.starts_on < job.ends_on
        assert "None" not in job.pay
        assert km_between(job.point, by_code()[job.town_code].point) < 0.6
    assert {job.organization_key for job in cast.jobs} == {e.key for e in cast.employers}
