"""What people do on the pages of the main journey, one function for each thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.people.models import Account
from tests import builders
from tests.app.matches import steps as told
from tests.browser.conftest import Person
from tests.browser.market import Words

Make = Callable[..., Person]
Work = Callable[[], None]

CHILD, FAMILY_NAME, PLACE, NOTE = "小禾", "周小禾", "民合村儿童之家", "爷爷奶奶不识字，作业没人看。"
TITLE = "三年级作业辅导"
HELPER, OTHER_HELPER = "周老师", "陈老师"
FREE = {"slots": [[1, 960, 1080], [3, 960, 1080]]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody who has a part in it, and those who must learn nothing."""

    director: Actor
    supervisor: Actor
    officer: Actor
    colleague: Actor
    volunteer: Actor
    another: Actor
    member: Actor
    elsewhere: Actor
    child_id: int
    guardian_id: int


def cast() -> Cast:
    """A village with one child, a volunteer who fits and one who fits a little less."""
    guardian_id = builders.guardian(mobile="14200000009")
    child_id = builders.child(guardian_id=guardian_id)
    return Cast(
        director=builders.actor(Role.CHILD_DIRECTOR),
        supervisor=builders.actor(Role.CHILD_SUPERVISOR),
        officer=builders.actor(Role.CIVIL_AFFAIRS),
        colleague=builders.actor(Role.CIVIL_AFFAIRS),
        volunteer=_called(HELPER, builders.volunteer(**FREE)),
        another=_called(OTHER_HELPER, builders.volunteer(lat=30.70, lon=120.45, **FREE)),
        member=builders.member(builders.organization()),
        elsewhere=builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE),
        child_id=child_id,
        guardian_id=guardian_id,
    )


def _called(name: str, who: Actor) -> Actor:
    """Let them go by this name on every page."""
    with builders.world():
        db.session.get_one(Account, who.account_id).display_name = name
    return who


def look(someone: Person, path: str) -> Person:
    """Open a page and hold it to the house's rules."""
    someone.open(path)
    someone.audit()
    return someone


def unfold(someone: Person, words: str) -> None:
    """Open what is folded under these words."""
    summary = someone.page.locator("summary", has_text=words).first
    if summary.evaluate("one => one.parentElement.open"):
        return
    summary.click()


def raise_need(director: Person, say: Words, there: Cast) -> int:
    """From the first page to the child's file, the kind of help, and the form handed in."""
    look(director, "/today")
    director.follow_at("nav a[href='/children']")
    director.audit()
    director.follow_at(f"a[href='/children/{there.child_id}']")
    director.audit()
    director.follow(say("Raise a need"))
    director.audit()
    director.follow(say.label("service_category", "tutoring"))
    fill_need(director, say)
    director.audit()
    director.press(say("Hand it in"))
    director.audit()
    return int(director.page.url.rpartition("/")[2])


def fill_need(director: Person, say: Words) -> None:
    page = director.page
    page.locator("#note").fill(NOTE)
    page.locator("#title").fill(TITLE)
    unfold(director, say("When, where and who: look it over"))
    page.locator("input[name='times-0-days'][value='1']").check()
    page.locator("[name='times-0-starts']").fill("16:30")
    page.locator("[name='times-0-ends']").fill("17:30")
    page.locator("#meeting_place").fill(PLACE)
    page.locator("input[name=qualifications][value=teacher_cert]").uncheck()


def endorse(supervisor: Person, say: Words) -> None:
    look(supervisor, "/today")
    look(supervisor, "/desk/needs")
    supervisor.follow(TITLE)
    supervisor.audit()
    supervisor.press(say("It is so: pass it on"))
    supervisor.audit()


def open_need(officer: Person, say: Words) -> None:
    """The officer says that no benefit covers it, and the need is open."""
    look(officer, "/today")
    look(officer, "/desk/needs")
    officer.follow(TITLE)
    officer.audit()
    officer.press(say("Approve and open"))  # what is not answered is asked for beside its field
    officer.audit()
    officer.page.locator("input[name=benefit][value=none]").check()
    officer.press(say("Approve and open"))
    officer.audit()


def hold_round(officer: Person, say: Words, after_work: Work) -> None:
    """Ask for a round, and see it go from waiting to what came of it."""
    look(officer, "/rounds")
    officer.press(say("Run a round now"))
    officer.audit()
    assert officer.page.locator("progress").is_visible()
    after_work()
    officer.page.locator("progress").wait_for(state="detached")  # the page finds out by itself
    officer.audit()


def look_closely(officer: Person, say: Words) -> None:
    """From the queue to the proposal: why these two, every rule, where they are, who else."""
    look(officer, "/matches")
    officer.follow(TITLE)
    officer.audit()
    page = officer.page
    bars = page.locator("#why .why li:not(.why-sum) .why-points").all_inner_texts()
    together = page.locator("#why .why-sum .why-points").inner_text()
    assert sum(int(points.replace("−", "-")) for points in bars) == int(together) > 0
    assert page.locator("#rules .rules li").count() > 10
    assert page.locator("#rules .rule-failed").count() == 0
    assert page.locator("#map svg[role=img]").is_visible()
    assert OTHER_HELPER in page.locator("#others").inner_text()
    assert not officer.sees(FAMILY_NAME)


def approve(officer: Person, say: Words) -> None:
    officer.press(say("Approve and invite"))
    officer.audit()


def accept(volunteer: Person, say: Words) -> None:
    look(volunteer, "/today")
    look(volunteer, "/invitations")
    volunteer.follow_at(".tasks a")
    volunteer.audit()
    assert not volunteer.sees(CHILD)
    assert not volunteer.sees(PLACE)
    volunteer.press(say("I can help"))
    volunteer.audit()
    assert volunteer.sees(say("The family is being asked"))


def link_in_text() -> str:
    """The path of the link in the text message that was sent last."""
    return f"/c/{told.token_in_text()}"


def knock(someone: Person, say: Words, link: str) -> None:
    """Open the link, and say what only the family knows."""
    look(someone, link)
    assert not someone.sees(CHILD)
    someone.page.locator("#born_on").fill(told.BORN_ON.isoformat())
    someone.press(say("Go on"))
    someone.audit()


def consent(guardian: Person, say: Words, link: str) -> None:
    """Read the question and say yes, together with the child."""
    knock(guardian, say, link)
    assert guardian.sees(HELPER)
    guardian.press(say("Yes, I agree"))  # the child's word was left out
    guardian.audit()
    guardian.page.locator("input[name=child_view][value=willing]").check()
    guardian.press(say("Yes, I agree"))
    guardian.audit()
