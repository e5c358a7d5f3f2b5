"""Letters on their way: by mail, kept by a demo, refused by a server, and never too early."""

from __future__ import annotations

import dataclasses
import smtplib
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import UndefinedError
from sqlalchemy import select

from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden
from app.kernel.events import Job
from app.kernel.scope import act_as, unscoped
from app.people.models import Account
from app.post import mail
from app.post.actions import write_letter
from app.post.channels import Wish
from app.post.models import Letter
from app.settings import Settings
from tests import builders

VALUES: dict[str, Any] = {
    "kind": "offer",
    "posting_code": "O2026-00007",
    "title": "课后一对一学业辅导",
    "organization": "桐光社会工作服务中心（示例）",
}


def write(account_id: int, *, key: str = "posting_verified:1") -> None:
    """A letter to somebody who wants mail of everything at once."""
    with builders.world():
        db.session.get_one(Account, account_id).mail_wish = Wish.AT_ONCE
    write_letter(
        SYSTEM,
        account_id=account_id,
        event="posting_verified",
        key=key,
        values=VALUES,
        link="/offers/7",
    )


def letters() -> list[Letter]:
    with unscoped("a test looks"):
        return list(db.session.scalars(select(Letter)))


def kept(settings: Settings) -> list[Path]:
    return sorted((settings.instance / "letters").glob("*.eml"))


@pytest.fixture(autouse=True)
def _empty_outbox(settings: Settings) -> None:
    for path in kept(settings):
        path.unlink()


@pytest.fixture
def real_site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The same site with a mail server instead of the demo's folder."""
    settings = app.extensions["settings"]
    mailing = dataclasses.replace(
        settings, is_demo=False, smtp_url="smtp+plain://mail.example.org:2525"
    )
    monkeypatch.setitem(app.extensions, "settings", mailing)
    monkeypatch.setitem(app.extensions, "mail_carrier", mail.Carrier())
    return app


class Server:
    """Takes the place of a mail server; `refusal` is what it answers to the next messages."""

    taken: list[EmailMessage]
    refusal: Exception | None = None
    opened: int = 0
    closed: int = 0

    def __init__(self, *where: Any, timeout: float) -> None:
        assert timeout <= 30
        Server.opened += 1

    def close(self) -> None:
        Server.closed += 1

    def send_message(self, message: EmailMessage) -> None:
        if Server.refusal is not None:
            raise Server.refusal
        Server.taken.append(message)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> type[Server]:
    Server.taken, Server.refusal, Server.opened, Server.closed = [], None, 0, 0
    monkeypatch.setattr(smtplib, "SMTP", Server)
    return Server


def test_a_letter_is_mailed_in_the_language_of_the_account(real_site: Flask, server: type[Server]):
    reader = builders.actor(Role.ORGANIZATION_MEMBER)
    with builders.world():
        db.session.get_one(Account, reader.account_id).language = "en"
    write(reader.account_id)
    jobs.run_due()
    (message,) = server.taken
    assert message["Subject"] == "Published: 课后一对一学业辅导"
    assert (
        message["To"]
        == f"{reader.display_name} <{reader.display_name.replace(' ', '')}@example.org>"
    )
    plain = message.get_body(("plain",)).get_content()
    assert plain.splitlines() == [
        f"Hello {reader.display_name},",
        "",
        "“课后一对一学业辅导” (Service or goods, number O2026-00007) has been verified. Everyone can "
        "read it now, and it takes part in matching.",
        "",
        "If the number of places changes, please change it on its page.",
        "",
        "http://127.0.0.1:8000/offers/7",
        "",
        "This letter was written by the platform; please do not answer it. A child in danger: "
        "call 110.",
    ]


def test_a_letter_is_mailed_in_chinese(real_site: Flask, server: type[Server]):
    write(builders.actor(Role.ORGANIZATION_MEMBER).account_id)
    jobs.run_due()
    (message,) = server.taken
    assert message["Subject"] == "已发布：课后一对一学业辅导"
    plain = message.get_body(("plain",)).get_content()
    assert "“课后一对一学业辅导”（服务或物资，编号 O2026-00007）已经核验通过" in plain
    html = message.get_body(("html",)).get_content()
    assert '<html lang="zh-Hans">' in html
    assert '<h1><font size="5">已发布：课后一对一学业辅导</font></h1>' in html
    assert '<a href="http://127.0.0.1:8000/offers/7">' in html


