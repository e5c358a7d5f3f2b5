"""What holds for every page of the room: roles, languages, questions to the database."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kernel.access import EVERYONE, Role
from app.kernel.db import db
from app.needs.models import Need, NeedState
from tests import builders
from tests.app.needs.builders import guardian_of, in_state, need
from tests.app.needs.pages import new, reads, signed_in
from tests.counting import questions

FIELD_PAGES = ("/raised", "/needs/new", "/needs/{}/edit")
DESK_PAGES = ("/desk/needs", "/desk/needs/{}")


@pytest.mark.parametrize("role", sorted(EVERYONE), ids=str)
def test_each_role_opens_its_own_pages(client: FlaskClient, role: Role) -> None:
    need_id = builders.need()
    who = {
        Role.VOLUNTEER: builders.volunteer,
        Role.ORGANIZATION_MEMBER: lambda: builders.member(builders.organization()),
        Role.EMPLOYER: lambda: builders.member(builders.organization(), role=Role.EMPLOYER),
        Role.GUARDIAN: lambda: guardian_of(builders.guardian()),
    }.get(role, lambda: builders.actor(role))
    if role is not Role.VISITOR:
        builders.sign_in(client, who())
    field = {Role.CHILD_DIRECTOR, Role.CHILD_SUPERVISOR}
    desk = {Role.CHILD_SUPERVISOR, Role.CIVIL_AFFAIRS}
    for pages, roles in (
        (FIELD_PAGES, field),
        (DESK_PAGES, desk),
        (("/my-needs",), {Role.GUARDIAN}),
    ):
        for page in pages:
            status = client.get(page.format(need_id)).status_code
            refused = 303 if role is Role.VISITOR else 403
            assert status in ({200, 303} if role in roles else {refused}), page
    if role not in field | desk:
        assert reads() == set()


@pytest.mark.parametrize(
    "role", [Role.VISITOR, Role.CHILD_DIRECTOR, Role.CIVIL_AFFAIRS, Role.GUARDIAN]
)
def test_the_pages_are_whole_in_english(client: FlaskClient, role: Role) -> None:
    child_id = builders.child()
    is_open, waiting = builders.need(child_id=child_id), in_state(NeedState.ENDORSED)
    if role is Role.GUARDIAN:
        builders.sign_in(client, guardian_of(builders.guardian()))
    elif role is not Role.VISITOR:
        signed_in(client, role)
    client.get("/language/en")
    pages = {
        Role.VISITOR: ("/needs", "/needs/map", f"/needs/{is_open}"),
        Role.CHILD_DIRECTOR: ("/raised", f"/needs/{is_open}", new(child_id), f"/needs/new?child={child_id}"),
        Role.CIVIL_AFFAIRS: ("/desk/needs", f"/desk/needs/{waiting}"),
        Role.GUARDIAN: ("/my-needs",),
    }[role]  # fmt: skip
    for page in pages:
        text = client.get(page).text
        assert 'lang="en"' in text
        assert not any(word in text for word in ("公开简介", "查看", "提交", "审批", "类别"))


LISTS = {"/needs": Role.VISITOR, "/raised": Role.CHILD_DIRECTOR, "/desk/needs": Role.CIVIL_AFFAIRS}


@pytest.mark.parametrize(("address", "role"), LISTS.items())
def test_a_list_asks_as_many_questions_for_a_thousand_as_for_ten(
    app: Flask, client: FlaskClient, address: str, role: Role
) -> None:
    state = NeedState.ENDORSED if role is Role.CIVIL_AFFAIRS else NeedState.OPEN
    first = need(in_state(state))
    columns = {
        column.key: getattr(first, column.key)
        for column in Need.__mapper__.column_attrs
        if column.key not in ("id", "code")
    }
    if role is not Role.VISITOR:
        signed_in(client, role)
    counts = []
    for low, high in ((0, 9), (9, 999)):
        with builders.world():
            db.session.add_all(
                Need(code=f"X1999-{number:05d}", **columns) for number in range(low, high)
            )
        with questions() as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
