"""A long form survives the telephone that died, the session that ended, and the hurried double press."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.drafts import Draft
from app.kernel.scope import unscoped
from app.needs.models import Need
from tests import builders
from tests.app.needs.pages import new
from tests.browser.conftest import Person
from tests.browser.steps import Make

pytestmark = pytest.mark.browser

NOTE = "奶奶夜里一个人，孩子写字看不清。"
KEPT = "[data-draft-line]:visible"


def _count(model: type[Need] | type[Draft]) -> int:
    db.session.rollback()
    with unscoped("a test counts"):
        return db.session.scalar(select(func.count()).select_from(model)) or 0


def _type(director: Person, note: str) -> None:
    box = director.page.locator("#note")
    box.fill("")
    box.press_sequentially(note)


@pytest.mark.parametrize("width", [360, 1280])
def test_what_was_typed_outlives_page_and_session(app: Flask, person: Make, width: int) -> None:
    who, address = builders.actor(Role.CHILD_DIRECTOR), new(builders.child())
    director = person(width=width, who=who)
    director.open(address)
    _type(director, NOTE)
    director.page.wait_for_selector(KEPT)
    director.audit()

    director.page.reload()
    assert director.page.locator("#note").input_value() == ""
    director.audit()
    director.follow("接着填")
    assert director.page.locator("#note").input_value() == NOTE
    director.audit()

    # Left a moment after the last letter: nothing waits for the pause.
    _type(director, f"{NOTE}爷爷在外。")
    director.open("/today")
    director.open(address)
    director.follow("接着填")
    assert director.page.locator("#note").input_value() == f"{NOTE}爷爷在外。"

    # The session ends; the form is sent all the same.
    director.page.context.clear_cookies(name="session")
    director.page.locator("#title").fill("三年级作业辅导")
    director.press("提交")
    assert director.sees("您刚才填的内容已经保存")
    director.audit()
    director.press(f"以{who.display_name}的身份进入")
    assert director.page.locator("#title").input_value() == "三年级作业辅导"
    assert _count(Need) == 0
    director.press("提交")
    assert (_count(Need), _count(Draft)) == (1, 0)


def test_pressed_twice_without_scripts_is_one_need(app: Flask, person: Make) -> None:
    who, address = builders.actor(Role.CHILD_DIRECTOR), new(builders.child())
    director = person(who=who, scripts=False)
    director.open(address)
    director.page.locator("#note").fill(NOTE)
    # The second press ends the first one's journey, so that only where it arrives can be waited for.
    director.page.get_by_role("button", name="提交").first.dblclick()
    director.page.locator("#note").wait_for(state="detached")
    director.page.wait_for_load_state()
    assert _count(Need) == 1
