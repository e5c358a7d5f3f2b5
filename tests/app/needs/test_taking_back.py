"""A guardian takes the own wish for work back."""

from __future__ import annotations

from flask.testing import FlaskClient

from app.needs.models import NeedState
from tests import given
from tests.app.needs import given_needs
from tests.app.needs.given_needs import in_state, need


def test_a_guardian_takes_the_wish_back_with_a_reason(client: FlaskClient) -> None:
    adult = given.guardian()
    wish = in_state(
        NeedState.OPEN, child_id=None, guardian_id=adult, category="guardian_employment"
    )
    given.sign_in(client, given_needs.guardian_of(adult))
    address = f"/my-needs/{wish}/withdraw"
    refused = client.post(address, data={"reason": " "})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert client.post(address, data={"reason": "找到了"}).location == "/my-needs"
    assert need(wish).state == "withdrawn"
    assert client.post("/my-needs/9999/withdraw", data={"reason": "x"}).status_code == 404
