"""Asking for every page of the site, with every id, as one person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import product
from zipfile import ZipFile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter, Rule
from werkzeug.test import TestResponse

from app.kernel.access import SYSTEM, Actor
from app.kernel.db import Model, db
from app.kernel.listing_views import WORKBOOK
from app.kernel.scope import LEFT, act_as
from tests import builders

HIGHEST_ID, LOW_ID = 14, 4
OTHER_HATS = ("static", "people.sign_out", "people.demo_enter")
"""Where one becomes somebody else, and files that are the same for everybody."""


def _addresses(app: Flask, method: str) -> Iterator[str]:
    """Every address that answers this method, with every id from nothing to beyond the last."""
    with app.test_request_context():
        act_as(SYSTEM)
        urls = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            if method not in (rule.methods or ()) or rule.endpoint in OTHER_HATS:
                continue
            for values in _values(rule):
                yield urls.build(rule.endpoint, values, method=method)


def _values(rule: Rule) -> Iterator[dict[str, object]]:
    """Every id; of two ids every pair of low ones, and each with itself."""
    names = sorted(rule.arguments)
    for chosen in product(*(_samples(name, rule._converters[name]) for name in names)):
        ids = [one for one in chosen if isinstance(one, int)]
        if len(set(ids)) <= 1 or max(ids) <= LOW_ID:
            yield dict(zip(names, chosen, strict=True))


def _last_id(name: str) -> int:
    """Of the table that an address means by `need_id`; more than any has, where that is not plain."""
    table = Model.metadata.tables.get(name.removesuffix("_id"))
    if table is None:
        return HIGHEST_ID
    newest = select(func.max(table.c.id)).execution_options(**LEFT)
    return db.session.scalar(newest) or 0


def _samples(name: str, converter: BaseConverter) -> Iterable[object]:
    if isinstance(converter, IntegerConverter):
        return range(_last_id(name) + 2)
    if isinstance(converter, AnyConverter):
        return converter.items
    return {"code": ["en"], "type": ["large"]}.get(name, ["unknown"])


def crawl(app: Flask, who: Actor, *, methods: tuple[str, ...] = ("GET", "POST")) -> dict[str, str]:
    """method and address → text of every answer: first what can be read, then every empty form."""
    client: FlaskClient = app.test_client()
    if who.is_signed_in:
        builders.sign_in(client, who)
    pages = {}
    for method in methods:
        for address in list(_addresses(app, method)):
            answer = client.open(address, method=method)
            assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
            pages[f"{method} {address}"] = _words_of(answer)
    return pages


def _words_of(answer: TestResponse) -> str:
    """What can be read in an answer; a workbook is opened."""
    if answer.mimetype != WORKBOOK:
        return answer.get_data(as_text=True)
    content = answer.get_data()
    answer.close()
    with ZipFile(BytesIO(content)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())
