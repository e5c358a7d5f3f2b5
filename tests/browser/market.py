"""The market as people meet it: words in both languages, a laid-out county, what a page weighs."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Locator

from app.kernel import words
from app.kernel.catalogue import merged
from tests import builders
from tests.browser.conftest import Person

TOWN, OTHER_TOWN = builders.VILLAGE[:9], builders.OTHER_VILLAGE[:9]
FAR = {"lat": 30.52578, "lon": 120.45398}
SCHOOL_HOURS = [[day, 480, 1020] for day in range(5)]

everywhere = pytest.mark.parametrize(
    ("language", "width"),
    [(language, width) for language in words.LANGUAGES for width in (360, 1280)],
)
"""Both languages, on a phone and on a desk: for the pages that most people meet."""
in_two_ways = pytest.mark.parametrize(
    ("language", "width"), [(words.CHINESE, 360), (words.ENGLISH, 1280)]
)
"""For what is told apart by a request as well: Chinese on a phone, English at a desk."""


class Words:
    """What a page says in one language, found by its English."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, english: str, **values: Any) -> str:
        found = english if self.language == words.ENGLISH else _chinese()[english]
        return found % values if values else found

    def label(self, name: str, code: str) -> str:
        return words.label(name, code, language=self.language)


@cache
def _chinese() -> dict[str, str]:
    said: dict[str, str] = {}
    for one in merged():
        if not one.id:
            continue
        ids, texts = (part if isinstance(part, tuple) else (part,) for part in (one.id, one.string))
        said.update(dict.fromkeys(ids, texts[0]))  # Chinese has one form, whatever the number
    return said


@dataclass(frozen=True, slots=True, kw_only=True)
class County:
    """Ids of what is laid out."""

    tutoring: int
    comfort: int
    goods: int
    for_vetted: int
    sewing: int
    far_job: int
    course: int
    offer: int


def county() -> County:
    """A few needs, jobs and offers in two towns: enough for each filter to keep and to leave out."""
    far = builders.child(village=builders.OTHER_VILLAGE, **FAR)
    factory = builders.organization(kind="enterprise", name="桐乡市锦绣家纺有限公司（示例）")
    return County(
        tutoring=builders.need(),
        comfort=builders.need(
            child_id=far,
            **FAR,
            category="psychosocial_support",
            qualifications=["psych_counselor"],
            modes=["online"],
            slots=[[5, 540, 600]],
            opened_at=builders.days_ago(20),
        ),
        goods=builders.need(
            child_id=far,
            **FAR,
            category="living_support",
            aid_form="goods",
            modes=["goods_drop"],
            slots=[],
            urgency="urgent",
            opened_at=builders.days_ago(2),
        ),
        for_vetted=builders.need(visibility="vetted_partner"),
        sewing=builders.job(
            organization_id=factory,
            requirements=["seated"],
            kindnesses=["flexible_hours", "child_room"],
        ),
        far_job=builders.job(
            organization_id=factory,
            title="夜班质检员",
            town_code=OTHER_TOWN,
            shift="evening",
            slots=[[day, 1080, 1440] for day in range(5)],
            **FAR,
        ),
        course=builders.job(title="育婴员免费培训班", kind="training", shift="course"),
        offer=builders.offer(description="退休教师在儿童之家辅导语文、数学。"),
    )


def tick(someone: Person, text: str) -> None:
    """Tick the box or circle of this label, as a finger would: on its words."""
    someone.page.locator("label.choice", has_text=text).first.click()


def cards(someone: Person) -> list[str]:
    """The titles of the cards, in their order."""
    return [text.strip() for text in someone.page.locator(".cards h2").all_inner_texts()]


def needs_shown(someone: Person) -> list[int]:
    """The needs whose cards stand on the page, in their order."""
    links = someone.page.locator(".cards h2 a").evaluate_all("all => all.map(one => one.pathname)")
    return [int(link.rpartition("/")[2]) for link in links]


def weigh(bodies: Iterable[bytes]) -> int:
    """Bytes on the wire when each is compressed as a server in front of the site would."""
    return sum(len(gzip.compress(body, compresslevel=6)) for body in bodies)


def row_of(someone: Person, text: str) -> Locator:
    """The line of a table in which these words stand."""
    return someone.page.locator("tbody tr", has_text=text)
