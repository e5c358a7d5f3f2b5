"""A clock that runs ahead, days without a worker, and a year without announced holidays."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta

from tests.reliability.books import Books, approve_all
from tests.reliability.found import Fault, Found
from tests.reliability.site import Site, pause

STATES = ("match", "need", "consent", "countersign", "volunteer", "organization", "offer",
          "job_posting")  # fmt: skip
DRAFT = (
    'INSERT INTO draft (account_id, form, "row", text, saved_at)'
    " VALUES (1, 'children.register', '', :text, :now)"
)
DAILY = ("children.notice_ages", "kernel.prune", "matches.remind_of_invitations",
         "people.mail_digests")  # fmt: skip
RUNS = "SELECT name FROM schedule_run WHERE state = 'done'"
BEGUN = "SELECT count(*) FROM schedule_run WHERE state IN ('waiting', 'running', 'failed')"


def year_ahead(site: Site, found: Found) -> None:
    site.web()
    _settle(site)
    books, officer = Books(site), site.somebody("civil_affairs")
    keys = books.proposals(3)
    steps = site.worker("steps")
    approve_all(found, officer, keys)
    site.wait(lambda: len(books.letters()) >= 3, "the letters are written")
    site.wait(lambda: _owed_but_mail(site) == 0, "only mail is owed")
    site.stop(steps)
    site.write(DRAFT, text=b"half a form", now=_now())
    before = {table: _states(site, table) for table in STATES}
    mails = site.folder / "letters"
    shutil.move(mails, site.folder / "kept")
    mails.write_text("no folder")  # whatever is mailed meanwhile fails
    ahead = site.worker("ahead=365")
    pause(60)
    site.wait(lambda: site.number(ASKING) > 0, "the platform asks")
    found.sees("Today, of officer and administrator", "The platform asks before it goes on",
               officer.get("/today").words)  # fmt: skip
    site.kill(ahead)
    failed = site.number(FAILED)
    found.counted.append(f"{failed} jobs failed while the clock was ahead")
    mails.unlink()
    shutil.move(site.folder / "kept", mails)
    site.worker()
    site.wait_for_jobs(seconds=120)
    site.wait(lambda: site.number(ASKING) == 0, "nothing is asked any more")
    for table in STATES:
        found.all_there(f"states of {table}", before[table], _states(site, table))
    written = "SELECT count(*) FROM letter WHERE created_at > :later"
    later = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%d %H:%M:%S.%f}"
    found.as_many("letters of the wrong clock", 0, site.number(written, later=later))
    found.as_many("half-typed form", 1, site.number("SELECT count(*) FROM draft"))
    books.count(found, keys)


def three_days(site: Site, found: Found) -> None:
    site.web()
    _settle(site)
    books, officer = Books(site), site.somebody("civil_affairs")
    keys = books.proposals(4)
    approve_all(found, officer, keys)
    site.stop(site.running[0])
    runs = site.number("SELECT max(id) FROM schedule_run")
    told = site.flask("ahead=3", "check", ends_with=(1,))
    found.sees("`flask check`", "Worker: silent for 43", told)
    found.sees("`flask check`", "Letters, rounds and deadlines wait.", told)
    site.worker("ahead=3")
    site.wait_for_jobs()
    names = f"{RUNS} AND id > {runs} AND name IN {DAILY}"
    site.wait(lambda: len(site.keys(names)) >= len(DAILY), "the days' work is done")
    pause(10)  # for a second run, if there were one
    found.all_there("kinds of daily work, made up for once", DAILY, site.keys(names))
    books.count(found, keys)
    sent = [name.partition("-")[2] for name in _mails(site) if "-digest-" in name]
    mailed = [one["account_id"] for one in books.events("post.digest_mailed")]
    found.all_there("mails of the day", set(mailed), mailed)
    found.counted.append(f"{len(sent)} of them in the demo's outbox")


def no_holidays(site: Site, found: Found) -> None:
    today = datetime.now(UTC)
    site.write(
        "UPDATE calendar_year SET state = 'provisional' WHERE year = :year", year=today.year + 1
    )
    web = site.web()
    site.worker()
    books, officer = Books(site), site.somebody("civil_affairs")
    keys = books.proposals(2)
    approve_all(found, officer, keys)
    site.wait_for_jobs()
    books.count(found, keys)
    without = "SELECT count(*) FROM match WHERE state = 'invited' AND answer_by IS NULL"
    found.as_many("invitations without a deadline", 0, site.number(without))
    site.stop(web)
    october = datetime(today.year, 10, 2, tzinfo=UTC)
    site.web(f"ahead={max(0, (october - today).days)}")
    said = f"The holidays of {today.year + 1} are not entered yet: deadlines count weekends alone."
    found.sees("the officer's Today", said, site.somebody("civil_affairs").get("/today").words)


ASKING = "SELECT count(*) FROM schedule_run WHERE state = 'asking'"
FAILED = "SELECT count(*) FROM job WHERE done_at IS NULL AND error IS NOT NULL"


def _settle(site: Site) -> None:
    """The schedule has been carried once, as on any day, and what follows from it."""
    worker = site.worker()
    site.wait(lambda: set(DAILY) <= set(site.keys(RUNS)), "the day's work is done")
    site.wait(lambda: site.number(BEGUN) + site.owed() == 0, "nothing is waiting")
    site.stop(worker)


def _owed_but_mail(site: Site) -> int:
    return site.number("SELECT count(*) FROM job WHERE done_at IS NULL AND lane = 'steps'")


def _states(site: Site, table: str) -> list[tuple[object, ...]]:
    return [tuple(one) for one in site.rows(f"SELECT id, state FROM {table}")]


def _mails(site: Site) -> list[str]:
    return [one.name for one in (site.folder / "letters").iterdir()]


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}"


FAULTS = (
    Fault(
        name="A clock a year ahead for a minute",
        done="All lanes of a worker run for a minute on a clock that is 365 days ahead, while mail"
        " cannot be delivered. Then the clock is right again, and so is the mail.",
        expected="Nothing lapses or expires; people are asked. What failed meanwhile is tried"
        " within minutes, not next year.",
        unshown="A clock that is ahead by less than a week: up to then a run of the schedule looks"
        " like one that comes late, and ten a day lapse as usual. Web processes on the wrong clock:"
        " whoever signs in or decides meanwhile has that day written down.",
        inject=year_ahead,
    ),
    Fault(
        name="Three days without a worker",
        done="Four matches are approved and the worker stays away; one comes back with a clock"
        " three days on.",
        expected="Everything is made up for, each thing once.",
        unshown="An absence of more than a week: then people are asked, as above.",
        inject=three_days,
    ),
    Fault(
        name="Next year's holidays are not announced",
        done="Next year is marked as not announced, and two matches are approved. Today is looked"
        " at in October or later.",
        expected="Deadlines count weekends alone, and it is said.",
        unshown="A deadline that reaches over New Year: only around that time is there one.",
        inject=no_holidays,
    ),
)
