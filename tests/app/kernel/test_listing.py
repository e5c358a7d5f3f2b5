"""A list sorts, keeps what it was asked, is printed and taken out, and leads back."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from app.kernel import listing_views
from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED
from app.kernel.errors import Refused
from app.kernel.events import AuditLine
from app.kernel.saved_filters import save_filter
from app.needs.models import NeedState
from tests import builders
from tests.counting import questions


@pytest.fixture
def officer(client: FlaskClient) -> FlaskClient:
    client.set_cookie("language", "en")
    return builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))


def _endorsed(**fields: Any) -> int:
    return builders.need(state=NeedState.ENDORSED, **fields)


def _titles(client: FlaskClient, address: str) -> list[str]:
    page = html.document_fromstring(client.get(address).text)
    return [
        str(one)
        for one in page.xpath("//main//tbody/tr//a[contains(@href, '/desk/needs/')]/text()")
    ]


def _sheet(answer: Any) -> list[list[Any]]:
    assert answer.status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(answer.data))
    answer.close()
    return book.get_sheet_by_index(0).to_python()


def _exports() -> list[dict[str, Any]]:
    lines = select(AuditLine).where(AuditLine.event == "kernel.list_exported")
    return [line.payload for line in db.session.scalars(lines)]


def test_a_column_sorts_up_down_and_as_before(officer: FlaskClient) -> None:
    for title in ("乙课", "甲课", "丙课"):
        _endorsed(title=title)
    usual = _titles(officer, "/desk/needs")
    up = _titles(officer, "/desk/needs?order=title")
    assert up == sorted(usual)
    assert _titles(officer, "/desk/needs?order=-title") == up[::-1]
    page = html.document_fromstring(officer.get("/desk/needs?order=-title").text)
    (head,) = page.xpath("//th[@aria-sort]")
    assert head.get("aria-sort") == "descending"
    assert head.xpath("./a/@href") == ["/desk/needs"]


def test_rows_that_are_alike_keep_the_order_of_the_list(officer: FlaskClient) -> None:
    for _each in range(25):
        _endorsed(title="一样的课")
    first = html.document_fromstring(officer.get("/desk/needs?order=title").text)
    second = html.document_fromstring(officer.get("/desk/needs?order=title&page=2").text)
    links = [page.xpath("//tbody/tr/td//a/@href") for page in (first, second)]
    keys = [link.partition("?")[0] for some in links for link in some]
    assert len(set(keys)) == 25


@pytest.mark.parametrize("address", ["order=nobody", "order=-", "category=nobody", "town=1"])
def test_what_the_address_asks_wrongly_is_left_out_and_said(
    officer: FlaskClient, address: str
) -> None:
    _endorsed(title="一门课")
    text = officer.get(f"/desk/needs?{address}").text
    assert "一门课" in text
    assert "was left out" in text


def test_narrowing_keeps_the_order(officer: FlaskClient) -> None:
    page = html.document_fromstring(officer.get("/desk/needs?order=-title").text)
    assert page.xpath("//form[@role='search']//input[@name='order']/@value") == ["-title"]


def test_a_need_is_found_by_title_and_number(officer: FlaskClient) -> None:
    _endorsed(title="钢琴课")
    _endorsed(title="游泳课")
    assert _titles(officer, "/desk/needs?q=钢琴") == ["钢琴课"]
    assert _titles(officer, "/desk/needs?q=%25") == []


def test_a_decision_leads_back_to_the_list_as_it_was(officer: FlaskClient) -> None:
    need_id = _endorsed(title="一门课")
    page = html.document_fromstring(officer.get("/desk/needs?order=title&q=课").text)
    (link,) = page.xpath("//tbody/tr//a[contains(@href, '/desk/needs/')]/@href")
    review = html.document_fromstring(officer.get(link).text)
    deeds = review.xpath(f"//form[@method='post' and contains(@action, '/{need_id}/')]/@action")
    assert deeds
    assert all("back=needs.desk" in deed for deed in deeds)
    answer = officer.post(
        next(one for one in deeds if "/return" in one), data={"reason": "请再写清楚一些。"}
    )
    assert answer.location.startswith("/desk/needs?")
    assert "order=title" in answer.location


@pytest.mark.parametrize(
    "back",
    ["needs.desk?", "nobody?a=b", "site.home?x=y", "//example.org/", "needs.desk?" + "a" * 700],
)
def test_a_way_back_that_is_none_leads_to_the_whole_list(officer: FlaskClient, back: str) -> None:
    need_id = _endorsed()
    answer = officer.post(
        f"/desk/needs/{need_id}/return",
        query_string={"back": back},
        data={"reason": "请再写清楚一些。"},
    )
    assert answer.location == "/desk/needs"


def test_a_list_costs_the_same_however_long_it_is(app: Flask, officer: FlaskClient) -> None:
    _endorsed()
    with questions() as few:
        officer.get("/desk/needs?order=title")
    for _each in range(12):
        _endorsed()
    with questions() as many:
        officer.get("/desk/needs?order=title")
    assert len(many) == len(few)


def test_the_workbook_holds_what_is_listed_and_who_took_it(officer: FlaskClient) -> None:
    for title in ("乙课", "甲课"):
        _endorsed(title=title)
    _endorsed(title="游泳")
    rows = _sheet(officer.post("/lists/needs.desk/excel?order=title&q=课"))
    assert "civil_affairs" in rows[0][0]
    assert rows[1][0] == "Title"
    assert [row[0] for row in rows[2:]] == sorted(["乙课", "甲课"])
    assert _exports() == [{"listing": "needs.desk", "rows": 2}]


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://example.org")', "+1", "@sum", "0042", "http://a.example"]
)
def test_what_somebody_wrote_stays_a_text(officer: FlaskClient, text: str) -> None:
    _endorsed(title=text)
    assert _sheet(officer.post("/lists/needs.desk/excel"))[2][0] == text


def test_a_list_that_is_too_long_stays_in_the_house(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_views, "MOST_ROWS", 1)
    for _each in range(2):
        _endorsed()
    answer = officer.post("/lists/needs.desk/excel?order=title")
    assert (answer.status_code, answer.location) == (303, "/desk/needs?order=title")
    assert _exports() == []


def test_paper_shows_every_page_and_who_printed_it(officer: FlaskClient) -> None:
    for number in range(25):
        _endorsed(title=f"第{number}课")
    page = html.document_fromstring(officer.get("/lists/needs.desk/print").text)
    assert len(page.xpath("//tbody/tr")) == 25
    assert "civil_affairs" in page.text_content()


def test_paper_ends_at_its_limit_and_says_so(
    officer: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_views, "MOST_ON_PAPER", 2)
    for _each in range(3):
        _endorsed()
    text = officer.get("/lists/needs.desk/print").text
    assert "Only the first 2" in text


def test_a_list_is_taken_out_by_those_who_may_read_it(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.CHILD_DIRECTOR))
    assert client.post("/lists/needs.desk/excel").status_code == 403
    assert client.get("/lists/needs.desk/print").status_code == 403
    assert client.post("/lists/needs.desk/saved", data={"name": "x"}).status_code == 403
    assert client.get("/lists/nobody/print").status_code == 404
    assert _exports() == []


def test_a_view_is_saved_opened_and_deleted(officer: FlaskClient) -> None:
    officer.post("/lists/needs.desk/saved?order=title&q=课", data={"name": "我的课"})
    page = html.document_fromstring(officer.get("/desk/needs").text)
    (link,) = [one for one in page.xpath("//a") if "我的课" in one.text_content()]
    assert "order=title" in link.get("href")
    (deed,) = page.xpath("//form[contains(@action, '/forget')]/@action")
    assert officer.post(deed).location == "/desk/needs"
    assert "我的课" not in officer.get("/desk/needs").text


def test_a_view_without_a_name_is_not_saved(officer: FlaskClient) -> None:
    officer.post("/lists/needs.desk/saved?order=title", data={"name": " "})
    assert "/forget" not in officer.get("/desk/needs").text


def test_what_somebody_saved_is_seen_and_deleted_by_nobody_else(officer: FlaskClient) -> None:
    officer.post("/lists/needs.desk/saved?order=title", data={"name": "我的课"})
    builders.sign_in(officer, builders.actor(Role.CIVIL_AFFAIRS))
    assert "我的课" not in officer.get("/desk/needs").text
    assert officer.post("/lists/saved/1/forget").status_code == 404


def _save(who: Actor, name: str, query: str = "order=title") -> int:
    return save_filter(who, "needs.desk", name=name, query=query).saved_filter_id


def test_the_same_name_takes_the_place_of_the_first(app: Flask) -> None:
    who = builders.actor(Role.CIVIL_AFFAIRS)
    first = _save(who, "我的")
    assert _save(who, "我的", "order=-title") == first


def test_twenty_views_are_kept_and_no_more(app: Flask) -> None:
    who = builders.actor(Role.CIVIL_AFFAIRS)
    for number in range(20):
        _save(who, f"第{number}")
    with pytest.raises(Refused, match=r"kernel\.too_many_filters"):
        _save(who, "又一个")


def test_a_query_longer_than_any_of_ours_is_refused(app: Flask) -> None:
    with pytest.raises(Refused, match=r"kernel\.filter_too_long"):
        _save(builders.actor(Role.CIVIL_AFFAIRS), "长", "q=" + "a" * 700)


def test_a_supervisor_finds_a_child_by_name_and_notes_only_whom_the_page_shows(
    client: FlaskClient,
) -> None:
    shown = builders.child(full_name="周小禾")
    builders.child(full_name="吴晨曦")
    builders.sign_in(client, builders.actor(Role.CHILD_SUPERVISOR))
    client.set_cookie("language", "en")
    rows = _sheet(client.post("/lists/children.children/excel?q=小禾"))
    assert [row[0] for row in rows[2:]] == ["周小禾"]
    looked = select(AuditLine.child_id).where(AuditLine.event == LOOKED)
    assert set(db.session.scalars(looked)) == {shown}
