"""The day's mail: one for each account, a line a letter, nothing when nothing is new."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.rhythm import Daily
from app.kernel.schedule import NotSettled
from app.kernel.scope import act_as, unscoped
from app.people.jobs import SCHEDULE, mail_digests
from app.people.models import Account
from app.post import mail
from app.post.channels import Wish
from app.post.models import Letter
from tests import builders
from tests.app.post.test_inbox import letter


@pytest.fixture
def sent(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[EmailMessage]:
    out: list[EmailMessage] = []
    monkeypatch.setattr(mail, "deliver", lambda message, **_values: out.append(message))
    return out


def digest(app: Flask) -> int:
    with app.app_context():
        act_as(SYSTEM)
        return mail_digests(clock.now())


def wish(reader: Actor, wanted: Wish) -> None:
    with builders.world():
        db.session.get_one(Account, reader.account_id).mail_wish = wanted


def plain(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_it_is_due_at_half_past_seven_in_china():
    (entry,) = SCHEDULE
    assert entry.when == Daily(7, 30)
    noon = datetime(2026, 3, 17, 4, tzinfo=UTC)
    assert entry.when.last(noon) == datetime(2026, 3, 16, 23, 30, tzinfo=UTC)


def test_forty_one_letters_are_one_mail(app: Flask, sent: list[EmailMessage]):
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    for number in range(41):
        letter(officer, "need_endorsed", link=f"/desk/needs/{number}")
    assert digest(app) == 1
    (message,) = sent
    assert message["Subject"] == "有 41 条新消息"
    lines = plain(message)
    assert lines.count("新的需求等您审批：X2026-00001") == 41
    assert "http://127.0.0.1:8000/desk/needs/40" in lines
    assert "小学三年级" not in lines


def test_nothing_new_is_no_mail_and_no_letter_comes_twice(app: Flask, sent: list[EmailMessage]):
    reader = builders.actor(Role.CIVIL_AFFAIRS)
    assert digest(app) == 0
    letter(reader, "need_endorsed")
    assert digest(app) == 1
    assert digest(app) == 0
    with unscoped("a test looks"):
        assert db.session.scalars(select(Letter.mailed_at)).one() is not None


@pytest.mark.parametrize(
    "fields",
    [
        {"read_at": clock.now()},
        {"mailed_at": clock.now()},
        {"created_at": clock.now() - timedelta(days=8)},
        {"event": "match_invited"},
    ],
)
def test_what_was_read_or_mailed_or_is_old_is_not_collected(
    app: Flask, sent: list[EmailMessage], fields: dict[str, object]
):
    letter(builders.actor(Role.CIVIL_AFFAIRS), **{"event": "need_endorsed", **fields})  # type: ignore[arg-type]
    assert digest(app) == 0


@pytest.mark.parametrize("wanted", [Wish.AT_ONCE, Wish.NEVER])
def test_who_wishes_otherwise_gets_none(app: Flask, sent: list[EmailMessage], wanted: Wish):
    reader = builders.actor(Role.CIVIL_AFFAIRS)
    wish(reader, wanted)
    letter(reader, "need_endorsed")
    assert digest(app) == 0


def test_it_is_written_in_the_readers_language(app: Flask, sent: list[EmailMessage]):
    reader = builders.actor(Role.CIVIL_AFFAIRS)
    with builders.world():
        db.session.get_one(Account, reader.account_id).language = "en"
    letter(reader, "need_endorsed")
    digest(app)
    assert sent[0]["Subject"] == "1 message for you"
    assert "A new need waits for your approval: X2026-00001" in plain(sent[0])


def test_an_address_that_fails_keeps_no_other_reader_waiting(
    app: Flask, sent: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
):
    bad, good = builders.actor(Role.CIVIL_AFFAIRS), builders.actor(Role.CIVIL_AFFAIRS)
    letter(bad, "need_endorsed")
    letter(good, "need_endorsed")

    def but_one(message: EmailMessage, **_values: object) -> None:
        if bad.display_name in str(message["To"]):
            raise TimeoutError("timed out")
        sent.append(message)

    monkeypatch.setattr(mail, "deliver", but_one)
    with pytest.raises(NotSettled) as failed:
        digest(app)
    assert failed.value.done == 1
    assert len(sent) == 1
    monkeypatch.setattr(mail, "deliver", lambda message, **_values: sent.append(message))
    assert digest(app) == 1
