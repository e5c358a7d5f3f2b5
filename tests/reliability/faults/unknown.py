"""A job whose handler was renamed, and jobs whose event nobody knows or has another shape."""

from __future__ import annotations

from tests.reliability.books import Books, approve_all
from tests.reliability.found import Fault, Found
from tests.reliability.site import Site

JOB = (
    "INSERT INTO job (handler, lane, event, payload, created_at, due_at, attempts)"
    " VALUES ('matches.tell_invited', 'steps', :event, :payload, '2020-01-01 00:00:00.000000',"
    " '2020-01-01 00:00:00.000000', 0)"
)
BROKEN = (("matches.nobody_knows", "{}"), ("matches.invited", '{"shape": 1}'))
PARKED = "SELECT id FROM job WHERE parked_at IS NOT NULL AND done_at IS NULL ORDER BY id"


def unknown_job(site: Site, found: Found) -> None:
    site.web()
    books, officer = Books(site), site.somebody("civil_affairs")
    for event, payload in BROKEN:
        site.write(JOB, event=event, payload=payload)
    keys = books.proposals(3)
    approve_all(found, officer, keys)
    older = site.worker("unknown=matches.tell_invited")
    site.wait(lambda: len(site.keys(PARKED)) == 5, "what cannot be read is put aside")
    site.wait(lambda: site.owed() == 5, "everything behind it is done")
    found.as_many("jobs put aside", 5, len(site.keys(PARKED)))
    invited = [one["match_id"] for one in books.events("matches.invited")]
    found.all_there("invitations behind it", keys, invited)
    board = site.somebody("system_administrator")
    page = board.get("/jobs-board?show=parked").words
    found.sees("the jobs' page", "Put aside", page)
    found.sees("the jobs' page", "no handler is called matches.tell_invited", page)
    site.stop(older)
    site.worker()
    for key in site.keys(PARKED):
        board.send(f"/jobs-board/{key}/retry", of="/jobs-board?show=parked")
    site.wait(
        lambda: (site.owed(), len(site.keys(PARKED))) == (2, 2), "what is known by now is done"
    )
    page = board.get("/jobs-board?show=parked").words
    found.sees("the jobs' page", "no event is called matches.nobody_knows", page)
    found.sees("the jobs' page", "matches.invited has another shape", page)
    books.count(found, keys)


FAULTS = (
    Fault(
        name="A job that nobody knows or can read",
        done="Two jobs with an event nobody knows and one of another shape stand first; a worker of"
        " an older version does not know the handler that writes invitations. Three matches are"
        " approved. Then the right version comes, and the administrator tries again.",
        expected="Put aside with the reason, everything behind runs; done once it is known.",
        unshown="A job that is readable and means something else in the newer version.",
        inject=unknown_job,
    ),
)
