"""The first page: real figures, coarse enough, and light."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event

from app.kernel import clock
from app.kernel.access import VISITOR
from app.kernel.db import db
from app.kernel.scope import act_as
from app.matches.models import Match, MatchState, Origin
from app.needs.models import NeedState, Visibility
from app.offers.models import OfferState
from app.providers.models import ProviderState
from app.site import figures
from tests import builders

KILOBYTE = 1000


def _page(client: FlaskClient, address: str = "/", language: str = "en") -> html.HtmlElement:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return html.document_fromstring(answer.get_data(as_text=True))


def _figures(client: FlaskClient) -> list[str]:
    return [
        " ".join(one.text_content().split())
        for one in _page(client).xpath("//ul[@class='facts']/li")
    ]


def _connect(days: int) -> None:
    """A need that was open for some days until its family agreed."""
    need = builders.need(opened_at=builders.days_ago(days), state=NeedState.IN_SERVICE)
    volunteer = builders.volunteer().volunteer_id
    builders._add(
        Match(
            code=f"M{need}",
            need_id=need,
            volunteer_id=volunteer,
            guardian_id=builders.guardian(),
            village_code=builders.VILLAGE,
            town_code=builders.VILLAGE[:9],
            origin=Origin.ROUND,
            proposed_at=clock.now(),
            state=MatchState.CONSENTED,
            score=80.0,
            parts=[],
            consented_at=clock.now(),
        )
    )


def test_the_first_page_counts_what_is_there(client: FlaskClient) -> None:
    for _each in range(5):
        builders.need()
        builders.volunteer()
        builders.job()
    shown = _figures(client)
    assert shown[0] == "5 needs are waiting"
    assert shown[1] == "5 volunteers have passed the checks"
    assert shown[2] == "5 jobs and courses near home"


def test_a_number_below_five_is_not_told_exactly(client: FlaskClient) -> None:
    for _each in range(4):
        builders.need()
    assert _figures(client)[0] == "fewer than 5 needs are waiting"


def test_needs_for_vetted_partners_are_neither_counted_nor_shown(client: FlaskClient) -> None:
    for _each in range(5):
        builders.need()
    builders.need(visibility=Visibility.VETTED_PARTNER, title="只给合作机构看的需求")
    assert _figures(client)[0] == "5 needs are waiting"
    assert "只给合作机构看的需求" not in client.get("/").get_data(as_text=True)


def test_only_volunteers_with_a_valid_check_are_counted(app: Flask) -> None:
    builders.volunteer()
    builders.volunteer(state=ProviderState.APPLIED)
    builders.volunteer(pledge_signed_at=None)
    builders.volunteer(record_check_until=None)
    builders.volunteer(record_check_until=builders.days_ago(1).date())
    assert figures.figures().vetted_volunteers == 1


def test_a_job_that_is_not_published_is_not_counted(app: Flask) -> None:
    builders.job()
    builders.job(state=OfferState.SUBMITTED)
    act_as(VISITOR)
    assert figures.figures().open_jobs == 1


def test_the_median_runs_from_opening_to_the_familys_yes(client: FlaskClient) -> None:
    for days in (1, 2, 3, 4, 10):
        _connect(days)
    assert _figures(client)[3] == "3 days from opening to a family's yes, as the median"


def test_the_median_of_a_few_matches_is_not_published(client: FlaskClient) -> None:
    for days in (1, 2, 3, 4):
        _connect(days)
    assert len(_figures(client)) == 3


def test_figures_open_their_lists(client: FlaskClient) -> None:
    links = _page(client).xpath("//ul[@class='facts']//a/@href")
    assert links == ["/needs", "/jobs"]


def test_there_is_one_yellow_button_and_it_joins(client: FlaskClient) -> None:
    assert _page(client).xpath("//a[contains(@class, 'btn-mine')]/@href") == ["/join"]


def test_the_latest_needs_stand_first(client: FlaskClient) -> None:
    ids = [builders.need(opened_at=builders.days_ago(7 * weeks)) for weeks in range(8)]
    links = _page(client).xpath("//h3[@class='need-title']/a/@href")
    assert links == [f"/needs/{need_id}" for need_id in ids[:6]]


def test_a_card_says_what_where_and_when(client: FlaskClient) -> None:
    builders.need(slots=[[1, 990, 1050]])
    card = " ".join(_page(client).xpath("//article")[0].text_content().split())
    assert "Tutoring" in card
    assert "乌镇镇" in card
    assert "Tuesday afternoon" in card


def test_nothing_of_the_child_is_on_the_page(client: FlaskClient) -> None:
    builders.need()
    text = client.get("/").get_data(as_text=True)
    for secret in ("小禾", "TX-C-", "民合村儿童之家", "爷爷奶奶不识字"):
        assert secret not in text


def test_an_empty_site_says_what_to_do_next(client: FlaskClient) -> None:
    text = client.get("/", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Every need has found somebody" in text
    assert "No job is posted at the moment" in text


def test_the_first_page_costs_the_same_however_many_needs_there_are(
    app: Flask, client: FlaskClient
) -> None:
    builders.need()
    builders.job()
    few = _questions(client)
    for _each in range(5):
        builders.need()
        builders.job()
    assert _questions(client) == few <= 9


def _questions(client: FlaskClient) -> int:
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
    client.get("/")
    return len([one for one in asked if one.startswith("SELECT")])


def test_the_first_page_with_everything_it_loads_is_light(
    app: Flask, client: FlaskClient, project: Path
) -> None:
    for _each in range(6):
        builders.need()
        builders.job()
    page = client.get("/").get_data()
    found = set(re.findall(rb'(?:href|src)="/static/([^"?#]+)', page))
    loaded = {name.decode() for name in found}
    for sheet in [name for name in loaded if name.endswith(".css")]:
        text = (project / "static" / sheet).read_text(encoding="utf-8")
        loaded |= {f"img/{name}" for name in re.findall(r"\.\./img/([\w.-]+)", text)}
    sizes = {name: len(gzip.compress((project / "static" / name).read_bytes())) for name in loaded}
    assert {"css/base.css", "img/icons.svg", "img/scene.svg", "js/small.js"} <= sizes.keys()
    assert len(gzip.compress(page)) + sum(sizes.values()) < 100 * KILOBYTE
