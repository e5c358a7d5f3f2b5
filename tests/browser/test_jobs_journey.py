"""A job near home finds the guardian whose hours it suits, and nothing of a child is told."""

from __future__ import annotations

import pytest
from flask import Flask

from app.kernel import words
from app.kernel.access import Role
from tests import builders
from tests.browser.conftest import Person
from tests.browser.market import FAR, OTHER_TOWN, TOWN, Words, in_two_ways
from tests.browser.steps import Make, Work, hold_round, look, unfold

pytestmark = pytest.mark.browser

JOB, FAR_JOB, NIGHT_JOB = "缝边工（坐姿）", "电商客服", "夜班质检员"
FIRM = "桐乡市锦绣家纺有限公司（示例）"
ABOUT = "会用缝纫机，早上送孩子上学，下午接孩子放学"
WISH = "为家长找一份离家近的工作"
MOBILE = "14200000007"
OF_A_CHILD = ("周小禾", "小禾", "留守", "left-behind", "Left-behind", "祖父母", "小学三年级")


@in_two_ways
def test_a_job_near_home_is_matched_to_a_guardian(
    app: Flask, person: Make, after_work: Work, language: str, width: int
) -> None:
    desk = {"language": language, "width": width}
    say = Words(language)
    adult = builders.guardian(mobile=MOBILE)
    builders.child(guardian_id=adult)
    firm = builders.organization(kind="enterprise", name=FIRM)
    far, night = _jobs_that_do_not_suit()

    employer = person(who=builders.member(firm, role=Role.EMPLOYER), **desk)
    officer = person(who=builders.actor(Role.CIVIL_AFFAIRS), **desk)
    guardian = person(who=builders.actor(Role.GUARDIAN, guardian_id=adult), **desk)
    supervisor = person(who=builders.actor(Role.CHILD_SUPERVISOR), **desk)
    _post(employer, say)
    _publish(officer, say)
    _ask_for_work(guardian, say)
    _endorse(supervisor, say)
    _open(officer, say)
    _is_told_why_not(guardian, say, far, "match.rule_radius")
    _is_told_why_not(guardian, say, night, "match.rule_shift")

    hold_round(officer, say, after_work)
    _approve_the_near_one(officer, say)
    after_work()
    _accept(employer, say)
    after_work()
    _consent(guardian, say)
    after_work()
    _meets_the_guardian(employer, say)


def _jobs_that_do_not_suit() -> tuple[int, int]:
    """One on the other side of the county, one at night; both of another firm."""
    firm = builders.organization(kind="enterprise", name="别家公司（示例）")
    day = [[weekday, 510, 930] for weekday in range(5)]
    night = [[weekday, 1200, 1440] for weekday in range(5)]
    return (
        builders.job(organization_id=firm, title=FAR_JOB, town_code=OTHER_TOWN, slots=day, **FAR),
        builders.job(organization_id=firm, title=NIGHT_JOB, shift="evening", slots=night),
    )


def _post(employer: Person, say: Words) -> None:
    look(employer, "/today")
    look(employer, "/postings")
    employer.follow(say("New job or course"))
    employer.audit()
    page = employer.page
    page.locator("#title").fill(JOB)
    page.locator("#capacity").fill("2")
    page.locator("#pay").fill("计件4000—6000元/月")
    employer.press(say("Save and hand in"))
    employer.audit()
    assert employer.sees(say("Please give the weekly hours."))
    assert page.locator("#title").input_value() == JOB

    page.locator("#description").fill("会用平缝机优先，不会的可以教。")
    page.locator("#town_code").select_option(TOWN)
    page.locator("#shift").select_option("day")
    _tick_weekdays(employer)
    page.locator("[name='times-0-starts']").fill("08:30")
    page.locator("[name='times-0-ends']").fill("15:30")
    page.locator("#pay_low").fill("4000")
    page.locator("#pay_high").fill("6000")
    unfold(employer, say("Choose the guarantees"))
    page.locator("input[name=guarantees][value=five_insurances]").check()
    unfold(employer, say("Choose what makes it possible beside a child"))
    page.locator("input[name=kindnesses][value=flexible_hours]").check()
    employer.press(say("Save and hand in"))
    employer.audit()
    assert employer.sees(say.label("offer_state", "submitted"))


def _tick_weekdays(someone: Person) -> None:
    for weekday in range(5):
        someone.page.locator(f"input[name='times-0-days'][value='{weekday}']").check()


