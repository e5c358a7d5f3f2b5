"""Two workers on a round that outlasts its lease, and a worker killed in the middle of one."""

from __future__ import annotations

from tests.reliability.books import Books
from tests.reliability.found import Fault, Found
from tests.reliability.site import Site
from tests.reliability.visitor import Visitor

LEASE, READING = "lease=6", "reading=20"


def two_workers(site: Site, found: Found) -> None:
    books, officer = _asked(site, found, workers=2)
    site.wait(lambda: _state(site) == "running", "the round runs")
    again = officer.send("/rounds", of="/today")
    found.sees("who asks for a second round", "A round is running already", _words(officer, again))
    site.wait(lambda: _state(site) == "done", "the round is done")
    site.wait_for_jobs()
    _count(books, found)
    found.sees("the rounds' page", "Round 2", officer.get("/rounds").words)


def killed_round(site: Site, found: Found) -> None:
    books, officer = _asked(site, found, workers=1)
    site.wait(lambda: _state(site) == "running", "the round runs")
    site.kill(site.running[-1])
    site.worker(LEASE, "rounds")
    site.wait(lambda: _state(site) == "done", "the round is done")
    site.wait_for_jobs()
    _count(books, found, starts=2)
    found.sees("the rounds' page", "Round 2", officer.get("/rounds").words)


def _asked(site: Site, found: Found, *, workers: int) -> tuple[Books, Visitor]:
    site.web()
    books, officer = Books(site), site.somebody("civil_affairs")
    for _ in range(workers):
        site.worker(LEASE, READING, "rounds")
    answer = officer.send("/rounds", of="/today")
    found.answered("round asked for", int(answer.status == 303), 1)
    return books, officer


def _state(site: Site) -> str:
    return str(site.keys("SELECT state FROM round ORDER BY id DESC LIMIT 1")[0])


def _words(visitor: Visitor, answer: object) -> str:
    return visitor.follow(answer).words  # type: ignore[arg-type]


def _count(books: Books, found: Found, *, starts: int = 1) -> None:
    site = books.site
    found.as_many("round begun", starts, len(books.events("matches.round_started")))
    found.as_many("round recorded", 1, len(books.events("matches.round_finished")))
    found.as_many("rounds marked failed", 0, len(books.events("matches.round_failed")))
    kept = site.number("SELECT count(*) FROM match WHERE round_id = 2")
    told = site.number("SELECT proposals FROM round WHERE id = 2")
    found.as_many("proposals of the round", told, kept)
    pairs = site.rows(
        "SELECT need_id, volunteer_id, offer_id, job_id FROM match WHERE state = 'proposed'"
        " OR state IN ('approved', 'invited', 'accepted', 'consented')"
    )
    found.all_there("pairs under way", {tuple(one) for one in pairs}, map(tuple, pairs))


FAULTS = (
    Fault(
        name="Two workers, one long round",
        done="Two workers serve the lane of rounds. Reading the texts is slowed by 20 seconds and"
        " leases are 6 seconds long, so that the round outlasts its lease three times. A second"
        " round is asked for meanwhile.",
        expected="One worker holds it to its end, the other leaves it alone.",
        unshown="A worker that is stopped in its tracks for longer than its lease and then goes on:"
        " that is tried by the ordinary tests.",
        inject=two_workers,
    ),
    Fault(
        name="A worker killed in a round",
        done="kill -9 while the round's texts are read; another worker is there afterwards.",
        expected="The round is held again from its beginning once the lease is over, and recorded"
        " once.",
        unshown="A kill within the moment of writing: it is one transaction, which the ordinary"
        " tests break.",
        inject=killed_round,
    ),
)
