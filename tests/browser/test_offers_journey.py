"""A charity posts an offer; it is verified, matched to several children, and its places are counted."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.matches.models import Match, MatchState
from app.needs.models import Need
from tests import builders
from tests.browser.conftest import Person
from tests.browser.market import Words, cards, in_two_ways, row_of, tick
from tests.browser.steps import Make, Work, hold_round, look, unfold

pytestmark = pytest.mark.browser

TITLE = "课后一对一学业辅导"
PLAIN, URGENT, LATEST = ("数学作业辅导", "语文作业辅导"), "转学后跟不上，需要补课", "英语作业辅导"
PRIVATE = ("周小禾", "小禾", "爷爷奶奶不识字", "民合村儿童之家", "14200000001")


@in_two_ways
def test_an_offer_of_three_places_helps_several_children(
    app: Flask, person: Make, after_work: Work, language: str, width: int
) -> None:
    charity = builders.organization(name="桐光社会工作服务中心（示例）")
    desk = {"language": language, "width": width}
    say = Words(language)
    _four_children()

    member = person(who=builders.member(charity), **desk)
    _post(member, say)
    assert _places(member, say) == _free(say, 3)
    officer = person(who=builders.actor(Role.CIVIL_AFFAIRS), **desk)
    _verify(officer, say)
    after_work()
    hold_round(officer, say, after_work)

    _sees_who_is_left_out(officer, say)
    _approve_plain_ones_together(officer, say)
    _approve_the_urgent_one_by_itself(officer, say)
    after_work()
    assert _places(member, say) == _free(say, 0)

    _accept(member, say, PLAIN[0])
    _accept(member, say, URGENT)
    _decline(member, say, PLAIN[1])
    after_work()
    assert _places(member, say) == _free(say, 1)
    visitor = person(**desk)
    look(visitor, "/offers")
    assert cards(visitor) == [TITLE]
    assert "1" in visitor.page.locator(".cards li, .cards article").first.inner_text()

    hold_round(officer, say, after_work)
    look(officer, "/matches")
    assert officer.sees(LATEST)  # the place that was given back
    assert not officer.sees(PLAIN[1])  # the same pair is not proposed again


def _four_children() -> None:
    """Two plain needs and an emergency that waited, and one that came later than there are places."""
    for number, title in enumerate(PLAIN):
        builders.need(title=title, opened_at=builders.days_ago(9 - number))
    builders.need(title=URGENT, urgency="emergency", opened_at=builders.days_ago(2))
    builders.need(title=LATEST, opened_at=builders.days_ago(1))


def _post(member: Person, say: Words) -> None:
    look(member, "/today")
    look(member, "/postings")
    member.follow(say("New service or goods"))
    member.audit()
    page = member.page
    page.get_by_label(say("Title")).fill(TITLE)
    page.locator("#capacity").fill("0")
    member.press(say("Save and hand in"))
    member.audit()  # what is missing stands beside its field, what was typed is kept
    assert member.sees(say("Between %(min)s and %(max)s.", min=1, max=10_000))
    assert member.sees(say("Please choose at least one."))
    assert page.locator("#title").input_value() == TITLE
    assert page.locator("#capacity").input_value() == "0"

    page.locator("#capacity").fill("3")
    page.locator("#category").select_option("tutoring")
    page.locator("#unit").select_option("child")
    page.locator("#description").fill("退休教师在儿童之家辅导语文、数学、英语。")
    page.locator("input[name=modes][value=child_home_center]").check()
    page.locator("input[name='times-0-days'][value='1']").check()
    page.locator("[name='times-0-starts']").fill("16:00")
    page.locator("[name='times-0-ends']").fill("18:00")
    tick(member, say("Our people meet the children in person"))
    member.press(say("Save and hand in"))
    member.audit()
    assert member.sees(say.label("offer_state", "submitted"))


def _verify(officer: Person, say: Words) -> None:
    look(officer, "/today")
    look(officer, "/desk/postings")
    officer.follow(TITLE)
    officer.audit()
    assert officer.page.locator("#checks .rule-failed").count() == 0
    officer.press(say("Publish"))
    officer.audit()
    assert officer.sees(say("Published. The organisation has been told."))


def _sees_who_is_left_out(officer: Person, say: Words) -> None:
    """Three places, four children: the last is not forgotten, and the page says why."""
    look(officer, "/unmet")
    assert officer.sees(LATEST)
    assert officer.sees(say.label("unmet_reason", "capacity"))
    assert not any(officer.sees(title) for title in (*PLAIN, URGENT))


def _approve_plain_ones_together(officer: Person, say: Words) -> None:
    look(officer, "/matches")
    assert row_of(officer, URGENT).locator("input[type=checkbox]").count() == 0
    officer.follow(say("Tick all %(num)s plain ones", num=2))
    officer.audit()
    assert row_of(officer, PLAIN[0]).locator("input[type=checkbox]").is_checked()
    officer.press(say("Approve the ticked ones"))
    officer.audit()
    assert officer.sees(
        say("%(num)s proposals approved; the invitations leave in ten seconds.", num=2)
    )


def _approve_the_urgent_one_by_itself(officer: Person, say: Words) -> None:
    officer.follow(URGENT)
    officer.audit()
    officer.press(say("Approve and invite"))
    officer.audit()
    assert officer.sees(say("Nothing to decide"))


def _accept(member: Person, say: Words, title: str) -> None:
    _open_invitation(member, title)
    member.press(say("I can help"))
    member.audit()
    assert member.sees(say("The family is being asked"))
    assert not any(member.sees(words) for words in PRIVATE)


def _decline(member: Person, say: Words, title: str) -> None:
    _open_invitation(member, title)
    unfold(member, say("I can't now…"))
    member.audit()
    member.press(say("Send my no"))  # why is asked beside its field
    member.audit()
    member.page.locator("input[name=reason]").first.check()
    member.press(say("Send my no"))
    member.audit()
    assert member.sees(say("Thank you for telling us. Nothing is held against you."))


def _open_invitation(member: Person, title: str) -> None:
    look(member, "/invitations")
    match_id, code = _match_for(title)
    member.follow_at(f"a[href='/invitations/{match_id}']")
    member.audit()
    assert member.sees(code)
    assert not any(member.sees(words) for words in PRIVATE)


def _match_for(title: str) -> tuple[int, str]:
    """The invitation to a need that its staff call so; a helper is told the kind of help."""
    with unscoped("a test looks for an invitation"):
        wanted = (
            select(Match.id, Match.code)
            .join(Need, Need.id == Match.need_id)
            .where(Need.title == title, Match.state == MatchState.INVITED)
        )
        found = db.session.execute(wanted).one()
    db.session.rollback()
    return found.id, found.code


def _places(member: Person, say: Words) -> str:
    """What the organisation reads about its places, on the list as on the page itself."""
    look(member, "/postings")
    row = member.page.locator("ul.tasks li", has_text=TITLE).inner_text()
    member.follow(TITLE)
    member.audit()
    text = member.page.locator("#manage").inner_text()
    found = [_free(say, left) for left in range(4) if _free(say, left) in text]
    assert len(found) == 1
    assert found[0] in row
    return found[0]


def _free(say: Words, left: int) -> str:
    return say("%(left)s of %(capacity)s places are free.", left=left, capacity=3)