def _publish(officer: Person, say: Words) -> None:
    look(officer, "/desk/postings?kind=job")
    officer.follow(JOB)
    officer.audit()
    officer.press(say("Publish"))
    officer.audit()


def _ask_for_work(guardian: Person, say: Words) -> None:
    """Near home, and only while the child is at school."""
    look(guardian, "/today")
    look(guardian, "/my-needs")
    page = guardian.page
    page.locator("#about").fill(ABOUT)
    guardian.press(say("Hand it in"))
    guardian.audit()
    assert guardian.sees(say("Please give at least one weekly time."))
    assert page.locator("#about").input_value() == ABOUT

    _tick_weekdays(guardian)
    page.locator("[name='times-0-starts']").fill("08:00")
    page.locator("[name='times-0-ends']").fill("16:00")
    page.locator("#max_km").fill("5")
    page.locator("input[name=wishes][value=seated]").check()
    guardian.press(say("Hand it in"))
    guardian.audit()
    assert guardian.sees(ABOUT)


def _endorse(supervisor: Person, say: Words) -> None:
    look(supervisor, "/desk/needs")
    supervisor.follow(WISH)
    supervisor.audit()
    supervisor.press(say("It is so: pass it on"))
    supervisor.audit()


def _open(officer: Person, say: Words) -> None:
    look(officer, "/desk/needs")
    officer.follow(WISH)
    officer.audit()
    officer.page.locator("input[name=benefit][value=none]").check()
    officer.press(say("Approve and open"))
    officer.audit()


def _is_told_why_not(guardian: Person, say: Words, job_id: int, refusal: str) -> None:
    """The page of a job that does not suit says which rule stands in the way."""
    look(guardian, f"/jobs/{job_id}")
    guardian.press(say("Apply for this job"))
    guardian.audit()
    sentence = say.label("refusal", refusal)
    begins, ends = sentence.partition("{")[0], sentence.rpartition("}")[2]
    told = guardian.page.locator(".flashes").inner_text()
    assert begins in told
    assert ends in told


def _approve_the_near_one(officer: Person, say: Words) -> None:
    look(officer, "/matches")
    assert officer.page.locator("tbody tr").count() == 1
    assert officer.sees(FIRM)
    officer.follow(WISH)
    officer.audit()
    assert officer.sees(say.label("rule_kept", "radius"))
    assert officer.sees(say.label("rule_kept", "shift"))
    assert not officer.sees(FAR_JOB)
    assert not officer.sees(NIGHT_JOB)
    officer.press(say("Approve and invite"))
    officer.audit()


def _accept(employer: Person, say: Words) -> None:
    look(employer, "/invitations")
    employer.follow_at(".tasks a")
    employer.audit()
    assert employer.sees(ABOUT)
    _knows_nobody(employer)
    employer.press(say("We would like to talk"))
    employer.audit()
    _knows_nobody(employer)


def _consent(guardian: Person, say: Words) -> None:
    """Signed in, from the first page: who asks, what they would learn, yes."""
    look(guardian, "/today")
    look(guardian, "/family")
    guardian.follow(say("Look, and say yes or no"))
    guardian.audit()
    assert guardian.sees(FIRM)
    assert guardian.sees(JOB)
    assert guardian.sees("08:30–15:30" if say.language == words.ENGLISH else "08:30—15:30")
    assert guardian.sees(say.label("consent_item", "guardian_name"))
    assert guardian.sees(say.label("consent_item", "guardian_mobile"))
    assert not guardian.sees(say.label("consent_item", "given_name"))
    guardian.press(say("Yes, I agree"))
    guardian.audit()
    assert guardian.sees(say("Thank you. Your yes is written down."))
    assert guardian.sees(
        say("The employer is told now and calls you. Nobody may ask you for money for a job.")
    )


def _meets_the_guardian(employer: Person, say: Words) -> None:
    look(employer, "/today")
    look(employer, "/invitations")
    employer.follow_at(".tasks a")
    employer.audit()
    assert employer.sees(say("Who looks for work"))
    assert employer.sees(builders.GUARDIAN)
    assert employer.page.locator(f"a[href='tel:{MOBILE}']").is_visible()
    assert not any(employer.sees(words) for words in OF_A_CHILD)


def _knows_nobody(employer: Person) -> None:
    assert not any(employer.sees(words) for words in (builders.GUARDIAN, MOBILE, *OF_A_CHILD))
