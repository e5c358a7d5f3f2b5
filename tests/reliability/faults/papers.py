"""What cannot be carried or kept: texts without a carrier, a PDF with a script, a huge picture."""

from __future__ import annotations

import io

from PIL import Image

from tests.reliability.books import Books, approve_all
from tests.reliability.faults.disk import paper, send_sheet, someone_asked
from tests.reliability.faults.mail import REAL
from tests.reliability.found import Fault, Found
from tests.reliability.servers import mail_server
from tests.reliability.site import Site

SIDES = (8_000, 5_001)
"""A line more than forty megapixels."""


def no_carrier(site: Site, found: Found) -> None:
    with mail_server() as server:
        real = {**REAL, "TONGQIAO_SMTP_URL": server.address}
        site.web()
        site.worker(**real)
        books, officer = Books(site), site.somebody("civil_affairs")
        last = site.number("SELECT max(id) FROM text_message")
        keys = books.proposals(5)
        approve_all(found, officer, keys)
        site.wait_for_jobs()
        books.count(found, keys)
        texts = site.rows("SELECT id, state FROM text_message WHERE id > :last", last=last)
        to_ring = [key for key, state in texts if state in ("no_carrier", "no_mobile")]
        found.all_there("texts turned into calls to make", [key for key, _ in texts], to_ring)
        page = officer.get("/to-ring")
        on_page = sum(f"/to-ring/{key}" in page.page for key in to_ring)
        found.as_many("calls on the officer's list", len(to_ring), on_page)
        told = site.flask("check", ends_with=(0, 1), **real)
        found.sees("`flask check`", "nobody carries them; families must be rung up", told)


def bad_papers(site: Site, found: Found) -> None:
    site.web()
    books = Books(site)
    director, match_id = someone_asked(site)
    script = paper(1_000, script="app.alert('hello');")
    found.sees("the director who sends a PDF with a script", "This PDF holds scripts",
               send_sheet(director, match_id, "signed.pdf", script))  # fmt: skip
    picture = io.BytesIO()
    Image.new("RGB", SIDES, "white").save(picture, "PNG")
    found.sees("the director who sends a picture too large",
               "The picture is too large: at most 40 megapixels",
               send_sheet(director, match_id, "signed.png", picture.getvalue()))  # fmt: skip
    found.as_many("sheets kept of them", 0, len(books.events("matches.sheet_kept")))
    send_sheet(director, match_id, "signed.pdf", paper(1_000))
    found.as_many("sheet kept of a plain PDF", 1, len(books.events("matches.sheet_kept")))


FAULTS = (
    Fault(
        name="Nobody carries text messages",
        done="A worker of a real site without a folder for texts; five matches are approved.",
        expected="Each text becomes a call to make, on the list of who rings.",
        unshown="A carrier that takes texts and carries none of them.",
        inject=no_carrier,
    ),
    Fault(
        name="A PDF with a script, a picture of more than forty megapixels",
        done="A director sends them as the signed sheet of a question, and then a plain PDF.",
        expected="A sentence each, nothing kept; the plain one is taken.",
        unshown="Every way in which a PDF may act; the names that are refused stand in"
        " `app/kernel/received.py`.",
        inject=bad_papers,
    ),
)
