"""Ways of reading: without script, by keyboard alone, over a thin line."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Response

from app.kernel.access import Role
from app.kernel.db import db
from app.people.models import Account
from app.people.passwords import hash_password
from tests import builders
from tests.browser.conftest import Person
from tests.browser.market import TOWN, Words, cards, county, everywhere, weigh

pytestmark = pytest.mark.browser
Make = Callable[..., Person]

MOST_BYTES = 100_000
FOCUSED = """() => {
  const one = document.activeElement;
  // A card's link is marked by the frame that its pseudo-element draws around the whole card.
  const marked = one.matches(":focus-visible") && [null, "::after"].some((part) => {
    const style = getComputedStyle(one, part);
    return style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2;
  });
  const box = one.getClientRects()[0];
  const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return {
    words: (one.getAttribute("aria-label") || one.innerText || one.name || "").trim(),
    tag: one.tagName,
    marked,
    inView: above !== null && (one.contains(above) || above.contains(one)),
    place: [...document.querySelectorAll("*")].indexOf(one),
  };
}"""


@everywhere
def test_the_first_page_weighs_less_than_100_kb(
    app: Flask, person: Make, language: str, width: int
) -> None:
    county()
    for _number in range(6):
        builders.need()
    visitor = person(language=language, width=width)
    answers: list[Response] = []
    visitor.page.on("response", lambda answer: answers.append(answer))
    visitor.open("/")
    visitor.page.mouse.wheel(0, 20_000)  # what is loaded late is weighed as well
    visitor.page.wait_for_load_state("networkidle")
    assert {answer.status for answer in answers} == {200}
    assert all(answer.url.startswith(visitor.address) for answer in answers)
    assert len(answers) > 5
    assert weigh(answer.body() for answer in answers) < MOST_BYTES


@everywhere
def test_everything_can_be_read_without_script(
    app: Flask, person: Make, language: str, width: int
) -> None:
    there = county()
    say = Words(language)
    visitor = person(language=language, width=width, scripts=False)
    visitor.open("/")
    visitor.follow(say("All needs"))
    assert len(cards(visitor)) == 3
    visitor.follow_at(f"a[href='/needs/{there.tutoring}']")
    assert visitor.sees("乌镇镇")
    visitor.open("/needs/map")
    assert visitor.page.locator("table tbody tr").count() == 11
    visitor.follow_at(f"svg a.town[href*='{TOWN}']")
    assert f"town={TOWN}" in visitor.page.url
    visitor.open("/")
    visitor.follow(say("All jobs and courses"))
    visitor.follow_at(f"a[href='/jobs/{there.sewing}']")
    assert visitor.sees("4000—6000")
    visitor.open("/offers")
    visitor.follow_at(f"a[href='/offers/{there.offer}']")
    assert visitor.sees("课后一对一学业辅导")
    visitor.open("/harm")
    assert visitor.page.locator("a.call-huge[href='tel:110']").is_visible()


@everywhere
def test_language_and_large_type_stay_where_the_reader_is(
    app: Flask, person: Make, language: str, width: int
) -> None:
    county()
    say = Words(language)
    visitor = person(language=language, width=width)
    visitor.open("/needs?town=330483100")
    visitor.follow(say("Large type"))
    assert "town=330483100" in visitor.page.url
    assert visitor.page.locator("html.large-type").count() == 1
    visitor.audit()
    other = "English" if say.language == "zh_Hans_CN" else "中文"
    visitor.follow(other)
    assert "town=330483100" in visitor.page.url
    assert visitor.page.locator("html").get_attribute("lang") == (
        "en" if other == "English" else "zh-Hans"
    )


@everywhere
def test_the_first_page_is_walked_with_the_tab_key(
    app: Flask, person: Make, language: str, width: int
) -> None:
    county()
    visitor = person(language=language, width=width)
    visitor.page.emulate_media(reduced_motion="reduce")  # a page that glides is still on its way
    visitor.open("/")
    stops = _walk(visitor)
    assert stops[0]["words"] == Words(language)("Skip to the content")
    assert [stop["place"] for stop in stops] == sorted(stop["place"] for stop in stops)
    assert any(stop["words"] == Words(language)("Report harm to a child") for stop in stops)
    assert [stop["words"] for stop in stops if not stop["marked"]] == []
    assert [stop["words"] for stop in stops if not stop["inView"]] == []


@everywhere
def test_the_skip_link_leads_past_the_menu(person: Make, language: str, width: int) -> None:
    visitor = person(language=language, width=width)
    visitor.open("/how")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")
    assert visitor.page.evaluate("document.querySelector('main').contains(document.activeElement)")


@everywhere
def test_a_director_signs_in_with_the_keyboard_alone(
    app: Flask, person: Make, language: str, width: int
) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR, name="wuzhen-director")
    with builders.world():
        account = db.session.get_one(Account, director.account_id)
        account.password_hash = hash_password("a quiet bridge in spring")
    say = Words(language)
    visitor = person(language=language, width=width)
    visitor.open("/sign-in")
    keyboard = visitor.page.keyboard
    _tab_to(visitor, "INPUT")
    keyboard.type("wuzhen-director")
    keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUSED)["marked"]
    keyboard.type("not the right one")
    with visitor.page.expect_navigation():
        keyboard.press("Enter")
    assert visitor.page.locator("#name").input_value() == "wuzhen-director"
    visitor.audit()
    visitor.page.locator("#password").focus()
    keyboard.type("a quiet bridge in spring")
    keyboard.press("Tab")
    assert visitor.page.evaluate(FOCUSED)["words"] == say("Sign in")
    with visitor.page.expect_navigation():
        keyboard.press("Enter")
    assert visitor.page.url.endswith("/today")
    visitor.audit()


def _walk(visitor: Person) -> list[dict[str, object]]:
    """Every stop of the tab key, from the top of the page until it leaves the page."""
    stops = []
    for _step in range(120):
        visitor.page.keyboard.press("Tab")
        stop = visitor.page.evaluate(FOCUSED)
        if stop["tag"] == "BODY" or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError("the tab key never leaves the page")


def _tab_to(visitor: Person, tag: str) -> None:
    for _step in range(40):
        visitor.page.keyboard.press("Tab")
        if visitor.page.evaluate("document.activeElement.tagName") == tag:
            return
    raise AssertionError(f"the tab key never comes to {tag}")
