"""A disk that fills while the site runs, and has room again later."""

from __future__ import annotations

import io
import os
import resource
import signal
import subprocess
from http import HTTPStatus

from pypdf import PdfWriter
from pypdf.actions import JavaScript
from pypdf.generic import DecodedStreamObject, NameObject

from tests.reliability.books import Books, approve, is_approved
from tests.reliability.found import Fault, Found
from tests.reliability.site import PASSWORD, Site, children, room
from tests.reliability.visitor import Answer, Sheet, Visitor

PAPER_BYTES = 9_000_000
SOME_ROOM = 2_000_000
"""Beyond what the largest file of the site has already: enough for rows, too little for the paper."""
FULL = "disk is full"


def full_disk(site: Site, found: Found) -> None:
    web = site.web()
    books, officer = Books(site), site.somebody("civil_affairs")
    director, match_id = someone_asked(site)
    largest = max(one.stat().st_size for one in site.folder.rglob("*") if one.is_file())
    _room(web, largest + SOME_ROOM)
    sent = send_sheet(director, match_id, "paper.pdf", paper(PAPER_BYTES))
    found.sees("the director who sends a sheet", FULL, sent)
    _count_sheets(books, found, 0)
    found.answered("sign-ins while files cannot be kept", _sign_in(site).status == 303, 1)
    _room(web, 0)
    if site.is_sqlite:
        _no_room_for_the_database(site, found, books, officer)
    else:
        _no_room_beside_the_database(site, found, books, officer)
    _room(web, resource.RLIM_INFINITY)
    send_sheet(director, match_id, "paper.pdf", paper(PAPER_BYTES))
    _count_sheets(books, found, 1)
    found.answered("sign-ins once there is room", _sign_in(site).status == 303, 1)
    keys = books.proposals(4)
    well = sum(is_approved(approve(officer, key), key) for key in keys)
    found.answered("approvals once there is room", well, len(keys))
    _look_around(officer, found, "once there is room")
    site.worker()
    site.wait_for_jobs()
    before = [one["match_id"] for one in books.events("matches.approved")]
    books.count(found, list(dict.fromkeys([*before, *keys])))


def _room(web: subprocess.Popen[bytes], most: int) -> None:
    """For the web processes, and for those that come after them."""
    room([web.pid, *children(web.pid)], most)


def _no_room_for_the_database(site: Site, found: Found, books: Books, officer: Visitor) -> None:
    (key,) = books.proposals(1)
    found.sees("the officer who approves", FULL, approve(officer, key).words)
    found.as_many("approvals half done", 0, len(books.events("matches.approved")))
    found.sees("who signs in", FULL, _sign_in(site).words)


def _no_room_beside_the_database(site: Site, found: Found, books: Books, officer: Visitor) -> None:
    """All goes on, in a process too that begins now and has not written a byte before."""
    web = site.running[0]
    old = children(web.pid)
    os.kill(old[0], signal.SIGKILL)
    site.wait(lambda: len({*children(web.pid)} - {*old}) == 1, "a new process is there")
    keys = books.proposals(4)
    well = sum(is_approved(approve(officer, key), key) for key in keys)
    found.answered("approvals while nothing can be written", well, len(keys))
    found.answered("sign-ins while nothing can be written", _sign_in(site).status == 303, 1)
    _look_around(officer, found, "while nothing can be written")


def _look_around(officer: Visitor, found: Found, when: str) -> None:
    """Open whatever Today leads to: each page has figures of its own, which want room."""
    other = officer.twin()  # some links change what the browser remembers
    pages = other.links("/today")
    well = sum(other.get(page).status < HTTPStatus.INTERNAL_SERVER_ERROR for page in pages)
    found.answered(f"pages {when}", well, len(pages))


def _sign_in(site: Site) -> Answer:
    return site.visitor().send("/sign-in", of="/sign-in", name="officer1", password=PASSWORD)


def _count_sheets(books: Books, found: Found, wanted: int) -> None:
    site = books.site
    folder = site.folder / "files"
    kept = list(folder.iterdir()) if folder.is_dir() else []
    found.as_many("sheets in the folder", wanted, len(kept))
    found.as_many("sheets in rows", wanted, site.number("SELECT count(*) FROM attachment"))
    found.as_many("sheets in the trail", wanted, len(books.events("matches.sheet_kept")))


def someone_asked(site: Site) -> tuple[Visitor, int]:
    """A director whose family has a question open, and its match."""
    wanted = (
        "SELECT c.match_id, a.account_id FROM consent c JOIN appointment a"
        " ON a.place = c.village_code AND a.role = 'child_director'"
        " WHERE c.state = 'waiting' ORDER BY c.id"
    )
    match_id, account_id = site.rows(wanted)[0]
    return site.visitor().come_in(account_id), match_id


def send_sheet(director: Visitor, match_id: int, name: str, content: bytes) -> str:
    """What the director reads after sending it."""
    path = f"/village-matches/{match_id}/sheet"
    sheet = Sheet("sheet", name, content)
    return director.follow(director.send(path, of="/village-matches", sheet=sheet)).words


def paper(size: int, *, script: str | None = None) -> bytes:
    """A PDF of one page and about so many bytes."""
    writer, file = PdfWriter(), io.BytesIO()
    page = writer.add_blank_page(200, 200)
    filling = DecodedStreamObject()
    filling.set_data(os.urandom(size))
    page[NameObject("/Filling")] = writer._add_object(filling)
    if script:
        writer.add_open_action(JavaScript(script))
    writer.write(file)
    return file.getvalue()


FAULTS = (
    Fault(
        name="A disk that fills",
        done="While the site runs, its web processes may write no file beyond its largest and two"
        " megabytes: a signed sheet of nine megabytes is sent. Then they may write nothing at all:"
        " matches are approved, and somebody signs in; on PostgreSQL a web process is killed first,"
        " so that one begins without room. Then there is room again.",
        expected="A sentence for whoever sends, nothing half done; what needs no room goes on.",
        unshown="A file system that is really full: it is the processes that may not write, and not"
        " the worker's; nor a full disk under PostgreSQL itself, which then answers with an error"
        " and stops if it cannot write its log.",
        inject=full_disk,
    ),
)
