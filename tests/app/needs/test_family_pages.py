"""A guardian's wish for work."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel.db import db
from app.kernel.scope import unscoped
from app.needs.models import Need, NeedState
from tests import builders
from tests.app.needs.builders import guardian_of, in_state, need


def test_a_guardian_asks_for_work_and_puts_it_right(client: FlaskClient) -> None:
    adult = builders.guardian()
    guardian = builders.sign_in(client, guardian_of(adult))
    data = {
        "about": "会用缝纫机", "times-0-days": ["0"], "times-0-starts": "08:00", "times-0-ends": "17:00",
        "max_km": "5", "wishes": ["seated"],
    }  # fmt: skip
    assert guardian.post("/my-needs", data=data).location == "/my-needs"
    page = guardian.get("/my-needs").text
    assert "会用缝纫机；希望在离家5公里内，能坐着做。" in page
    with unscoped("a test looks at the row"):
        wish = db.session.scalars(select(Need)).one()
        wish.state, wish.state_reason = NeedState.RETURNED, "请写时间"
        key, version = wish.id, wish.version + 1
    with builders.world():
        db.session.add(wish)
    form = guardian.get(f"/my-needs/{key}/edit").text
    assert "会用缝纫机</textarea>" in form.replace("\r\n", "")
    answer = guardian.post(
        f"/my-needs/{key}/edit", data={**data, "max_km": "3", "version": str(version)}
    )
    assert answer.location == "/my-needs"
    assert (need(key).state, need(key).max_km) == ("submitted", 3.0)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"about": "我叫李雷，会缝纫"}, "像是人名或称呼"),
        ({"about": ""}, "请填写"),
        ({"times-0-days": [], "times-0-starts": "", "times-0-ends": ""}, "至少填写一个"),
        ({"max_km": "900"}, "1 到 50"),
    ],
)
def test_a_guardian_is_told_beside_the_field(
    client: FlaskClient, changed: dict[str, object], sentence: str
) -> None:
    guardian = builders.sign_in(client, guardian_of(builders.guardian()))
    data = {
        "about": "会用缝纫机", "times-0-days": ["0"], "times-0-starts": "08:00", "times-0-ends": "17:00", "max_km": "5",
    }  # fmt: skip
    answer = guardian.post("/my-needs", data={**data, **changed})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert '"08:00"' in answer.text or "times-0-starts" in changed


def test_a_guardian_sees_how_far_help_for_the_child_has_come(client: FlaskClient) -> None:
    adult = builders.guardian()
    need_id = in_state(NeedState.ENDORSED, child_id=builders.child(guardian_id=adult))
    page = builders.sign_in(client, guardian_of(adult)).get(f"/needs/{need_id}").text
    assert "民政部门正在审批" in page
    assert "爷爷奶奶不识字" not in page
