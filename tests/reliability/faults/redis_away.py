"""A Redis that is gone: the queue after a commit, and the counting of wrong passwords."""

from __future__ import annotations

import resource
import time

from tests.reliability.books import Books, approve_all
from tests.reliability.found import Fault, Found
from tests.reliability.servers import Redis
from tests.reliability.site import PASSWORD, Site, children, room

LONGEST_ANSWER = 6.0
"""Seconds: one for the queue that does not answer, the rest for a busy machine."""
TRIES = 60


def queue_away(site: Site, found: Found) -> None:
    redis = Redis(site.folder)
    try:
        setting = {"TONGQIAO_QUEUE": redis.address}
        site.web(**setting)
        site.worker(**setting)
        books, officer = Books(site), site.somebody("civil_affairs")
        keys = books.proposals(9)
        redis.kill()
        start = time.monotonic()
        approve_all(found, officer, keys[:5])
        is_quick = time.monotonic() - start < 5 * LONGEST_ANSWER
        found.answered("answers as quick as ever", 5 * is_quick, 5)
        told = site.flask("check", ends_with=(1,), **setting)
        found.sees("`flask check`", "Queue: it does not answer", told)
        site.wait_for_jobs()
        books.count(found, keys[:5])
        redis.start()
        approve_all(found, officer, keys[5:])
        site.wait_for_jobs()
        books.count(found, keys)
    finally:
        redis.kill()


def queue_file_full(site: Site, found: Found) -> None:
    if site.is_sqlite:
        found.untried = "the same disk holds the database, see a disk that fills"
        return
    web = site.web()
    site.worker()
    books, officer = Books(site), site.somebody("civil_affairs")
    keys = books.proposals(4)
    room(children(web.pid), 0)
    approve_all(found, officer, keys)
    room(children(web.pid), resource.RLIM_INFINITY)
    site.wait_for_jobs()
    books.count(found, keys)


def limiter_away(site: Site, found: Found) -> None:
    redis = Redis(site.folder)
    try:
        site.web(TONGQIAO_LIMITS_URL=redis.address)
        found.answered("sign-ins before", _sign_in(site, PASSWORD) == 303, 1)
        redis.kill()
        right = [_sign_in(site, PASSWORD) for _ in range(3)]
        found.answered("sign-ins with the right password", right.count(303), 3)
        wrong = [_sign_in(site, "not it", name="nobody.here") for _ in range(TRIES)]
        found.sees("who tries on", "429", " ".join(map(str, wrong)))
        found.as_many("answers that broke", 0, sum(status >= 500 for status in wrong))
    finally:
        redis.kill()


def _sign_in(site: Site, password: str, *, name: str = "officer1") -> int:
    visitor = site.visitor()
    return visitor.send("/sign-in", of="/sign-in", name=name, password=password).status


FAULTS = (
    Fault(
        name="The queue is away after a commit",
        done="Redis is killed; five matches are approved. Redis comes back; four more are.",
        expected="Each approval answers as usual. Its jobs are found in the database meanwhile.",
        unshown="A Redis that accepts and is silent: an approval then waits a second for it, once"
        " in fifteen seconds.",
        inject=queue_away,
    ),
    Fault(
        name="The queue's file on a full disk",
        done="The web processes may write no byte into any file while four matches are approved.",
        expected="As above.",
        unshown="As of a disk that fills, below.",
        inject=queue_file_full,
    ),
    Fault(
        name="The counter of wrong passwords is away",
        done="Redis, which counts tries for all processes, is killed; three people sign in, and"
        " somebody tries sixty wrong passwords.",
        expected="Sign-in goes on. Each process counts for itself, so that trying is stopped all"
        " the same.",
        unshown="How many tries more that allows: as many times the limit as there are processes.",
        inject=limiter_away,
    ),
)
