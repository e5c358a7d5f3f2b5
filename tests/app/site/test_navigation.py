"""The menu: what waits is counted, where one stands is marked."""

from __future__ import annotations

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from lxml import html

from app.kernel import clock
from app.kernel.access import Role
from app.needs.models import NeedState
from app.post.models import Letter
from app.site.navigation import MENU, navigation
from tests import builders


def _menu(client: FlaskClient, address: str) -> html.HtmlElement:
    page = html.document_fromstring(client.get(address).get_data(as_text=True))
    return page.xpath("//nav[@class='tabs']")[0]


def test_every_role_has_a_menu_of_at_most_five() -> None:
    assert all(2 <= len(entries) <= 5 for entries in MENU.values())


def test_every_entry_leads_to_a_page_that_exists(site: Flask) -> None:
    endpoints = {entry[0] for entries in MENU.values() for entry in entries}
    assert endpoints <= set(site.view_functions)


def test_the_page_one_stands_on_is_marked(client: FlaskClient) -> None:
    assert _menu(client, "/how").xpath("a[@aria-current='page']/@href") == ["/how"]


def test_what_waits_is_counted_at_its_entry(client: FlaskClient) -> None:
    for _each in range(3):
        builders.need(state=NeedState.SUBMITTED)
    builders.sign_in(client, builders.actor(Role.CHILD_SUPERVISOR))
    menu = _menu(client, "/today")
    assert menu.xpath("string(a[@href='/desk/needs']/span[contains(@class, 'count')])") == "3"


def test_unread_letters_are_counted(client: FlaskClient) -> None:
    who = builders.actor(Role.AUDITOR)
    fields = {"account_id": who.account_id, "event": "x", "values": {}, "created_at": clock.now()}
    builders._add(Letter(key="a", **fields))
    builders._add(Letter(key="b", read_at=clock.now(), **fields))
    builders.sign_in(client, who)
    page = html.document_fromstring(client.get("/today").get_data(as_text=True))
    counts = page.xpath("//a[@href='/inbox']//span[contains(@class, 'count')]/text()")
    assert counts == ["1", "1"]


def test_outside_a_request_there_is_no_menu(app: Flask) -> None:
    with app.app_context():
        text = render_template_string(
            "{% if nav %}menu{% endif %}{% if inbox_unread %}letters{% endif %}", **navigation()
        )
    assert text == ""