def test_nothing_is_mailed_before_the_letter_is_committed(
    real_site: Flask, server: type[Server], monkeypatch: pytest.MonkeyPatch
):
    def broken(*_args: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("app.kernel.action.record", broken)
    with pytest.raises(RuntimeError):
        write(builders.actor(Role.VOLUNTEER).account_id)
    monkeypatch.undo()
    jobs.run_due()
    assert letters() == []
    assert Server.taken == []


def test_the_same_key_twice_writes_and_mails_one_letter(app: Flask, settings: Settings):
    reader = builders.actor(Role.VOLUNTEER)
    write(reader.account_id)
    write(reader.account_id)
    jobs.run_due()
    assert len(letters()) == 1
    assert len(kept(settings)) == 1


def test_a_mail_server_that_refuses_is_seen_on_the_job_and_tried_again(
    real_site: Flask, server: type[Server]
):
    write(builders.actor(Role.VOLUNTEER).account_id)
    server.refusal = smtplib.SMTPServerDisconnected("mail server is down")
    jobs.run_due()
    job = db.session.scalars(select(Job).where(Job.handler == "people.mail_written_letter")).one()
    assert job.done_at is None
    assert job.attempts == 1
    assert job.error == "SMTPServerDisconnected"
    assert letters()[0].mailed_at is None
    due = job.due_at
    server.refusal = None
    db.session.rollback()
    with clock.held(due):
        jobs.run_due()
    assert len(server.taken) == 1
    assert letters()[0].mailed_at == due


def test_a_job_that_runs_again_mails_nothing_more(real_site: Flask, server: type[Server]):
    from app.people.jobs import mail_written_letter
    from app.post.events import LetterWritten

    reader = builders.actor(Role.VOLUNTEER)
    write(reader.account_id)
    jobs.run_due()
    (letter,) = letters()
    again = LetterWritten(
        letter_id=letter.id, account_id=reader.account_id, event=letter.event, is_new=True
    )
    with real_site.app_context():
        act_as(SYSTEM)
        mail_written_letter(again)
    assert len(server.taken) == 1


def test_an_account_without_an_address_finds_the_letter_in_its_inbox(
    real_site: Flask, server: type[Server]
):
    reader = builders.actor(Role.VOLUNTEER)
    with builders.world():
        db.session.get_one(Account, reader.account_id).email = None
    write(reader.account_id)
    jobs.run_due()
    assert server.taken == []
    assert len(letters()) == 1


def test_only_the_platform_writes_letters(app: Flask):
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    with pytest.raises(Forbidden):
        write_letter(
            officer, account_id=1, event="posting_verified", key="k", values=VALUES, link=None
        )


def test_a_letter_with_a_gap_is_never_written(app: Flask):
    reader = builders.actor(Role.VOLUNTEER)
    with pytest.raises(UndefinedError):
        write_letter(
            SYSTEM,
            account_id=reader.account_id,
            event="posting_returned",
            key="k",
            values=VALUES,
            link=None,
        )
    assert letters() == []


def test_a_letter_leads_to_this_site_alone(app: Flask):
    with pytest.raises(ValueError, match="this site"):
        write_letter(
            SYSTEM,
            account_id=builders.actor(Role.VOLUNTEER).account_id,
            event="posting_verified",
            key="k",
            values=VALUES,
            link="https://elsewhere.example/",
        )


def test_a_server_reached_by_plain_smtp_must_offer_encryption(
    app: Flask, monkeypatch: pytest.MonkeyPatch
):
    class Plain(Server):
        def starttls(self, *, context: object) -> None:
            raise smtplib.SMTPNotSupportedError("STARTTLS extension not supported by server.")

    monkeypatch.setattr(smtplib, "SMTP", Plain)
    monkeypatch.setitem(app.extensions, "mail_carrier", mail.Carrier())
    settings = dataclasses.replace(
        app.extensions["settings"], is_demo=False, smtp_url="smtp://mail.example.org"
    )
    with pytest.raises(smtplib.SMTPNotSupportedError):
        mail.deliver(EmailMessage(), name="letter-1", at=clock.now(), settings=settings)


def test_letters_that_follow_one_another_share_a_connection(real_site: Flask, server: type[Server]):
    for number in range(5):
        write(builders.actor(Role.VOLUNTEER).account_id, key=f"k{number}")
    jobs.run_due()
    assert len(server.taken) == 5
    assert server.opened == 1


def test_an_address_that_is_refused_keeps_no_other_letter_waiting(
    real_site: Flask, server: type[Server], monkeypatch: pytest.MonkeyPatch
):
    refused, taken = builders.actor(Role.VOLUNTEER), builders.actor(Role.VOLUNTEER)
    write(refused.account_id, key="first")
    write(taken.account_id, key="second")
    send = Server.send_message

    def but_one(self: Server, message: EmailMessage) -> None:
        if refused.display_name in str(message["To"]):
            raise smtplib.SMTPRecipientsRefused({})
        send(self, message)

    monkeypatch.setattr(Server, "send_message", but_one)
    jobs.run_due()
    assert len(server.taken) == 1
    assert server.opened == 1


def test_a_server_that_hangs_is_waited_for_once_and_the_letters_behind_come_later(
    real_site: Flask, server: type[Server]
):
    for number in range(5):
        write(builders.actor(Role.VOLUNTEER).account_id, key=f"k{number}")
    server.refusal = TimeoutError("timed out")
    jobs.run_due()
    assert (server.opened, server.closed) == (1, 1)
    owed = db.session.scalars(select(Job).where(Job.handler == "people.mail_written_letter")).all()
    errors = sorted(job.error or "" for job in owed)
    assert errors[0].startswith("ServerAway: ")
    assert errors[-1].startswith("TimeoutError")
    server.refusal, later = None, max(job.due_at for job in owed)
    db.session.rollback()
    with clock.held(later):
        jobs.run_due()
    assert len(server.taken) == 5
