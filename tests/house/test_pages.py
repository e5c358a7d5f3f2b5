"""The audit of pages notices what it promises to notice."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.pages import PageClient, audit, faults

GOOD = """<!doctype html><html lang="en"><head><title>Needs – Tongqiao</title></head><body><main>
<h1>Needs</h1><a href="/needs">All</a><form method="post" action=""><input type="hidden"
name="csrf_token" value="x"><input type="hidden" name="once"
value="6b0a2f0e-0000-4000-8000-000000000001"><label for="a">Town</label><input id="a" name="town">
<button>Send</button></form></main></body></html>"""

BROKEN = {
    "two headings": ("<h1>Needs</h1>", "<h1>Needs</h1><h1>Needs</h1>"),
    "no heading": ("<h1>Needs</h1>", ""),
    "an empty heading": ("<h1>Needs</h1>", "<h1> </h1>"),
    "another title": ("<title>Needs", "<title>Offers"),
    "no title": ("<title>Needs – Tongqiao</title>", ""),
    "no language": (' lang="en"', ""),
    "no main": ("<main>", "<div>"),
    "an id twice": ("<h1>", '<h1 id="a">'),
    "a description of nothing": ('id="a"', 'id="a" aria-describedby="b"'),
    "an input without a label": ('<label for="a">Town</label>', ""),
    "a group without a legend": ("<button>", "<fieldset>x</fieldset><button>"),
    "a form without a token": ('name="csrf_token"', 'name="other"'),
    "an empty token": ('value="x"', 'value=""'),
    "a form without a key": ('name="once"', 'name="other"'),
    "a key that is none": ("6b0a2f0e-", ""),
    "a key for two forms": (
        "<form",
        '<form method="post" action=""><input type="hidden" name="once" value="6b0a2f0e-0000-4000-8000-000000000001"><input type="hidden" name="csrf_token" value="x"></form><form',
    ),
    "a kept password": (
        "<button>",
        '<input type="hidden" name="draft_mark" value="x"><label for="p">P</label><input id="p" type="password"><button>',
    ),
    "a token in the address": ('method="post"', 'method="get"'),
    "a form without an action": (' action=""', ""),
    "a link that says nothing": (">All<", "> <"),
    "a link to nowhere": ('href="/needs"', 'href="#"'),
    "a button that says nothing": (">Send<", "><"),
    "a button inside a link": (">All<", "><button>All</button><"),
    "a picture without words": ("<h1>", '<img src="/a.png"><h1>'),
    "an inline style": ("<h1>", '<h1 style="color:red">'),
    "an inline handler": ("<h1>", '<h1 onclick="x()">'),
    "an inline script": ("<h1>", "<script>x()</script><h1>"),
    "a foreign script": ("<h1>", '<script src="https://example.org/x.js"></script><h1>'),
    "a placeholder left open": ("All", "All %(name)s"),
}


def test_a_good_page_passes() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize("name", BROKEN)
def test_the_audit_notices(name: str) -> None:
    before, after = BROKEN[name]
    assert before in GOOD
    assert faults(GOOD.replace(before, after)) != []


def test_the_client_of_every_test_audits(client: FlaskClient) -> None:
    assert isinstance(client, PageClient)


def test_a_page_without_the_content_policy_fails(client: FlaskClient) -> None:
    answer = client.application.response_class(GOOD, mimetype="text/html")
    with pytest.raises(AssertionError, match="Content-Security-Policy"):
        audit(answer, "/needs")
