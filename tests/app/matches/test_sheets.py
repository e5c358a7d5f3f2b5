"""The sheet that a guardian signs: printed, photographed, kept, and opened by two offices alone."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from pypdf import PdfReader
from sqlalchemy import func, select

from app.kernel import files
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.disclosure import LOOKED, fields_of
from app.kernel.events import AuditLine
from app.kernel.files import Attachment
from app.matches.actions import answer_consent
from app.matches.models import ConsentState, MatchState
from tests import builders
from tests.app.matches import steps
from tests.app.matches.builders import photograph
from tests.app.matches.pages import as_, guardian_of, page, sent


@pytest.fixture(autouse=True)
def _folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(app, "instance_path", str(tmp_path))
    return


def scene_of(born_on: date, **need: object) -> steps.Scene:
    """A scene with a child of this birthday."""
    director, guardian_id = builders.actor(Role.CHILD_DIRECTOR), builders.guardian()
    child_id = builders.child(born_on=born_on, guardian_id=guardian_id)
    return steps.Scene(
        builders.actor(Role.CIVIL_AFFAIRS),
        director,
        builders.volunteer(),
        builders.need(child_id=child_id, raised_by=director.account_id, **need),
        child_id,
        guardian_id,
    )


def printed(client: FlaskClient, match_id: int) -> tuple[str, int]:
    """The words on the sheet, without their breaks, and how many pages it has."""
    answer = client.get(f"/village-matches/{match_id}/sheet")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pages = PdfReader(io.BytesIO(answer.get_data())).pages
    return "".join("".join(one.extract_text() for one in pages).split()), len(pages)


def send(client: FlaskClient, match_id: int, file: tuple[io.BytesIO, str] | None = None) -> str:
    return sent(client, f"/village-matches/{match_id}/sheet", sheet=file or photograph())


def large(client: FlaskClient, path: str, size: int, *, status: int) -> str:
    """Send a file of so many bytes."""
    head = b'--x\r\nContent-Disposition: form-data; name="sheet"; filename="a.jpg"\r\n\r\n'
    body = head + b"x" * size + b"\r\n--x--\r\n"
    answer = client.post(path, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def kept() -> list[Attachment]:
    return steps.seen(lambda: list(db.session.scalars(select(Attachment))))  # type: ignore[no-any-return]


def looks(field: str) -> list[tuple[int | None, int | None]]:
    asked = select(AuditLine).where(AuditLine.event == LOOKED).order_by(AuditLine.id)
    return steps.seen(  # type: ignore[no-any-return]
        lambda: [
            (line.account_id, line.child_id)
            for line in db.session.scalars(asked)
            if field in fields_of(line)
        ]
    )


class TestPrinting:
    def test_it_asks_what_the_guardians_page_asks_in_both_languages(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        words, pages = printed(as_(client, at.director), match_id)
        assert pages == 1
        for said in ("小禾", "孩子的性别和年龄段", "监护人签名", "Guardian'ssignature",
                     "Thechild'sgivenname", steps.match(match_id).code, "volunteer"):  # fmt: skip
            assert said in words, said

    def test_it_says_neither_village_nor_category(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        words, _pages = printed(as_(client, at.director), match_id)
        for hidden in (builders.VILLAGE, "陈庄村", "留守", builders.GUARDIAN):
            assert hidden not in words, hidden

    def test_who_printed_it_and_when_stands_across(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        words, _pages = printed(as_(client, at.director), match_id)
        assert "".join(f"{at.director.display_name} 2026-03-12 10:00".split()) in words

    @pytest.mark.parametrize(
        ("born_on", "signs"), [(date(2012, 3, 19), True), (date(2012, 3, 20), False)]
    )
    def test_who_is_fourteen_by_the_last_day_signs_too(
        self, client: FlaskClient, born_on: date, signs: bool
    ) -> None:
        at = scene_of(born_on)
        match_id, _token = steps.asked(at)
        words, _pages = printed(as_(client, at.director), match_id)
        assert ("孩子签名" in words) is signs

    def test_the_longest_words_still_fit_one_page(self, client: FlaskClient) -> None:
        at = steps.scene(title="字" * 60, meeting_place="处" * 200)
        match_id, _token = steps.asked(at)
        assert printed(as_(client, at.director), match_id)[1] == 1

    def test_the_look_is_written_down(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        printed(as_(client, at.director), match_id)
        assert looks("given_name") == [(at.director.account_id, at.child_id)]

    def test_the_files_name_says_nothing_of_anybody(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        answer = as_(client, at.director).get(f"/village-matches/{match_id}/sheet")
        code = steps.match(match_id).code
        assert answer.headers["Content-Disposition"] == f"attachment; filename=consent-{code}.pdf"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_a_question_that_is_answered_is_not_printed(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.consented(at)
        page(as_(client, at.director), f"/village-matches/{match_id}/sheet", status=409)

    def test_before_the_guardian_is_asked_there_is_no_sheet(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id = steps.invited(at)
        page(as_(client, at.director), f"/village-matches/{match_id}/sheet", status=404)

    def test_another_villages_sheet_is_not_found(self, client: FlaskClient) -> None:
        match_id, _token = steps.asked(steps.scene())
        as_(client, builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE))
        page(client, f"/village-matches/{match_id}/sheet", status=404)
        answer = client.post(f"/village-matches/{match_id}/sheet", data={"sheet": photograph()})
        assert answer.status_code == 404
        assert kept() == []


class TestKeeping:
    def test_a_photograph_hangs_on_the_question_and_answers_nothing(
        self, client: FlaskClient
    ) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        where = send(as_(client, at.director), match_id)
        assert "督导员会打电话核实" in page(client, where)
        (row,) = kept()
        consent = steps.consent_of(match_id)
        assert (row.owner, row.owner_id, row.kind) == ("consent", consent.id, "signed_sheet")
        assert row.account_id == at.director.account_id
        assert consent.state == ConsentState.WAITING
        assert steps.match(match_id).state == MatchState.ACCEPTED
        steps.act(
            answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=True, child_view="willing"
        )

    def test_who_may_opens_it_and_each_look_is_written_down(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        send(as_(client, at.director), match_id)
        supervisor = builders.actor(Role.CHILD_SUPERVISOR)
        for who, path in (
            (at.director, "/village-matches"),
            (supervisor, "/families-to-ring"),
            (at.officer, f"/matches/{match_id}"),
        ):
            assert "/sheets/1" in page(as_(client, who), path)
            answer = client.get("/sheets/1")
            assert answer.mimetype == "image/jpeg"
            assert answer.headers["Content-Disposition"] == "inline; filename=sheet-1.jpg"
            assert Image.open(io.BytesIO(answer.get_data())).size == (60, 80)
        expected = [(who.account_id, at.child_id) for who in (at.director, supervisor, at.officer)]
        assert looks("sheets") == expected

    def test_nobody_else_opens_it(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        send(as_(client, at.director), match_id)
        for who in (guardian_of(at), at.volunteer, builders.actor(Role.AUDITOR)):
            page(as_(client, who), "/sheets/1", status=403)
        stranger = builders.actor(Role.CHILD_DIRECTOR, place=builders.OTHER_VILLAGE)
        page(as_(client, stranger), "/sheets/1", status=404)
        page(as_(client, at.director), "/sheets/2", status=404)
        assert looks("sheets") == []

    @pytest.mark.parametrize(
        "who", [Role.CHILD_SUPERVISOR, Role.GUARDIAN, Role.VOLUNTEER, Role.CHILD_DIRECTOR]
    )
    def test_the_row_itself_is_hidden_from_all_but_these(
        self, client: FlaskClient, who: Role
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        send(as_(client, at.director), match_id)
        actor = {
            Role.GUARDIAN: Actor(role=who, guardian_id=at.guardian_id),
            Role.VOLUNTEER: at.volunteer,
            Role.CHILD_DIRECTOR: Actor(role=who, place=builders.OTHER_VILLAGE),
            Role.CHILD_SUPERVISOR: Actor(role=who, place=builders.OTHER_VILLAGE[:9]),
        }.get(who, builders.actor(who))
        many = select(func.count(Attachment.id))
        assert steps.act(lambda _actor: db.session.scalar(many), actor) == 0

    def test_a_broken_file_is_said_and_not_sent(
        self, app: Flask, client: FlaskClient, tmp_path: Path
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        send(as_(client, at.director), match_id)
        (path,) = (tmp_path / files.FOLDER).iterdir()
        path.write_bytes(path.read_bytes()[:-1])
        assert "已经损坏" in page(client, "/sheets/1", status=409)

    @pytest.mark.parametrize(
        ("file", "said"),
        [
            ((b"", "a.jpg"), "没有收到文件"),
            ((b"<svg onload=alert(1)>", "a.jpg"), "不是照片"),
        ],
    )
    def test_what_is_not_taken_is_said_on_the_next_page(
        self, client: FlaskClient, file: tuple[bytes, str], said: str
    ) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        where = send(as_(client, at.director), match_id, (io.BytesIO(file[0]), file[1]))
        assert said in page(client, where)
        assert kept() == []

    def test_a_byte_more_than_ten_megabytes_is_not_taken(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, at.director)
        large(client, f"/village-matches/{match_id}/sheet", 10_000_001, status=303)
        assert "文件太大" in page(client, "/village-matches")
        assert kept() == []

    def test_a_form_without_a_file_says_so(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        where = sent(as_(client, at.director), f"/village-matches/{match_id}/sheet")
        assert "没有收到文件" in page(client, where)

    def test_what_is_far_too_large_is_not_even_read(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, at.director)
        path = f"/village-matches/{match_id}/sheet"
        assert "最大 10 MB" in large(client, path, 11_100_000, status=413)

    def test_elsewhere_the_lower_limit_holds(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, at.director)
        path = f"/village-matches/{match_id}/again"
        large(client, path, 3_000_000, status=413)

    def test_a_question_that_came_to_nothing_takes_no_sheet(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, token = steps.asked(at)
        steps.act(answer_consent, VISITOR, token, born_on=steps.BORN_ON, agrees=False)
        where = send(as_(client, at.director), match_id)
        assert "不用再传" in page(client, where)
        assert kept() == []

    def test_a_seventh_sheet_is_one_too_many(self, client: FlaskClient) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, at.director)
        for _each in range(7):
            where = send(client, match_id)
        assert "不能再加" in page(client, where)
        assert len(kept()) == 6

    def test_the_same_sending_twice_is_kept_once(self, client: FlaskClient, tmp_path: Path) -> None:
        at = steps.scene()
        match_id, _token = steps.asked(at)
        as_(client, at.director)
        key = "6f1c2f3e-8a4d-4a52-9d0e-0c7a5d0b1a11"
        for _each in range(2):
            sent(client, f"/village-matches/{match_id}/sheet", sheet=photograph(), once=key)
        assert len(kept()) == 1
        assert len(list((tmp_path / files.FOLDER).iterdir())) == 1
