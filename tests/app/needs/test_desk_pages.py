"""The desk of supervisors and officers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from app.kernel.access import Role
from app.needs.models import NeedState
from tests import builders
from tests.app.needs.builders import in_state, need
from tests.app.needs.pages import reads, signed_in


def test_the_supervisor_checks_on_the_desk(client: FlaskClient) -> None:
    need_id = in_state(NeedState.SUBMITTED)
    supervisor = signed_in(client, Role.CHILD_SUPERVISOR)
    assert f"/desk/needs/{need_id}" in supervisor.get("/desk/needs").text
    page = supervisor.get(f"/desk/needs/{need_id}").text
    assert "爷爷奶奶不识字" in page
    assert "approve" not in page
    assert supervisor.post(f"/desk/needs/{need_id}/approve").status_code == 403
    assert supervisor.post(f"/desk/needs/{need_id}/endorse").location == "/desk/needs"
    assert need(need_id).state == "endorsed"


def test_a_supervisor_elsewhere_finds_nothing(client: FlaskClient) -> None:
    waiting, is_open = in_state(NeedState.SUBMITTED), builders.need()
    signed_in(client, Role.CHILD_SUPERVISOR, place=builders.OTHER_VILLAGE[:9])
    for need_id in (waiting, is_open):
        assert client.get(f"/desk/needs/{need_id}").status_code == 404
        assert client.post(f"/desk/needs/{need_id}/endorse").status_code == 404
    assert reads() == set()


def test_an_officer_approves_on_the_desk(client: FlaskClient) -> None:
    need_id = in_state(NeedState.ENDORSED)
    officer = signed_in(client, Role.CIVIL_AFFAIRS)
    page = officer.get(f"/desk/needs/{need_id}").text
    assert "政府救助能不能解决" in page
    data = {"benefit": "none", "title": "辅导", "summary": "乌镇镇，9—11岁，需辅导。", "visibility": "public", "version": "1"}  # fmt: skip
    assert officer.post(f"/desk/needs/{need_id}/approve", data=data).location == "/desk/needs"
    assert (need(need_id).state, need(need_id).title) == ("open", "辅导")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"benefit": ""}, "请选一项"),
        ({"summary": "请打13812345678"}, "像是电话号码"),
        ({"visibility": "restricted"}, "先选定至少一家机构"),
        ({"version": "7"}, "刚刚有人改动"),
    ],
)
def test_an_officer_is_told_beside_the_field(
    client: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    need_id = in_state(NeedState.ENDORSED)
    data = {"benefit": "none", "title": "我改的标题", "summary": "乌镇镇，需辅导。", "visibility": "public", "version": "1"}  # fmt: skip
    officer = signed_in(client, Role.CIVIL_AFFAIRS)
    answer = officer.post(f"/desk/needs/{need_id}/approve", data={**data, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "我改的标题" in answer.text
    assert need(need_id).state == "endorsed"


def test_an_officer_names_the_services_of_a_restricted_need(client: FlaskClient) -> None:
    need_id, offer = in_state(NeedState.ENDORSED, visibility="restricted"), builders.offer()
    officer = signed_in(client, Role.CIVIL_AFFAIRS)
    assert f'value="o{offer}"' in officer.get(f"/desk/needs/{need_id}").text
    data = {"benefit": "partly", "title": "陪伴", "summary": "乌镇镇，需陪伴。", "visibility": "restricted", "designated": f"o{offer}", "version": "1"}  # fmt: skip
    assert officer.post(f"/desk/needs/{need_id}/approve", data=data).status_code == 303
    assert need(need_id).designated == [f"o{offer}"]


def test_an_officer_notes_that_a_benefit_covers_it(client: FlaskClient) -> None:
    need_id = in_state(NeedState.ENDORSED)
    data = {"benefit": "wholly", "title": "x", "summary": "y", "visibility": "public"}
    signed_in(client, Role.CIVIL_AFFAIRS).post(f"/desk/needs/{need_id}/approve", data=data)
    assert need(need_id).state == "covered_by_benefit"


def test_a_return_without_a_reason_is_asked_again(client: FlaskClient) -> None:
    need_id = in_state(NeedState.ENDORSED)
    officer = signed_in(client, Role.CIVIL_AFFAIRS)
    answer = officer.post(f"/desk/needs/{need_id}/return", data={"reason": " "})
    assert answer.status_code == 422
    assert "请写明原因" in answer.text
    for act, state in (("return", "returned"), ("reject", "rejected")):
        other = in_state(NeedState.ENDORSED)
        officer.post(f"/desk/needs/{other}/{act}", data={"reason": "请补充"})
        assert need(other).state == state


def test_an_officer_approves_several_at_once(client: FlaskClient) -> None:
    ids = [in_state(NeedState.ENDORSED) for _ in range(2)]
    urgent = in_state(NeedState.ENDORSED, urgency="urgent")
    officer = signed_in(client, Role.CIVIL_AFFAIRS)
    page = officer.get("/desk/needs").text
    assert page.count('name="needs"') == 2
    refused = officer.post("/desk/needs/approve", data={"needs": ids})
    assert "政府救助" in officer.get(refused.location).text
    officer.post("/desk/needs/approve", data={"needs": ids, "is_without_benefit": "y"})
    assert [need(key).state for key in (*ids, urgent)] == ["open", "open", "endorsed"]


def test_an_officer_does_not_decide_on_the_own_need(client: FlaskClient) -> None:
    officer = builders.actor(Role.CIVIL_AFFAIRS)
    need_id = in_state(NeedState.ENDORSED, raised_by=officer.account_id)
    builders.sign_in(client, officer)
    assert 'name="needs"' not in client.get("/desk/needs").text
    assert "政府救助能不能解决" not in client.get(f"/desk/needs/{need_id}").text
