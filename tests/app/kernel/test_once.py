"""One key, one deed, however often and from wherever it is sent."""

from __future__ import annotations

import random
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.children.models import Child
from app.kernel import clock, once
from app.kernel.access import Actor, Can, Role
from app.kernel.action import ASKED_ANEW, action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.events import AuditLine, Event
from app.kernel.once import Once, prune_keys
from app.kernel.scope import find, unscoped
from app.people.models import Account
from tests import builders
from tests.app.people.builders import enter, ledger

KEY = UUID("6b0a2f0e-0000-4000-8000-000000000001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    NAME: ClassVar[str] = "test.noted"
    child_id: int
    level: str


class Died(Exception):
    """The process that was doing it is no more."""


@action(Can.EDIT_CHILD)
def note(actor: Actor, child_id: int, *, level: str, fails: Exception | None = None) -> Noted:
    find(Child, child_id).risk_level = level
    db.session.flush()
    if fails is not None:
        raise fails
    return Noted(child_id=child_id, level=level)


@action(Can.EDIT_CHILD, once=False)
def note_anew(actor: Actor, child_id: int) -> Noted:
    return Noted(child_id=child_id, level="anew")


@pytest.fixture
def director(app: Flask) -> Actor:
    return builders.actor(Role.CHILD_DIRECTOR)


def send(
    actor: Actor, child: int, *, key: UUID = KEY, words: str = "w", level: str = "high"
) -> Noted:
    with once.using(key, words):
        return note(actor, child, level=level)


def lines() -> int:
    db.session.rollback()
    found = select(func.count()).select_from(AuditLine).where(AuditLine.event == "test.noted")
    return db.session.scalar(found) or 0


def test_what_is_sent_again_gives_the_first_event_and_runs_nothing(director: Actor) -> None:
    child = builders.child()
    first = send(director, child, level="high")
    again = send(director, child, level="medium")
    assert again == first == Noted(child_id=child, level="high")
    assert lines() == 1


def test_the_same_key_with_other_words_is_refused(director: Actor) -> None:
    child = builders.child()
    send(director, child)
    with pytest.raises(Refused, match=r"kernel\.key_used"):
        send(director, child, words="other")
    assert lines() == 1


def test_the_key_of_somebody_else_is_refused(director: Actor, app: Flask) -> None:
    child = builders.child()
    send(director, child)
    other = builders.actor(Role.CHILD_SUPERVISOR)
    with app.app_context(), pytest.raises(Refused, match=r"kernel\.key_used"):
        send(other, child)


def test_a_refused_deed_leaves_its_key_unused(director: Actor) -> None:
    child = builders.child()
    with once.using(KEY, "w"), pytest.raises(Refused, match="no_such"):
        note(director, child, level="high", fails=Refused("no_such"))
    assert not once.is_used(KEY)
    assert send(director, child).level == "high"


def test_two_deeds_of_one_sending_are_both_done_once(director: Actor) -> None:
    child = builders.child()
    for _ in range(2):
        with once.using(KEY, "w"):
            assert note(director, child, level="high").level == "high"
            assert note(director, child, level="medium").level == "medium"
    assert lines() == 2


def test_without_a_key_each_call_is_a_deed(director: Actor) -> None:
    child = builders.child()
    note(director, child, level="high")
    note(director, child, level="high")
    assert lines() == 2


def test_what_is_asked_anew_uses_no_key(director: Actor) -> None:
    child = builders.child()
    with once.using(KEY, "w"):
        note_anew(director, child)
    with once.using(KEY, "w"):
        note_anew(director, child)
    assert lines() == 2


def test_only_these_are_asked_anew() -> None:
    """Letting in and out, and each try at a birthday, is judged each time; each file that leaves has a line of its own."""
    assert {name for name in ASKED_ANEW if name.startswith("app.")} == {
        "app.people.actions.sign_in",
        "app.people.actions.enter_demo",
        "app.people.actions.sign_out",
        "app.kernel.saved_filters.export_list",
        "app.matches.actions.consents.knock",
        "app.system.actions.trail.export_trail",
    }


def test_a_key_of_another_deed_is_refused(director: Actor) -> None:
    child = builders.child()

    @action(Can.EDIT_CHILD)
    def another(actor: Actor) -> Noted:
        return Noted(child_id=child, level="other")

    send(director, child)
    with once.using(KEY, "w"), pytest.raises(Refused, match=r"kernel\.key_used"):
        another(director)


def test_secrets_under_a_key_are_minted_once_and_differ_between_keys(app: Flask) -> None:
    def minted(key: UUID) -> bytes:
        with once.using(key, "w"):
            return once.fresh_bytes(24)

    assert minted(KEY) == minted(KEY) != minted(uuid4())
    assert once.fresh_bytes(24) != once.fresh_bytes(24)


def test_old_keys_are_forgotten(director: Actor) -> None:
    child = builders.child()
    with clock.held(clock.now() - timedelta(days=31)):
        send(director, child, key=uuid4())
    send(director, child)
    assert prune_keys(clock.now() - once.KEPT) == 1
    assert once.is_used(KEY)


def test_fifty_keys_from_eight_senders_are_fifty_deeds(app: Flask) -> None:
    """Each key is sent by all eight at once; some senders die in the middle of their deed."""
    director, child = builders.actor(Role.CHILD_DIRECTOR), builders.child()
    keys, senders = [uuid4() for _ in range(50)], 8
    ready = threading.Barrier(senders)
    fate = random.Random(7)
    dying = {key: fate.randrange(0, senders - 1) for key in keys}
    db.session.rollback()

    def sender(number: int) -> list[str]:
        ended = []
        for key in keys:
            ready.wait()
            died = Died() if number < dying[key] else None
            with app.app_context(), once.using(key, "w"):
                try:
                    event = note(director, child, level=str(key)[:10], fails=died)
                    ended.append(event.level)
                except Died:
                    ended.append("died")
                except Refused as refusal:
                    ended.append(refusal.code)
        return ended

    with ThreadPoolExecutor(senders) as pool:
        results = list(pool.map(sender, range(senders)))
    for place, key in enumerate(keys):
        answers = {result[place] for result in results}
        assert answers <= {str(key)[:10], "died"}, Counter(result[place] for result in results)
    assert db.session.scalar(select(func.count()).select_from(Once)) == 50
    assert lines() == 50


# What people do with forms.

SIGN_UP = {
    "full_name": "周小云",
    "sex": "female",
    "birth_year": "1985",
    "mobile": "14200000009",
    "town_code": builders.VILLAGE[:9],
    "name": "xiaoyun",
    "password": "three quiet bridges",
    "once": str(KEY),
}


def _accounts() -> int:
    db.session.rollback()
    with unscoped("a test counts"):
        return db.session.scalar(select(func.count()).select_from(Account)) or 0


def test_a_visitor_who_signs_up_twice_has_one_account_and_signs_in(client: FlaskClient) -> None:
    assert client.post("/join/volunteer", data=SIGN_UP).location == "/profile/skills"
    lost = client.application.test_client()  # the answer never arrived
    again = lost.post("/join/volunteer", data=SIGN_UP)
    assert (again.status_code, again.location) == (303, "/sign-in")
    assert lost.get("/profile").status_code == 303
    assert _accounts() == 1
    assert enter(lost, "xiaoyun", SIGN_UP["password"]).status_code == 303


def test_a_visitors_form_sent_again_with_other_words_says_so(client: FlaskClient) -> None:
    client.post("/join/volunteer", data=SIGN_UP)
    lost = client.application.test_client()
    lost.set_cookie("language", "en")
    again = lost.post("/join/volunteer", data={**SIGN_UP, "name": "another"})
    assert again.status_code == 422
    assert "This form was sent before" in again.get_data(as_text=True)
    assert _accounts() == 1


def test_a_new_password_pressed_twice_is_the_same_password(client: FlaskClient) -> None:
    who = builders.actor(Role.AUDITOR, name="shen")
    administrator = builders.actor(Role.SYSTEM_ADMINISTRATOR)
    builders.sign_in(client, administrator)
    client.set_cookie("language", "en")
    shown = set()
    for _ in range(2):
        client.post(f"/accounts/{who.account_id}/password", data={"once": str(KEY)})
        page = client.get(f"/accounts/{who.account_id}").get_data(as_text=True)
        shown.add(page.partition("First password: ")[2][:19])
    assert len(shown) == 1
    assert [name for name, _ in ledger()].count("people.account_changed") == 1
    fresh = client.application.test_client()
    assert enter(fresh, "shen", shown.pop()).status_code == 303


@pytest.mark.parametrize("key", ["x", "1", "6b0a2f0e-0000-4000-8000", " " * 36])
def test_a_key_that_is_none_is_not_accepted(client: FlaskClient, key: str) -> None:
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert client.post("/rounds", data={"once": key}).status_code == 400


def test_a_key_that_was_used_for_other_words_is_told_above_the_form(client: FlaskClient) -> None:
    director = builders.actor(Role.CHILD_DIRECTOR)
    child = builders.child()
    builders.sign_in(client, director)
    client.set_cookie("language", "en")
    address = f"/children/{child}/guardian-mobile"
    client.post(address, data={"mobile": "14200000004", "once": str(KEY)})
    again = client.post(address, data={"mobile": "14200000005", "once": str(KEY)})
    assert again.status_code == 422
    assert "This form was sent before" in again.get_data(as_text=True)
