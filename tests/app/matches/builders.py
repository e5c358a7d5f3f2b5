"""What several tests of the room need: rows changed meanwhile, refusals, a guardian looking for work."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask_babel import force_locale
from PIL import Image

from app.kernel import clock, words
from app.kernel.access import Role
from app.kernel.db import db
from app.kernel.errors import Refused
from app.needs import notices
from app.needs.gate import Rung
from app.needs.models import Need, NeedState
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps
from tests.app.matches.steps import Scene


def volunteer_of(at: Scene) -> Volunteer:
    return steps.seen(lambda: db.session.get_one(Volunteer, at.volunteer.volunteer_id))  # type: ignore[no-any-return]


def change(model: type[Any], key: int | None, **fields: Any) -> None:
    with builders.world():
        row = db.session.get_one(model, key)
        for name, value in fields.items():
            setattr(row, name, value)


def refused(code: str, verb: Any, *args: Any, **values: Any) -> Refused:
    """Do what must be refused with this code, and make sure that it left no trace."""
    before = steps.trace()
    with pytest.raises(Refused) as caught:
        steps.act(verb, *args, **values)
    assert caught.value.code == code
    assert steps.trace() == before
    for language in words.LANGUAGES:
        with force_locale(language):
            assert words.say(caught.value, language=language)
    return caught.value


def work_wanted(**fields: Any) -> tuple[int, int]:
    """A guardian's own need of work by day."""
    guardian_id = builders.guardian()
    builders.child(guardian_id=guardian_id)
    with builders.world():
        row = Need(
            code=f"X2026-9{guardian_id:04d}",
            guardian_id=guardian_id,
            village_code=builders.VILLAGE,
            town_code=builders.VILLAGE[:9],
            category="guardian_employment",
            aid_form="job",
            title="家门口的白班",
            modes=["workplace"],
            slots=[[day, 450, 1080] for day in range(6)],
            direct_contact=False,
            state=NeedState.OPEN,
            raised_by=builders.actor(Role.CHILD_DIRECTOR).account_id,
            created_at=clock.now(),
            opened_at=clock.now(),
            **{**builders.POINT, **fields},
        )
        db.session.add(row)
        db.session.flush()
        notices.tell(notices.Told(row, None, None), Rung.TOWN_NARROW)
        key = row.id
    return key, guardian_id


def photograph() -> tuple[io.BytesIO, str]:
    picture = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(picture, "JPEG")
    return io.BytesIO(picture.getvalue()), "沈阿婆签字.jpg"
