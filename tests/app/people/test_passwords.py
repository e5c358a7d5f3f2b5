"""Passwords are kept slowly, told apart evenly, and refused when they are easy."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.access import VISITOR, Role
from app.kernel.errors import Refused
from app.people import passwords
from app.people.actions import sign_in
from app.people.events import SignInFailed
from app.people.password_check import check_password
from tests.app.people.builders import GOOD, change, enter, row, with_password


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        ("ninechars", "people.password_short"),
        ("1234567890", "people.password_common"),
        ("PASSWORD123", "people.password_common"),
        ("abababababab", "people.password_common"),
        ("i am Shen myself", "people.password_has_name"),
    ],
)
def test_an_easy_password_is_refused_for_its_reason(password: str, problem: str) -> None:
    with pytest.raises(Refused) as refused:
        passwords.require_good(password, name="shen", field="new")
    assert (refused.value.code, refused.value.field) == (problem, "new")


@pytest.mark.parametrize("password", [GOOD, "十个汉字也可以做一个密码", "tencharss1"])
def test_a_password_of_ten_characters_that_nobody_guesses_is_good(password: str) -> None:
    passwords.require_good(password, name="shen", field="new")


def test_a_name_that_nobody_has_costs_as_much_work_as_a_wrong_password(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_password(Role.AUDITOR)
    costs: list[list[str]] = []
    verify = PasswordHasher.verify

    def noted(hasher: PasswordHasher, kept: str, password: str) -> bool:
        costs.append(kept.split("$")[:4])
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", noted)
    for name in ("shen", "nobody"):
        assert not check_password(name, "not the password").is_right
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_a_password_that_changed_after_it_was_proved_opens_nothing(app: Flask) -> None:
    who = with_password(Role.AUDITOR)
    proof = check_password("shen", GOOD)
    change(who, password_hash=passwords.hash_password("four quiet bridges"))
    event = sign_in(VISITOR, proof)
    assert isinstance(event, SignInFailed)
    assert event.reason == "wrong_password"


def test_nobodys_hash_costs_what_a_real_one_costs() -> None:
    cost = passwords.hash_password(GOOD).split("$")[:4]
    assert passwords.nobodys_hash().split("$")[:4] == cost
    assert not passwords.is_right(passwords.nobodys_hash(), GOOD)


def test_a_hash_with_older_parameters_is_renewed_by_signing_in(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(GOOD)
    change(who, password_hash=old)
    assert enter(client, password="not the password").status_code == 422
    assert row(who).password_hash == old
    assert enter(client).status_code == 303
    assert not passwords.needs_rehash(row(who).password_hash)
    assert passwords.is_right(row(who).password_hash, GOOD)


def test_an_account_without_a_usable_hash_lets_nobody_in(client: FlaskClient) -> None:
    who = with_password(Role.AUDITOR)
    change(who, password_hash="unusable")
    assert enter(client, password="unusable").status_code == 422


def test_first_passwords_are_good_and_never_the_same(app: Flask) -> None:
    made = {passwords.new_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        passwords.require_good(password, name="shen", field="new")
