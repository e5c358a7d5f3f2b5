"""Web processes killed in the middle of requests."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from functools import partial

from tests.reliability.books import Books, at_once, is_approved
from tests.reliability.found import Fault, Found
from tests.reliability.site import Site, children, pause

APPROVALS, HANDS, KILLS = 24, 8, 4


def killed_web(site: Site, found: Found) -> None:
    web = site.web()
    books = Books(site)
    keys = books.proposals(APPROVALS)
    officers = [site.somebody("civil_affairs", number) for number in range(HANDS)]
    presses = []
    for number, key in enumerate(keys):
        path, officer = f"/matches/{key}/approve", officers[number % HANDS]
        form = officer.form(path, of=f"/matches/{key}")
        presses.append(partial(officer.press, path, form))
    killed: list[int] = []
    killer = threading.Thread(target=_kill_some, args=(web.pid, killed))
    killer.start()
    answers = at_once(presses, hands=HANDS)
    killer.join()
    well = sum(map(is_approved, answers, keys))
    broken = sum(officer.broken for officer in officers)
    found.counted.append(f"{len(killed)} web processes killed, {broken} lines broken by it")
    found.answered("approvals answered, pressed again where the line broke", well, APPROVALS)
    site.worker()
    site.wait_for_jobs()
    books.count(found, keys)


def _kill_some(master: int, killed: list[int]) -> None:
    for _ in range(KILLS):
        pause(0.5)
        for pid in children(master)[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)


FAULTS = (
    Fault(
        name="A web process killed in the middle of requests",
        done="Eight officers approve 24 matches at once; every half second a web process gets"
        " kill -9. Whose line breaks presses again, as a browser does.",
        expected="Each approval is done once, whether or not its answer arrived.",
        unshown="The machine itself going down: the processes die, what was written stays.",
        inject=killed_web,
    ),
)
