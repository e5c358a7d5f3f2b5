"""The pages: who may open them, what is kept after a mistake, both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.access import Actor, Role
from app.kernel.words import label
from app.offers.models import OFFER_VERBS, JobPosting, Offer, OfferState
from tests import builders
from tests.app.offers.samples import JOB, OFFER
from tests.app.offers.test_posting import count, stored

LANGUAGES = ("zh_Hans_CN", "en")


def who(role: Role) -> Actor:
    if role is Role.VOLUNTEER:
        return builders.volunteer()
    if role in (Role.ORGANIZATION_MEMBER, Role.EMPLOYER):
        return builders.member(builders.organization(), role=role)
    if role is Role.GUARDIAN:
        return builders.actor(role, guardian_id=builders.guardian())
    return builders.actor(role)


def text(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status)
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_public_pages_read_in_both_languages(app: Flask, client: FlaskClient, language: str):
    offer, job = (
        builders.offer(qualifications=["teacher_cert"]),
        builders.job(
            kindnesses=["swap_shift", "可带老人同岗"], guarantees=["meals"], requirements=["seated"]
        ),
    )
    goods = builders.offer(is_goods=True, items=["school_bag"], unit="set", modes=["goods_drop"])
    client.set_cookie("language", language)
    is_chinese = language == "zh_Hans_CN"
    assert ("教师资格证" if is_chinese else "Teacher&#39;s certificate") in text(
        client, f"/offers/{offer}"
    )
    assert ("书包" if is_chinese else "School bag") in text(client, f"/offers/{goods}")
    page = text(client, f"/jobs/{job}")
    assert ("可与同事换班" if is_chinese else "Shifts may be swapped") in page
    assert ("工作餐" if is_chinese else "Meals at work") in page
    for address in ("/offers", "/jobs"):
        text(client, address)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("role", "addresses"),
    [
        (Role.ORGANIZATION_MEMBER, ("/postings", "/offers/new")),
        (Role.EMPLOYER, ("/postings", "/jobs/new")),
        (Role.CIVIL_AFFAIRS, ("/desk/postings", "/desk/postings?kind=job&state=published")),
    ],
)
def test_the_pages_of_work_read_in_both_languages(
    app: Flask, client: FlaskClient, role: Role, addresses: tuple[str, ...], language: str
):
    builders.job()
    builders.offer(state=OfferState.SUBMITTED)
    builders.sign_in(client, who(role))
    client.set_cookie("language", language)
    for address in addresses:
        text(client, address)


@pytest.mark.parametrize("state", list(OfferState))
def test_an_owner_sees_a_posting_in_every_state(app: Flask, client: FlaskClient, state: OfferState):
    own = builders.organization()
    key = builders.offer(organization_id=own, state=state, state_reason="请写清楚地点。")
    builders.sign_in(client, builders.member(own))
    page = text(client, f"/offers/{key}")
    assert label("offer_state", state, language="zh_Hans_CN") in page
    assert (f'action="/postings/{key}/withdraw"' in page) == (state != OfferState.WITHDRAWN)
    assert (f'href="/offers/{key}/edit"' in page) == (state in OFFER_VERBS["edit"])


@pytest.mark.parametrize("state", [state for state in OfferState if state != "published"])
def test_what_is_not_published_is_missing_for_everyone_else(
    app: Flask, client: FlaskClient, state: OfferState
):
    key, job = builders.offer(state=state), builders.job(state=state)
    builders.sign_in(client, who(Role.ORGANIZATION_MEMBER))
    assert client.get(f"/offers/{key}").status_code == 404
    assert client.get(f"/jobs/{job}").status_code == 404
    assert client.get(f"/offers/{key}/edit").status_code == 404
    assert client.post(f"/postings/{key}/withdraw").status_code == 404


@pytest.mark.parametrize(
    ("role", "address"),
    [
        (Role.VOLUNTEER, "/postings"),
        (Role.EMPLOYER, "/offers/new"),
        (Role.ORGANIZATION_MEMBER, "/jobs/new"),
        (Role.GUARDIAN, "/desk/postings"),
        (Role.ORGANIZATION_MEMBER, "/desk/offers/1"),
        (Role.AUDITOR, "/desk/jobs/1"),
    ],
)
def test_pages_of_another_role_are_closed(
    app: Flask, client: FlaskClient, role: Role, address: str
):
    builders.sign_in(client, who(role))
    assert client.get(address).status_code == 403


def test_an_offer_is_typed_and_handed_in(app: Flask, client: FlaskClient):
    builders.sign_in(client, who(Role.ORGANIZATION_MEMBER))
    answer = client.post("/offers/new", data={**OFFER, "then": "submit"})
    assert answer.status_code == 303
    key = int(answer.location.rsplit("/", 1)[1])
    offer = stored(Offer, key)
    assert offer.state == OfferState.SUBMITTED
    assert offer.slots == [[1, 960, 1050], [3, 960, 1050]]
    assert (offer.age_low, offer.age_high, offer.direct_contact) == (6, 14, True)


def test_a_job_is_typed_and_kept_as_a_draft(app: Flask, client: FlaskClient):
    builders.sign_in(client, who(Role.EMPLOYER))
    answer = client.post("/jobs/new", data={**JOB, "then": "save"})
    assert answer.status_code == 303
    job = stored(JobPosting, int(answer.location.rsplit("/", 1)[1]))
    assert job.state == OfferState.DRAFT
    assert job.kindnesses == ["home_work", "可带老人同岗"]
    assert job.slots == [[day, 480, 1020] for day in range(5)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_keeps_what_was_typed_and_says_so_beside_the_field(
    app: Flask, client: FlaskClient, language: str
):
    builders.sign_in(client, who(Role.ORGANIZATION_MEMBER))
    client.set_cookie("language", language)
    answer = client.post("/offers/new", data={**OFFER, "capacity": "十", "then": "submit"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="capacity-error"' in page
    assert (
        "请用数字填写整数" if language == "zh_Hans_CN" else "Please write a whole number"
    ) in page
    assert "退休教师在儿童之家辅导语文、数学。" in page
    assert 'value="16:00"' in page
    assert count(Offer) == 0


def test_a_refusal_of_the_rules_stands_beside_its_field(app: Flask, client: FlaskClient):
    builders.sign_in(client, who(Role.ORGANIZATION_MEMBER))
    typed = {**OFFER, "qualifications": ["lawyer"], "then": "submit"}
    answer = client.post("/offers/new", data=typed)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="qualifications-error"' in page
    assert "有效资质：律师" in page
    assert count(Offer) == 0


def test_a_posting_is_changed_paused_and_withdrawn_on_its_page(app: Flask, client: FlaskClient):
    own = builders.organization()
    key = builders.offer(organization_id=own, state=OfferState.DRAFT)
    builders.sign_in(client, builders.member(own))
    assert 'name="version" value="1"' in text(client, f"/offers/{key}/edit")
    changed = {**OFFER, "title": "周末辅导", "version": "1", "then": "submit"}
    assert client.post(f"/offers/{key}/edit", data=changed).status_code == 303
    offer = stored(Offer, key)
    assert (offer.title, offer.state) == ("周末辅导", OfferState.SUBMITTED)
    assert client.post(f"/postings/{key}/withdraw").status_code == 303
    assert stored(Offer, key).state == OfferState.WITHDRAWN
    assert (
        "已经撤回" in text(client, f"/offers/{key}")
        or client.post(f"/postings/{key}/pause").status_code == 303
    )


def test_a_job_form_comes_back_as_it_was_stored(app: Flask, client: FlaskClient):
    own = builders.organization(kind="enterprise")
    key = builders.job(
        organization_id=own,
        state=OfferState.RETURNED,
        kindnesses=["swap_shift", "可带老人同岗"],
    )
    builders.sign_in(client, builders.member(own, role=Role.EMPLOYER))
    page = text(client, f"/jobs/{key}/edit")
    assert 'value="可带老人同岗"' in page
    assert 'value="08:00"' in page


def test_a_job_below_the_minimum_wage_warns_its_employer_and_the_officer(
    app: Flask, client: FlaskClient
):
    own = builders.organization(kind="enterprise")
    low = builders.job(organization_id=own, pay_low=1800)
    fair = builders.job(organization_id=own, pay_low=4000)
    builders.sign_in(client, builders.member(own, role=Role.EMPLOYER))
    assert "最低工资标准" in text(client, f"/jobs/{low}")
    assert "最低工资标准" not in text(client, f"/jobs/{fair}")
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert "待遇下限低于最低工资标准" in text(client, f"/desk/jobs/{low}")


def test_a_guardian_is_offered_the_application_and_a_visitor_the_way_in(
    app: Flask, client: FlaskClient
):
    key = builders.job()
    assert "/sign-in" in text(client, f"/jobs/{key}")
    builders.sign_in(client, who(Role.GUARDIAN))
    assert f'action="/jobs/{key}/apply"' in text(client, f"/jobs/{key}")


def test_an_officer_publishes_and_returns_at_the_desk(app: Flask, client: FlaskClient):
    first = builders.offer(state=OfferState.SUBMITTED)
    second = builders.offer(state=OfferState.SUBMITTED)
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    text(client, f"/desk/offers/{first}")
    assert client.post(f"/desk/offer/{first}/verify").status_code == 303
    assert stored(Offer, first).state == OfferState.PUBLISHED
    answer = client.post(f"/desk/offer/{second}/return", data={"reason": ""})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)
    reason = {"reason": "请写清楚地点。"}
    assert client.post(f"/desk/offer/{second}/return", data=reason).status_code == 303
    assert stored(Offer, second).state == OfferState.RETURNED


def test_the_second_of_two_officers_is_told_what_happened(app: Flask, client: FlaskClient):
    key = builders.offer(state=OfferState.PUBLISHED)
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert client.post(f"/desk/offer/{key}/verify").status_code == 303
    assert "这条已经发布" in text(client, f"/desk/offers/{key}")
    late = client.post(f"/desk/offer/{key}/return", data={"reason": "晚了"})
    assert late.status_code == 422
    assert "晚了" in late.get_data(as_text=True)
    assert stored(Offer, key).state == OfferState.PUBLISHED


def test_the_list_of_jobs_is_narrowed_by_its_address(app: Flask, client: FlaskClient):
    builders.job(title="远的", lat=31.0)
    builders.job(title="近的", lat=30.754)
    page = text(client, "/jobs?lat=30.745&lon=120.485&within=5")
    assert "近的" in page
    assert "远的" not in page
    assert "约 1" in page
