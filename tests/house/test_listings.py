"""Every list is a Listing, or has a reason not to be."""

from __future__ import annotations

import ast

from flask import Flask

from app.kernel.access import SIGNED_IN
from app.kernel.listing import LISTINGS, ORDER, PAGE
from app.kernel.web import AUDIENCES
from tests.house.source import ROOT, calls, told, trees

EXCEPTIONS = {
    "post/outbox.html": "what a demonstration would have sent, read from a folder",
    "post/inbox.html": "a person's own letters: they are opened one by one, not taken out",
    "people/sign_in.html": "the doors of a demonstration, for nobody who is signed in",
    "needs/needs.html": "cards for everybody, with an order by distance of their own",
    "offers/offers.html": "cards for everybody",
    "offers/jobs.html": "cards for everybody, with an order by distance of their own",
    "offers/mine.html": "an organisation's own few postings",
    "matches/invitations.html": "a helper's own few invitations",
    "matches/family.html": "a family's own few questions",
    "post/to_ring.html": "whom to ring now: each row is a deed, not a record",
    "matches/village.html": "questions of a village with their deeds; the list is needs/mine",
}


def _pages() -> dict[str, str]:
    folder = ROOT / "templates"
    return {
        str(path.relative_to(folder)): text
        for path in sorted(folder.rglob("*.html"))
        if path.parent.name != "components"
        and "{{ pager(" in (text := path.read_text(encoding="utf-8"))
    }


def test_every_page_with_a_pager_is_a_listing_or_says_why_not() -> None:
    faults = [
        name
        for name, text in _pages().items()
        if ("{{ list_tools(" in text) is (name in EXCEPTIONS)
    ]
    told(faults, "Declare a Listing in the room's listings.py and show its list_tools.")


def test_no_exception_is_left_over() -> None:
    told(sorted(set(EXCEPTIONS) - set(_pages())), "There is no such page with a pager.")


def test_every_listing_is_looked_at_by_its_own_page(site: Flask) -> None:
    looked = {
        call.args[0].attr
        for tree in trees("app").values()
        for call in calls(tree)
        if getattr(call.func, "id", None) == "look" and isinstance(call.args[0], ast.Attribute)
    }
    assert len(looked) > 1
    faults = [name for name in LISTINGS if not AUDIENCES.get(name, frozenset()) <= SIGNED_IN]
    faults += [name for name in LISTINGS if name not in site.view_functions]
    told(faults, "A listing is called like the endpoint of its page, which visitors do not open.")


def test_the_steps_of_a_listing_are_routes(site: Flask) -> None:
    faults = [
        f"{one.name}: {step}"
        for one in LISTINGS.values()
        for step in one.steps
        if step not in site.view_functions
    ]
    told(faults, "Name endpoints that there are.")


def test_no_filter_is_called_like_a_part_of_every_address() -> None:
    faults = [
        path.name
        for path, tree in trees("app").items()
        if "forms" in str(path)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Asked")
        for line in node.body
        if isinstance(line, ast.Assign) and getattr(line.targets[0], "id", "") in (ORDER, PAGE)
    ]
    told(faults, "`order` and `page` belong to the list itself.")
