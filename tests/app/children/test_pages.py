"""The pages of the room: who sees what, what is noted, what is asked again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.children.models import Child
from app.kernel.access import EVERYONE, STAFF, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from app.kernel.paging import SIZE
from app.kernel.scope import unscoped
from app.places import queries as places
from tests import builders
from tests.app.children.samples import typed
from tests.counting import questions

STRANGERS = sorted(EVERYONE - STAFF)
FILE_FIELDS = {
    "code", "full_name", "given_name", "nickname", "sex", "born_on", "id_number", "address",
    "categories", "flags", "risk_level", "care_arrangement",
}  # fmt: skip


def _lines(child_id: int) -> Sequence[AuditLine]:
    lines = select(AuditLine).where(AuditLine.event == LOOKED, AuditLine.child_id == child_id)
    return db.session.scalars(lines).all()


def _reads(child_id: int) -> set[str]:
    return {name for line in _lines(child_id) for name in fields_of(line)}


def _director(client: FlaskClient) -> FlaskClient:
    return builders.sign_in(client, builders.actor(Role.CHILD_DIRECTOR))


def test_a_director_sees_the_own_village_and_no_other(client: FlaskClient) -> None:
    builders.child(full_name="周小禾")
    builders.child(full_name="吴晨曦", village=builders.OTHER_VILLAGE)
    page = _director(client).get("/children").text
    assert "周小禾" in page
    assert "吴晨曦" not in page


def test_the_list_leaves_one_line_for_each_child_with_its_fields(client: FlaskClient) -> None:
    ids = [builders.child() for _ in range(3)]
    _director(client).get("/children")
    for child_id in ids:
        (line,) = _lines(child_id)
        assert line.payload == {
            "of": "Child",
            "fields": ["full_name", "born_on", "categories", "risk_level"],
            "why": "duty",
        }


def test_a_directors_list_has_pages_and_only_the_page_that_is_shown_is_noted(
    client: FlaskClient,
) -> None:
    ids = [builders.child() for _ in range(SIZE + 1)]
    urgent = builders.child(full_name="吴晨曦", risk_level="critical")
    page = _director(client).get("/children").text
    assert page.index("吴晨曦") < page.index("周小禾")
    assert "page=2" in page
    assert [key for key in ids if _reads(key)] == ids[: SIZE - 1]
    assert _reads(urgent)
    client.get("/children?page=2")
    assert all(_reads(key) for key in ids)


def test_a_search_leaves_no_line_for_a_child_it_does_not_show(client: FlaskClient) -> None:
    other = builders.child(full_name="周小禾")
    sought = builders.child(full_name="吴晨曦", risk_level="high")
    low = builders.child(full_name="吴晨曦")
    _director(client).get("/children?q=晨&risk=high")
    assert [bool(_reads(key)) for key in (other, sought, low)] == [False, True, False]


def test_what_a_search_finds_has_pages(client: FlaskClient) -> None:
    ids = [builders.child(full_name="吴晨曦") for _ in range(SIZE + 1)]
    _director(client).get("/children?q=晨&page=2")
    assert [key for key in ids if _reads(key)] == ids[SIZE:]


def test_a_list_of_many_asks_and_writes_as_often_as_one_of_few(client: FlaskClient) -> None:
    director = _director(client)
    builders.child()
    director.get("/children")
    with questions() as few:
        director.get("/children")
    for _ in range(SIZE):
        builders.child()
    with questions() as many:
        director.get("/children")
    assert len(many) == len(few)


def test_a_director_finds_a_child_by_part_of_the_name(client: FlaskClient) -> None:
    builders.child(full_name="周小禾")
    builders.child(full_name="吴晨曦")
    page = _director(client).get("/children?q=晨").text
    assert "吴晨曦" in page
    assert "周小禾" not in page


@pytest.mark.parametrize(
    "sought", ["买买提.艾力", "买买提 艾力", "买买提艾力", "买买\u200b提", "maimaiti", "麦麦提"]
)
def test_a_director_finds_every_spelling(client: FlaskClient, sought: str) -> None:
    for name in ("买买提·艾力", "买买提.艾力", "吴晨曦"):
        builders.child(full_name=name)
    page = _director(client).get("/children", query_string={"q": sought}).text
    assert "买买提·艾力" in page
    assert "买买提.艾力" in page
    assert "吴晨曦" not in page


@pytest.mark.parametrize("sought", ["14200000077", "+86 142 0000 0077", "142-0000-0077"])
def test_a_director_finds_a_child_by_the_guardians_number(client: FlaskClient, sought: str) -> None:
    builders.child(full_name="周小禾", guardian_id=builders.guardian(mobile="14200000077"))
    builders.child(full_name="吴晨曦")
    page = _director(client).get("/children", query_string={"q": sought}).text
    assert "周小禾" in page
    assert "吴晨曦" not in page


def test_a_search_by_a_sign_nobody_can_read_is_harmless(client: FlaskClient) -> None:
    assert _director(client).get("/children", query_string={"q": "\ue000"}).status_code == 200


def test_one_child_in_two_spellings_is_asked_about_on_the_page(client: FlaskClient) -> None:
    director = _director(client)
    director.post("/children/new", data=typed(village=builders.VILLAGE))
    again = typed(village=builders.VILLAGE, full_name="周 年念")
    answer = director.post("/children/new", data=again)
    assert answer.status_code == 422
    assert 'name="is_another"' in answer.text
    again["is_another"] = "y"
    assert director.post("/children/new", data=again).status_code == 303


def test_the_list_is_narrowed_by_category_and_risk(client: FlaskClient) -> None:
    builders.child(full_name="周小禾", categories=["orphan", "disabled"], risk_level="high")
    builders.child(full_name="吴晨曦")
    for address in ("/children?category=disabled", "/children?risk=high"):
        page = _director(client).get(address).text
        assert "周小禾" in page
        assert "吴晨曦" not in page


def test_a_supervisor_narrows_the_town_by_village(client: FlaskClient) -> None:
    builders.child(full_name="周小禾")
    builders.child(full_name="吴晨曦", village="330483100201")
    builders.sign_in(client, builders.actor(Role.CHILD_SUPERVISOR))
    assert "吴晨曦" in client.get("/children").text
    page = client.get(f"/children?village={builders.VILLAGE}").text
    assert "周小禾" in page
    assert "吴晨曦" not in page


def test_a_file_shows_four_digits_of_the_number_and_notes_every_field(client: FlaskClient) -> None:
    number = "330499201605040023"
    child_id = builders.child(id_number=number, id_index=number, address="3组12号")
    page = _director(client).get(f"/children/{child_id}").text
    assert number not in page
    assert "**************0023" in page
    assert "3组12号" in page
    assert _reads(child_id) == FILE_FIELDS


def test_another_villages_child_looks_like_a_missing_one(client: FlaskClient) -> None:
    elsewhere = builders.child(village=builders.OTHER_VILLAGE)
    director = _director(client)
    for address in (f"/children/{elsewhere}", "/children/9999"):
        assert director.get(address).status_code == 404
    for address in (f"/children/{elsewhere}/edit", f"/children/{elsewhere}/guardian-mobile"):
        assert director.post(address, data=typed()).status_code == 404
    assert director.get(f"/children/{elsewhere}/edit").status_code == 404
    assert _reads(elsewhere) == set()


@pytest.mark.parametrize("role", STRANGERS, ids=str)
def test_a_stranger_never_sees_a_child(client: FlaskClient, role: Role) -> None:
    child_id = builders.child()
    if role is not Role.VISITOR:
        hat = {"guardian_id": builders.guardian()} if role is Role.GUARDIAN else {}
        who = builders.volunteer() if role is Role.VOLUNTEER else builders.actor(role, **hat)
        builders.sign_in(client, who)
    for address in ("/children", f"/children/{child_id}", "/children/new"):
        answer = client.get(address)
        assert answer.status_code in (303, 403)
        assert "小禾" not in answer.text
    assert _reads(child_id) == set()


def test_an_officer_opens_a_file_and_not_the_list(client: FlaskClient) -> None:
    child_id = builders.child()
    builders.sign_in(client, builders.actor(Role.CIVIL_AFFAIRS))
    assert client.get(f"/children/{child_id}").status_code == 200
    assert client.get("/children").status_code == 403
    assert client.get(f"/children/{child_id}/edit").status_code == 403


def test_a_director_registers_by_the_form(client: FlaskClient) -> None:
    director = _director(client)
    assert places.full_name(builders.VILLAGE) in director.get("/children/new").text
    answer = director.post("/children/new", data=typed(village=builders.VILLAGE))
    assert answer.status_code == 303
    assert "周念念" in director.get(answer.location).text


def test_a_supervisor_is_asked_for_the_village_first(client: FlaskClient) -> None:
    builders.sign_in(client, builders.actor(Role.CHILD_SUPERVISOR))
    assert f"village={builders.VILLAGE}" in client.get("/children/new").text
    assert "full_name" in client.get(f"/children/new?village={builders.VILLAGE}").text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"full_name": ""}, "请填写"),
        ({"born_on": "2016年"}, "2026-09-01"),
        ({"full_name": "周\ue000"}, "自造字"),
        ({"full_name": "\u200b"}, "请填写"),
        ({"full_name": "买买提艾力"}, "间隔号"),
        ({"born_on": "9999-12-31"}, "2100"),
        ({"born_on": "0001-01-01"}, "1900"),
        ({"guardian_mobile": "12345"}, "11 位"),
        ({"guardian_mobile": "0573-88120000"}, "收不到短信"),
        ({"id_number": "3304"}, "18 位"),
        ({"id_number": "330499201605040023", "sex": "male"}, "已核对"),
    ],
)
def test_what_was_typed_is_kept_beside_the_sentence(
    client: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    answer = _director(client).post(
        "/children/new", data=typed(village=builders.VILLAGE, guardian_name="钱桂香", **changed)
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="钱桂香"' in answer.text
    with unscoped("a test counts rows"):
        assert db.session.scalars(select(Child)).all() == []


def test_a_strange_area_is_noted_after_the_child_is_registered(client: FlaskClient) -> None:
    director = _director(client)
    answer = director.post(
        "/children/new", data=typed(village=builders.VILLAGE, id_number="330499201605040023")
    )
    assert "前六位" in director.get(answer.location).text


def test_a_form_for_a_village_elsewhere_is_missing(client: FlaskClient) -> None:
    answer = _director(client).post("/children/new", data=typed(village=builders.OTHER_VILLAGE))
    assert answer.status_code == 404


def test_a_file_is_changed_by_the_form(client: FlaskClient) -> None:
    child_id, director = builders.child(relation="grandmother"), _director(client)
    page = director.get(f"/children/{child_id}/edit").text
    assert 'value="周小禾"' in page
    answer = director.post(
        f"/children/{child_id}/edit", data=typed(full_name="周小满", given_name="", version="1")
    )
    assert answer.status_code == 303
    assert "周小满" in director.get(answer.location).text


def test_a_form_opened_on_an_older_file_is_told_so(client: FlaskClient) -> None:
    child_id, director = builders.child(), _director(client)
    answer = director.post(f"/children/{child_id}/edit", data=typed(version="7"))
    assert answer.status_code == 422
    assert "刚刚有人改动" in answer.text


def test_a_guardians_number_is_changed_on_the_file(client: FlaskClient) -> None:
    child_id, director = builders.child(), _director(client)
    address = f"/children/{child_id}/guardian-mobile"
    assert director.post(address, data={"mobile": "123"}).status_code == 422
    assert director.post(address, data={"mobile": "+86 １４２ 0000 0123"}).status_code == 303
    assert "14200000123" in director.get(f"/children/{child_id}").text


def test_the_pages_are_whole_in_english(client: FlaskClient) -> None:
    child_id, director = builders.child(relation="grandmother"), _director(client)
    director.get("/language/en")
    for address in (
        "/children",
        f"/children/{child_id}",
        "/children/new",
        f"/children/{child_id}/edit",
    ):
        page = director.get(address).text
        assert 'lang="en"' in page
        assert "监护人手机" not in page


def test_a_list_asks_as_many_questions_for_many_children_as_for_few(
    app: Flask, client: FlaskClient
) -> None:
    adult = builders.guardian()
    builders.child(guardian_id=adult)
    builders.sign_in(client, builders.actor(Role.CHILD_SUPERVISOR))
    counts = []
    for more in (9, 90):
        for _ in range(more):
            builders.child(guardian_id=adult)
        with questions() as asked:
            client.get("/children")
        counts.append(len(asked))
    assert counts[0] == counts[1]
