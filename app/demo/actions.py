"""Writing the fictional county into an empty database, in one transaction."""

from __future__ import annotations

from app.demo.events import DemoLoaded
from app.demo.queries import is_empty
from app.demo.seeds import Cast
from app.demo.store import families, postings, providers, staff
from app.demo.store.needs import store_needs
from app.demo.store.rows import Rows
from app.kernel import site_mark
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.errors import Refused
from app.needs import notices


@action(Can.LOAD_DEMO)
def load_demo(actor: Actor, cast: Cast, *, password_hash: str) -> DemoLoaded:
    """Store the whole cast; refused where there is an account already."""
    if not is_empty():
        raise Refused("demo.not_empty")
    site_mark.write(site_mark.Kind.DEMO)
    rows = Rows(cast.today, password_hash)
    families.store_families(rows, cast)
    providers.store_organizations(rows, cast)
    providers.store_volunteers(rows, cast)
    staff.store_staff(rows, cast)
    staff.store_members(rows, cast)
    postings.store_offers(rows, cast)
    postings.store_jobs(rows, cast)
    store_needs(rows, cast)
    notices.keep(notices.due())
    rows.number_on()
    return DemoLoaded(children=len(cast.children), needs=len(cast.needs))
