"""The main menu of each role, and how many letters wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context, request, url_for
from flask_babel import gettext as _
from werkzeug.local import LocalProxy

from app.kernel.access import Role
from app.kernel.web import current_actor
from app.needs.queries import awaiting as needs_awaiting
from app.offers.queries import awaiting as postings_awaiting
from app.post.queries import unread_count
from app.site import waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry; `badge` is how many things wait behind it, 0 for none."""

    url: str
    text: str
    icon: str
    is_current: bool
    badge: int


def _unread() -> int:
    if not has_request_context() or not current_actor().is_signed_in:
        return 0
    if "unread" not in g:
        g.unread = unread_count(current_actor())
    return int(g.unread)


def _needs() -> int:
    return needs_awaiting(current_actor())


def _to_verify() -> int:
    return postings_awaiting(current_actor())


Entry = tuple[str, str, Callable[[], str], Callable[[], int] | None]
"""Endpoint, icon, words, and what counts the badge."""

TODAY: Entry = ("site.today", "today", lambda: _("Today"), None)
NEEDS: Entry = ("needs.needs", "search", lambda: _("Needs"), None)
JOBS: Entry = ("offers.jobs", "briefcase", lambda: _("Jobs"), None)
LETTERS: Entry = ("post.inbox", "mail", lambda: _("Messages"), _unread)
INVITATIONS: Entry = ("matches.invitations", "hand", lambda: _("Invites"), waiting.invitations)
POSTINGS: Entry = ("offers.mine", "gift", lambda: _("What we give"), None)
CHILDREN: Entry = ("children.children", "child", lambda: _("Children"), None)

MENU: dict[Role, tuple[Entry, ...]] = {
    Role.VISITOR: (
        NEEDS,
        JOBS,
        ("offers.offers", "gift", lambda: _("What is given"), None),
        ("site.how", "book", lambda: _("How it works"), None),
    ),
    Role.VOLUNTEER: (
        TODAY,
        NEEDS,
        INVITATIONS,
        ("providers.profile", "user", lambda: _("My profile"), None),
        LETTERS,
    ),
    Role.ORGANIZATION_MEMBER: (TODAY, NEEDS, INVITATIONS, POSTINGS, LETTERS),
    Role.EMPLOYER: (
        TODAY,
        INVITATIONS,
        ("offers.mine", "briefcase", lambda: _("Our jobs"), None),
        LETTERS,
    ),
    Role.GUARDIAN: (
        TODAY,
        ("matches.family", "heart-hand", lambda: _("Help for us"), waiting.consents),
        ("needs.own", "search", lambda: _("Work for me"), _needs),
        JOBS,
        LETTERS,
    ),
    Role.CHILD_DIRECTOR: (
        TODAY,
        CHILDREN,
        ("needs.mine", "list", lambda: _("Needs"), _needs),
        ("matches.village", "bridge", lambda: _("Matches"), waiting.consents),
        LETTERS,
    ),
    Role.CHILD_SUPERVISOR: (
        TODAY,
        ("needs.desk", "list", lambda: _("To endorse"), _needs),
        ("matches.to_ring", "phone", lambda: _("To ring"), waiting.to_ring),
        CHILDREN,
        LETTERS,
    ),
    Role.CIVIL_AFFAIRS: (
        TODAY,
        ("needs.desk", "list", lambda: _("Needs"), _needs),
        ("matches.queue", "bridge", lambda: _("Proposals"), waiting.proposals),
        ("providers.vetting", "shield", lambda: _("Vetting"), waiting.to_vet),
        ("offers.desk", "gift", lambda: _("Postings"), _to_verify),
    ),
    Role.AUDITOR: (
        TODAY,
        ("system.trail", "eye", lambda: _("Trail"), None),
        ("system.matrix", "lock", lambda: _("Rights"), None),
        LETTERS,
    ),
    Role.SYSTEM_ADMINISTRATOR: (
        TODAY,
        ("people.accounts", "users", lambda: _("Accounts"), None),
        ("system.jobs", "refresh", lambda: _("Jobs board"), waiting.failed_jobs),
        ("system.matrix", "lock", lambda: _("Rights"), None),
        LETTERS,
    ),
}


def navigation() -> dict[str, Any]:
    """For every template. Proxies, because error pages and letters show no menu and must not count."""
    return {"nav": LocalProxy(_items), "inbox_unread": LocalProxy(_unread)}


def _items() -> list[Item]:
    if not has_request_context():
        return []
    if "menu" not in g:
        g.menu = [_item(*entry) for entry in MENU.get(current_actor().role, ())]
    return list(g.menu)


def _item(
    endpoint: str,
    icon: str,
    words: Callable[[], str],
    count: Callable[[], int] | None,
) -> Item:
    return Item(
        url=url_for(endpoint),
        text=words(),
        icon=icon,
        is_current=request.endpoint == endpoint,
        badge=count() if count else 0,
    )
