"""What everyone may read, in both languages, on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.browser.conftest import Person
from tests.browser.market import (
    OTHER_TOWN,
    TOWN,
    Words,
    cards,
    county,
    everywhere,
    in_two_ways,
    needs_shown,
    tick,
)

pytestmark = pytest.mark.browser
Make = Callable[..., Person]

SEWING, FAR_JOB, COURSE = "缝边工（坐姿）", "夜班质检员", "育婴员免费培训班"


@everywhere
def test_every_public_page_is_whole(app: Flask, person: Make, language: str, width: int) -> None:
    there = county()
    visitor = person(language=language, width=width)
    for path in (
        "/",
        "/needs",
        "/needs?page=99",
        "/needs?q=%E6%B2%A1%E6%9C%89%E7%9A%84",
        "/needs/map",
        f"/needs/{there.tutoring}",
        "/jobs",
        f"/jobs/{there.sewing}",
        f"/jobs/{there.course}",
        "/offers",
        f"/offers/{there.offer}",
        "/how",
        "/privacy",
        "/harm",
        "/harm/sheet",
        "/join",
        "/sign-in",
    ):
        visitor.open(path)
        visitor.audit()
        assert visitor.page.locator("h1").inner_text()
    assert visitor.page.evaluate("document.documentElement.lang")[:2] == language[:2]


@everywhere
def test_an_empty_county_says_what_to_do_next(person: Make, language: str, width: int) -> None:
    visitor = person(language=language, width=width)
    for path in ("/", "/needs", "/needs/map", "/jobs", "/offers"):
        visitor.open(path)
        visitor.audit()


@everywhere
def test_a_page_that_is_not_there_says_so_and_leads_on(
    person: Make, language: str, width: int
) -> None:
    visitor = person(language=language, width=width)
    for path in ("/needs/424242", "/nowhere"):
        visitor.open(path)
        visitor.audit()
    visitor.follow_at("main a")
    assert visitor.page.locator("h1").inner_text()


@everywhere
def test_harm_begins_with_110(person: Make, language: str, width: int) -> None:
    visitor = person(language=language, width=width)
    visitor.open("/harm")
    numbers = visitor.page.locator("main a[href^='tel:']")
    assert numbers.first.get_attribute("href") == "tel:110"
    assert numbers.first.is_visible()
    box = numbers.first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < visitor.page.viewport_size["height"]  # without scrolling
    assert box["height"] >= 44


@in_two_ways
def test_the_list_of_needs_is_narrowed_by_each_filter(
    app: Flask, person: Make, language: str, width: int
) -> None:
    there = county()
    say = Words(language)
    visitor = person(language=language, width=width)
    visitor.open("/needs")
    assert needs_shown(visitor) == [there.goods, there.tutoring, there.comfort]
    for name, value, kept in (
        ("category", "psychosocial_support", [there.comfort]),
        ("town", TOWN, [there.tutoring]),
        ("mode", "goods_drop", [there.goods]),
        ("held", "none", [there.goods, there.tutoring]),
        ("sort", "waiting", [there.comfort, there.tutoring, there.goods]),
        ("origin", OTHER_TOWN, [there.comfort, there.goods, there.tutoring]),
    ):
        _narrow(visitor, say, "/needs", name, value)
        assert needs_shown(visitor) == kept, name
        visitor.audit()
    assert needs_shown(visitor)[-1] == there.tutoring
    visitor.open("/needs")
    _unfold(visitor)
    visitor.page.locator("summary", has_text=say("When I am free")).click()
    visitor.page.locator("input[name=free][value='2-afternoon']").check()
    visitor.press(say("Show"))
    assert needs_shown(visitor) == [there.goods, there.tutoring]
    visitor.open("/needs")
    _unfold(visitor)
    visitor.page.get_by_label(say("Words to look for")).fill(
        say.label("service_category", "psychosocial_support")
    )
    visitor.press(say("Show"))
    assert needs_shown(visitor) == [there.comfort]
    visitor.follow(say("Clear"))
    assert len(needs_shown(visitor)) == 3


@in_two_ways
def test_the_list_of_jobs_is_narrowed_by_each_filter(
    app: Flask, person: Make, language: str, width: int
) -> None:
    county()
    say = Words(language)
    visitor = person(language=language, width=width)
    for name, value, kept in (
        ("town", OTHER_TOWN, {FAR_JOB}),
        ("shift", "day", {SEWING}),
        ("sort", "pay", {SEWING, FAR_JOB, COURSE}),
    ):
        _narrow(visitor, say, "/jobs", name, value)
        assert set(cards(visitor)) == kept, name
        visitor.audit()
    for words, kept in (
        ("Can be done sitting", {SEWING}),
        ("Good for families", {SEWING}),
        ("With training", {COURSE}),
    ):
        visitor.open("/jobs")
        _unfold(visitor)
        tick(visitor, say(words))
        visitor.press(say("Show"))
        assert set(cards(visitor)) == kept, words


@in_two_ways
def test_near_me_asks_the_device_and_sorts_by_distance(
    app: Flask, person: Make, language: str, width: int
) -> None:
    there = county()
    say = Words(language)
    visitor = person(language=language, width=width)
    visitor.page.context.grant_permissions(["geolocation"])
    visitor.page.context.set_geolocation({"latitude": 30.531133, "longitude": 120.430917})
    for path, nearest in (
        ("/needs", (f"/needs/{there.comfort}", f"/needs/{there.goods}")),
        ("/jobs", (f"/jobs/{there.far_job}",)),
    ):
        _narrow(visitor, say, path, "origin", TOWN)
        assert _first(visitor) not in nearest
        visitor.press(say("Near me"))
        assert "lat=30.53&lon=120.43" in visitor.page.url  # about a kilometre, no finer
        assert _first(visitor) in nearest
        visitor.audit()


@in_two_ways
def test_without_script_a_town_stands_in_for_near_me(
    app: Flask, person: Make, language: str, width: int
) -> None:
    there = county()
    say = Words(language)
    visitor = person(language=language, width=width, scripts=False)
    for path, nearest in (
        ("/needs", (f"/needs/{there.comfort}", f"/needs/{there.goods}")),
        ("/jobs", (f"/jobs/{there.far_job}",)),
    ):
        visitor.open(path)
        _unfold(visitor)
        assert not visitor.page.get_by_role("button", name=say("Near me")).is_visible()
        visitor.page.locator("select[name=origin]").select_option(OTHER_TOWN)
        visitor.press(say("Show"))
        assert _first(visitor) in nearest


@in_two_ways
def test_nearest_first_asks_from_where(app: Flask, person: Make, language: str, width: int) -> None:
    county()
    say = Words(language)
    visitor = person(language=language, width=width)
    for path in ("/needs", "/jobs"):
        _narrow(visitor, say, path, "sort", "near")
        assert visitor.sees(say("Please choose a town to measure from, or press “Near me”."))
        assert len(cards(visitor)) == 3
        visitor.audit()


def _first(visitor: Person) -> str | None:
    """Where the first card leads."""
    return visitor.page.locator(".cards h2 a").first.get_attribute("href")


def _unfold(visitor: Person) -> None:
    fold = visitor.page.locator("details.filters-fold")
    if fold.get_attribute("open") is None:
        fold.locator("> summary").click()


def _narrow(visitor: Person, say: Words, path: str, name: str, value: str) -> None:
    visitor.open(path)
    _unfold(visitor)
    visitor.page.locator(f"select[name={name}]").select_option(value)
    visitor.press(say("Show"))
