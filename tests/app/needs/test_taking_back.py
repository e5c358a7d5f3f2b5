"""A guardian takes the own wish for work back."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.needs.models import NeedState
from tests import builders
from tests.app.needs.builders import guardian_of, in_state, need


def test_a_guardian_takes_the_wish_back_with_a_reason(client: FlaskClient) -> None:
    adult = builders.guardian()
    wish = in_state(
        NeedState.OPEN, child_id=None, guardian_id=adult, category="guardian_employment"
    )
    builders.sign_in(client, guardian_of(adult))
    address = f"/my-needs/{wish}/withdraw"
    refused = client.post(address, data={"reason": " "})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert client.post(address, data={"reason": "找到了"}).location == "/my-needs"
    assert need(wish).state == "withdrawn"
    assert client.post("/my-needs/9999/withdraw", data={"reason": "x"}).status_code == 404
