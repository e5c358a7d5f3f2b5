"""A village's needs: raised from tiles, kept, handed in, put right, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import select

from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.needs.models import Need, NeedState
from tests import builders
from tests.app.needs.builders import in_state, need, typed
from tests.app.needs.pages import new, reads, signed_in


def test_a_director_raises_a_need_from_tiles(client: FlaskClient) -> None:
    child_id, director = builders.child(), signed_in(client, Role.CHILD_DIRECTOR)
    assert "category=tutoring" in director.get(f"/needs/new?child={child_id}").text
    form = director.get(new(child_id)).text
    assert "9—11岁，希望有人每周辅导作业" in form
    answer = director.post(new(child_id), data=typed())
    assert answer.status_code == 303
    page = director.get(answer.location).text
    assert "爷爷奶奶不识字" in page
    assert "提交" in page
    with unscoped("a test looks at the row"):
        assert db.session.scalars(select(Need)).one().state == "submitted"


def test_without_a_child_one_is_chosen_first(client: FlaskClient) -> None:
    answer = signed_in(client, Role.CHILD_DIRECTOR).get("/needs/new")
    assert (answer.status_code, answer.location) == (303, "/children")


def test_a_child_of_another_village_looks_missing(client: FlaskClient) -> None:
    child_id = builders.child(village=builders.OTHER_VILLAGE)
    director = signed_in(client, Role.CHILD_DIRECTOR)
    for address in (f"/needs/new?child={child_id}", new(child_id)):
        assert director.get(address).status_code == 404
    assert director.post(new(child_id), data=typed()).status_code == 404
    assert reads() == set()


def test_a_draft_is_kept_and_handed_in_later(client: FlaskClient) -> None:
    child_id, director = builders.child(), signed_in(client, Role.CHILD_DIRECTOR)
    draft = director.post(new(child_id), data=typed(then="save")).location
    assert "草稿" in director.get(draft).text
    assert director.post(f"{draft}/submit").status_code == 303
    assert "待镇（街道）核实" in director.get(draft).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"title": ""}, "请填写"),
        ({"title": "\u200b"}, "请填写"),
        ({"title": "辅导\ue000"}, "自造字"),
        ({"per_week": "99999999999999999999"}, "太大"),
        ({"ends_on": "9999-12-31"}, "2100"),
        ({"times-0-starts": "08:00", "times-0-ends": "08:00"}, "同一个时间"),
        ({"summary": "周小禾在乌镇中学读书"}, "像是人名或称呼"),
        ({"summary": "家在庆丰路88弄3号"}, "像是具体住址"),
        ({"summary": "奶奶打骂孩子"}, "先打 110"),
        ({"times-0-starts": ""}, "请选好是哪几天"),
        ({"times-0-ends": "08:00"}, "结束时间早于开始时间"),
        ({"per_week": "many"}, "整数"),
        ({"modes": []}, "至少"),
        ({"ends_on": "2026-03-01"}, "今天以后"),
    ],
)
def test_what_was_typed_is_kept_beside_the_sentence(
    client: FlaskClient, changed: dict[str, Any], sentence: str
) -> None:
    director = signed_in(client, Role.CHILD_DIRECTOR)
    answer = director.post(new(builders.child()), data=typed(note="我写的话", **changed))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "我写的话" in answer.text
    with unscoped("a test counts rows"):
        assert db.session.scalars(select(Need)).all() == []


def test_one_more_row_for_a_time_keeps_the_rest(client: FlaskClient) -> None:
    director = signed_in(client, Role.CHILD_DIRECTOR)
    answer = director.post(new(builders.child()), data=typed(note="我写的话", **{"times-add": "1"}))
    assert answer.status_code == 422
    assert "times-2-days" in answer.text
    assert "我写的话" in answer.text
    with unscoped("a test counts rows"):
        assert db.session.scalars(select(Need)).all() == []


def test_enter_in_the_title_saves_and_asks_for_no_more_rows(client: FlaskClient) -> None:
    """A browser presses the first button of the form when somebody presses Enter."""
    director = signed_in(client, Role.CHILD_DIRECTOR)
    page = html.document_fromstring(director.get(new(builders.child())).text)
    (form,) = page.xpath("//form[.//input[@name='title']]")
    first = form.xpath(".//button[not(@type) or @type='submit']")[0]
    assert first.get("name") is None


def test_fourteen_times_are_kept_and_no_row_more_is_given(client: FlaskClient) -> None:
    director, full = signed_in(client, Role.CHILD_DIRECTOR), {}
    for number in range(14):
        full[f"times-{number}-days"] = str(number % 7)
        full[f"times-{number}-starts"] = f"{6 + number}:00"
        full[f"times-{number}-ends"] = f"{6 + number}:30"
    child_id = builders.child()
    asked = director.post(new(child_id), data=typed(**full, **{"times-add": "1"}))
    assert asked.status_code == 422
    assert "最多 14 个" in asked.text
    assert director.post(new(child_id), data=typed(**full)).status_code == 303


def test_a_second_need_of_one_kind_is_asked_about(client: FlaskClient) -> None:
    child_id, director = builders.child(), signed_in(client, Role.CHILD_DIRECTOR)
    director.post(new(child_id), data=typed())
    answer = director.post(new(child_id), data=typed(note="我写的话"))
    assert answer.status_code == 422
    assert 'name="is_another"' in answer.text
    assert "我写的话" in answer.text
    assert director.post(new(child_id), data=typed(is_another="y")).status_code == 303


def test_words_of_harm_in_the_note_lead_to_the_report(client: FlaskClient) -> None:
    director = signed_in(client, Role.CHILD_DIRECTOR)
    answer = director.post(new(builders.child()), data=typed(note="左手腕有划痕"))
    page = director.get(answer.location).text
    assert "划痕" in page
    assert 'href="/harm"' in page
    assert "先打 110" in page


def test_a_returned_need_is_put_right(client: FlaskClient) -> None:
    need_id = in_state(NeedState.RETURNED, state_reason="请写时间")
    director = signed_in(client, Role.CHILD_DIRECTOR)
    form = director.get(f"/needs/{need_id}/edit").text
    assert "请写时间" in form
    assert "爷爷奶奶不识字" in form
    assert 'value="16:30"' in form
    answer = director.post(f"/needs/{need_id}/edit", data=typed(version="1"))
    assert answer.status_code == 303
    assert need(need_id).state == "submitted"


def test_a_form_opened_on_an_older_need_is_told_so(client: FlaskClient) -> None:
    need_id = in_state(NeedState.DRAFT)
    answer = signed_in(client, Role.CHILD_DIRECTOR).post(
        f"/needs/{need_id}/edit", data=typed(version="8")
    )
    assert answer.status_code == 422
    assert "刚刚有人改动" in answer.text


def test_the_village_sees_its_needs_on_their_way(client: FlaskClient) -> None:
    builders.need(title="本村的")
    builders.need(title="别村的", child_id=builders.child(village=builders.OTHER_VILLAGE))
    page = signed_in(client, Role.CHILD_DIRECTOR).get("/raised").text
    assert "本村的" in page
    assert "别村的" not in page
    assert "有人接" in page


def test_a_need_is_taken_back_on_its_page(client: FlaskClient) -> None:
    need_id, director = builders.need(), signed_in(client, Role.CHILD_DIRECTOR)
    address = f"/needs/{need_id}/withdraw"
    refused = director.post(address, data={"reason": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    too_long = director.post(address, data={"reason": "长" * 301})
    assert too_long.status_code == 422
    assert "长" * 301 in too_long.text
    assert director.post(address, data={"reason": "解决了"}).location == "/raised"
    assert need(need_id).state == "withdrawn"


def test_each_private_field_of_a_need_is_noted(client: FlaskClient) -> None:
    need_id = builders.need()
    signed_in(client, Role.CHILD_DIRECTOR).get(f"/needs/{need_id}")
    assert reads() == {
        ("Need", "note"),
        ("Need", "meeting_place"),
        ("Child", "full_name"),
        ("Child", "born_on"),
        ("Child", "risk_level"),
    }
