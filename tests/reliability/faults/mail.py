"""A mail server that accepts and says nothing, and a worker killed while letters go out."""

from __future__ import annotations

from tests.reliability.books import Books, approve_all
from tests.reliability.found import Fault, Found
from tests.reliability.servers import MailServer, mail_server
from tests.reliability.site import Site, pause

REAL = {"TONGQIAO_DEMO": "", "TONGQIAO_PUBLIC_URL": "https://tongqiao.example.org"}
"""A worker of a real site: it mails, and has no carrier of texts."""


def silent_server(site: Site, found: Found) -> None:
    with mail_server() as server:
        server.speaks.clear()
        site.web()
        site.worker(**REAL, TONGQIAO_SMTP_URL=server.address)
        books, officer = Books(site), site.somebody("civil_affairs")
        keys = books.proposals(5)
        approve_all(found, officer, keys)
        site.wait(lambda: len(books.letters()) >= 5, "the letters are written")
        site.wait(lambda: server.callers > 0, "the mail server is called")
        officer.send("/rounds", of="/today")
        site.wait(
            lambda: len(books.events("matches.round_finished")) == 1, "the round is done meanwhile"
        )
        found.as_many("round held meanwhile", 1, len(books.events("matches.round_finished")))
        found.as_many("letters out while the server was silent", 0, len(server.taken))
        board = site.somebody("system_administrator")
        site.wait(lambda: site.number(FAILED) > 0, "a letter's job has failed")
        found.sees("the jobs' page", "Failed", board.get("/jobs-board?show=failed").words)
        server.speaks.set()
        site.wait_for_jobs()
        books.count(found, keys)
        count_mails(books, server, found)


def killed_in_the_post(site: Site, found: Found) -> None:
    with mail_server() as server:
        server.lag = 0.7
        site.web()
        real = {**REAL, "TONGQIAO_SMTP_URL": server.address}
        books, officer = Books(site), site.somebody("civil_affairs")
        keys = books.proposals(8)
        approve_all(found, officer, keys)
        pause(10)  # the seconds in which an approval can be taken back
        for _ in range(3):
            before, worker = len(server.taken), site.worker("lease=6", **real)
            site.wait(lambda so_far=before: len(server.taken) > so_far, "a letter goes")
            pause(0.4)
            site.kill(worker)
        server.lag = 0.0
        site.worker("lease=6", **real)
        site.wait_for_jobs()
        books.count(found, keys)
        _count_mails_after_a_crash(books, server, found)


FAILED = "SELECT count(*) FROM job WHERE done_at IS NULL AND error IS NOT NULL"


def count_mails(books: Books, server: MailServer, found: Found) -> None:
    """Each letter was handed over to the server once."""
    letters = {_number(key) for key in books.letters()}
    there = [one for one in server.taken if one in letters]
    found.all_there("letters at the mail server", letters, there)


def _count_mails_after_a_crash(books: Books, server: MailServer, found: Found) -> None:
    """A mail that was handed over just before a crash carries the same number: a reader has one."""
    letters = {_number(key) for key in books.letters()}
    found.all_there("letters at the mail server", letters, letters & set(server.taken))
    repeated = len(server.taken) - len(set(server.taken))
    found.counted.append(f"{repeated} handed over again under the same Message-ID")


def _number(letter_id: int) -> str:
    return f"<letter-{letter_id}@tongqiao.example.org>"


FAULTS = (
    Fault(
        name="A mail server that hangs",
        done="A socket accepts and says nothing; five matches are approved and a round is asked"
        " for. The server speaks again when the round is over.",
        expected="The round and every other job go on; each letter arrives once afterwards.",
        unshown="A server that takes a letter and loses it: what it has said yes to is its own.",
        inject=silent_server,
    ),
    Fault(
        name="A worker killed in the post",
        done="kill -9 of all lanes, three times, each time while a letter is being handed over.",
        expected="Each letter arrives. The one in hand may be handed over again, under the same"
        " Message-ID.",
        unshown="Whether a reader sees such a mail twice. Between the server's yes and our note of"
        " it mail knows no better than at least once; many servers and programs drop a Message-ID"
        " that they have had, and where none does the mail lies there twice. In the platform's own"
        " inbox the letter stands once. The table counts letters and not these repetitions; how"
        " many there were is said above.",
        inject=killed_in_the_post,
    ),
)
