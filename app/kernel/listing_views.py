"""What every list can do: look, print, leave as a workbook, remember what was asked, and come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from tempfile import TemporaryFile
from typing import Any
from urllib.parse import parse_qs

from flask import (
    Flask,
    Response,
    abort,
    g,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import clock
from app.kernel.access import SIGNED_IN, Actor
from app.kernel.errors import Refused
from app.kernel.fields import Line
from app.kernel.listing import LISTINGS, Column, Listing, Opened
from app.kernel.pages import show_date, show_moment
from app.kernel.paging import Page
from app.kernel.saved_filters import (
    LONGEST,
    Saved,
    SavedFilter,
    export_list,
    forget_filter,
    save_filter,
    saved_filters,
)
from app.kernel.scope import find
from app.kernel.sheets import MOST_ROWS, write_sheet
from app.kernel.web import (
    AUDIENCES,
    RoomBlueprint,
    attempt,
    current_actor,
    page_number,
    see_other,
    tell,
)

blueprint = RoomBlueprint("lists", __name__)

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ON_PAPER = 1_000


class SaveForm(FlaskForm):
    name = Line(_l("A name for this view"), most=40, is_needed=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """One page of a list, and what its reader saved of it."""

    asked: Opened
    page: Page[Any]
    saved: list[Saved]

    @property
    def form(self) -> Any:
        return self.asked.form

    @property
    def name(self) -> str:
        return self.asked.listing.name

    def _column(self, name: str) -> Column:
        return next(one for one in self.asked.columns if one.name == name)

    def head(self, name: str) -> str:
        """The words of a column."""
        return str(self._column(name).words)

    def is_sorted_by(self, name: str) -> bool:
        """Whether the database can sort by this column."""
        return bool(self._column(name).sort)

    def address(self, query: dict[str, Any]) -> str:
        """The page of this list with another query."""
        return url_for(self.name, **(request.view_args or {}), **query)

    def address_of(self, saved: Saved) -> str:
        return self.address(parse_qs(saved.query))


def init_app(app: Flask) -> None:
    app.before_request(_come_from)
    app.url_defaults(_lead_back)


def look(listing: Listing) -> Shown:
    """The list as the address of this request asks for it."""
    actor = current_actor()
    asked = listing.open(actor, request.args)
    g.back = listing, _with_page(asked)
    saved = saved_filters(listing.name) if actor.is_signed_in else []
    return Shown(asked, asked.page(page_number()), saved)


def _with_page(asked: Opened) -> str:
    number = page_number()
    parts = [asked.text, f"page={number}" if number > 1 else ""]
    return "&".join(part for part in parts if part)


def _come_from() -> None:
    """Know again which list, narrowed how, led to this step."""
    name, _mark, query = request.args.get("back", "").partition("?")
    listing = LISTINGS.get(name)
    if listing is not None and request.endpoint in listing.steps and len(query) <= LONGEST:
        g.back = listing, query


def came_from(listing: Listing) -> Opened | None:
    """The list as it was when it led to this step; None when another page did."""
    last, query = g.get("back", (None, ""))
    if not query or last.name != listing.name:
        return None
    return listing.open(current_actor(), MultiDict(parse_qs(query)))


def _lead_back(endpoint: str, values: dict[str, Any]) -> None:
    """Let steps remember their list, and a bare way back lead to it as it was."""
    listing, query = g.get("back", (None, ""))
    if listing is None or not query:
        return
    if endpoint in listing.steps:
        values.setdefault("back", f"{listing.name}?{query}")
    elif endpoint == listing.name and request.endpoint != endpoint and not values:
        values.update(parse_qs(query))


@blueprint.page("/lists/<name>/print", audience=SIGNED_IN)
def on_paper(name: str) -> str:
    asked = _asked(name)
    return render_template(
        "lists/print.html",
        title=str(asked.listing.title),
        columns=asked.columns,
        rows=[[_in_words(cell) for cell in row] for row in asked.rows(most=MOST_ON_PAPER)],
        total=asked.total(),
        most=MOST_ON_PAPER,
        now=clock.now(),
    )


@blueprint.deed("/lists/<name>/excel", audience=SIGNED_IN)
def excel(name: str) -> AnyResponse:
    """The whole list as a workbook; its line is written before a row leaves."""
    actor, asked = current_actor(), _asked(name)
    file = attempt(lambda: _workbook(actor, asked))
    if file is None:
        return redirect(_page_of(asked), HTTPStatus.SEE_OTHER)
    return file


def _workbook(actor: Actor, asked: Opened) -> Response:
    if asked.total() > MOST_ROWS:
        raise Refused("kernel.list_too_long", most=MOST_ROWS)
    file = TemporaryFile()  # noqa: SIM115 — closed when it has been sent
    many = write_sheet(
        file,
        title=str(asked.listing.title),
        made=made_by(actor),
        heads=[str(column.words) for column in asked.columns],
        rows=asked.rows(most=MOST_ROWS),
    )
    export_list(actor, asked.listing.name, rows=many)
    return sent_workbook(file, str(asked.listing.title))


def made_by(actor: Actor) -> str:
    """Who takes a list out, and when: it stands on every sheet."""
    moment = show_moment(clock.now())
    return str(_("Taken out by %(name)s, %(moment)s", name=actor.display_name, moment=moment))


def sent_workbook(file: Any, title: str) -> Response:
    name = f"{title}-{clock.today():%Y%m%d}.xlsx"
    return send_file(file, mimetype=WORKBOOK, as_attachment=True, download_name=name, max_age=0)


@blueprint.deed("/lists/<name>/saved", audience=SIGNED_IN)
def save(name: str) -> AnyResponse:
    asked, form = _asked(name), SaveForm()
    if not form.validate():
        tell(str(_("Not done: %(reason)s", reason=form.name.errors[0])), kind="refused")
        return redirect(_page_of(asked), HTTPStatus.SEE_OTHER)
    kept = attempt(
        lambda: save_filter(current_actor(), name, name=form.name.data, query=asked.text)
    )
    if kept is not None:
        tell(_("Kept. You find it under the list's tools."))
    return redirect(_page_of(asked), HTTPStatus.SEE_OTHER)


@blueprint.deed("/lists/saved/<int:saved_filter_id>/forget", audience=SIGNED_IN)
def forget(saved_filter_id: int) -> AnyResponse:
    name = find(SavedFilter, saved_filter_id).listing
    if attempt(lambda: forget_filter(current_actor(), saved_filter_id)) is not None:
        tell(_("Forgotten."))
    return see_other(name if name in LISTINGS else "site.today")


def _asked(name: str) -> Opened:
    """A list that has a sheet, for somebody who may open its page."""
    listing = LISTINGS.get(name) or abort(HTTPStatus.NOT_FOUND)
    actor = current_actor()
    if actor.role not in AUDIENCES[name]:
        abort(HTTPStatus.FORBIDDEN)
    return listing.open(actor, request.args)


def _page_of(asked: Opened) -> str:
    return url_for(asked.listing.name, **asked.query)


def _in_words(cell: Any) -> str:
    """A cell as paper shows it."""
    if cell is None or cell == "":
        return "—"
    if isinstance(cell, datetime):
        return show_moment(cell)
    return show_date(cell) if isinstance(cell, date) else str(cell)
