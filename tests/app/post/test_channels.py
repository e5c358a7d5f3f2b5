"""Which way a letter goes: one table, words for every text, and nothing in them that gives away."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.kernel import clock, jobs, words
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.kernel.secrets import unseal
from app.people.models import Account
from app.places import queries as places
from app.post.actions import write_letter
from app.post.channels import CHANNELS, Text, Wish, is_mailed_at_once
from app.post.models import Letter, TextMessage, TextState
from tests import builders
from tests.app.post.samples import LETTERS

LONGEST_LINK = "https://tongqiao.example.org/inbox/123456"
TEXTED = sorted(name for name, way in CHANNELS.items() if way.text is not Text.NEVER)


def texts() -> list[TextMessage]:
    db.session.rollback()
    with unscoped("a test looks"):
        return list(db.session.scalars(select(TextMessage).order_by(TextMessage.id)))


def tell(reader: Actor, event: str) -> None:
    write_letter(
        SYSTEM,
        account_id=reader.account_id or 0,
        event=event,
        key=f"{event}:{reader.account_id}",
        values=LETTERS[event][0],
        link="/inbox",
    )
    jobs.run_due()


def wish(reader: Actor, **wishes: object) -> None:
    with builders.world():
        account = db.session.get_one(Account, reader.account_id)
        for name, value in wishes.items():
            setattr(account, name, value)


def mailed() -> list[str]:
    db.session.rollback()
    with unscoped("a test looks"):
        return list(db.session.scalars(select(Letter.event).where(Letter.mailed_at.is_not(None))))


def test_a_letter_that_no_table_names_is_not_written(app: Flask):
    with pytest.raises(KeyError):
        write_letter(SYSTEM, account_id=1, event="unheard_of", key="k", values={}, link=None)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("event", TEXTED)
def test_a_text_is_short_and_names_no_village_and_no_category(
    app: Flask, event: str, language: str
):
    said = words.label("text_letter", event, language=language).format(link=LONGEST_LINK)
    assert len(said) <= (70 if language == words.CHINESE else 160)
    assert words.label("ring_reason", event, language=language) != event
    villages = [one.name for town in places.towns() for one in places.villages(town.code)]
    kinds = [
        words.label("service_category", code, language=language)
        for code in words.codes("service_category")
    ]
    assert not [name for name in (*villages, *kinds) if name in said]


def test_what_waits_for_an_answer_is_mailed_at_once_and_texted(app: Flask):
    volunteer = builders.volunteer()
    tell(volunteer, "match_invited")
    assert mailed() == ["match_invited"]
    (text,) = texts()
    assert (text.state, text.account_id) == (TextState.HANDED_OVER, volunteer.account_id)
    assert unseal(text.mobile) == "14200000002"
    assert "/inbox/" in unseal(text.body)


def test_the_text_is_in_the_readers_language(app: Flask):
    volunteer = builders.volunteer()
    wish(volunteer, language="en")
    tell(volunteer, "match_invited")
    assert "An invitation waits" in unseal(texts()[0].body)


def test_the_accounts_own_number_comes_before_the_profiles(app: Flask):
    volunteer = builders.volunteer()
    wish(volunteer, mobile="14200000077")
    tell(volunteer, "match_invited")
    assert unseal(texts()[0].mobile) == "14200000077"


def test_who_wishes_no_texts_gets_those_that_wait_for_an_answer_alone(app: Flask):
    volunteer = builders.volunteer()
    wish(volunteer, wants_texts=False)
    tell(volunteer, "match_ended")
    assert texts() == []
    tell(volunteer, "match_invited")
    assert [text.about for text in texts()] == ["match_invited"]


def test_who_has_no_number_gets_no_text(app: Flask):
    tell(builders.actor(Role.CHILD_DIRECTOR), "need_returned")
    assert texts() == []


def test_news_waits_for_the_days_mail_unless_wished_at_once(app: Flask):
    one, other = builders.actor(Role.CHILD_DIRECTOR), builders.actor(Role.CHILD_DIRECTOR)
    wish(other, mail_wish=Wish.AT_ONCE)
    tell(one, "need_approved")
    assert mailed() == []
    tell(other, "need_approved")
    assert mailed() == ["need_approved"]


def test_a_need_that_is_marked_urgent_is_mailed_at_once(app: Flask):
    assert is_mailed_at_once("need_submitted", wish=Wish.DAILY, is_urgent=True)
    assert not is_mailed_at_once("need_submitted", wish=Wish.DAILY, is_urgent=False)


@pytest.mark.parametrize("wanted", list(Wish))
def test_no_wish_puts_off_what_is_urgent(app: Flask, wanted: Wish):
    assert is_mailed_at_once("match_invited", wish=wanted, is_urgent=False)


def test_a_text_that_is_owed_twice_is_written_once(app: Flask):
    volunteer = builders.volunteer()
    tell(volunteer, "match_invited")
    tell(volunteer, "match_invited")
    assert len(texts()) == 1
    assert clock.now() >= texts()[0].created_at
