"""Rows of somebody else do not exist, for reading and for writing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, SAWarning
from sqlalchemy.orm import aliased, make_transient_to_detached, selectinload

from app.children.models import Child, Guardian
from app.kernel import scope
from app.kernel.access import SYSTEM, VISITOR, Actor, Role
from app.kernel.db import db
from app.kernel.errors import Forbidden, NotFound
from app.kernel.marks import NONCE, unmarked
from app.kernel.scope import CLOSED_TO_SYSTEM, Escaped, Scoped, act_as, find, unscoped
from app.needs.models import Need, NeedNotice
from tests import builders
from tests.app.kernel import fullhouse, households
from tests.app.kernel.households import DIRECTOR, HERE, Home, Kid, Visit


def _two_villages() -> tuple[int, int]:
    return builders.child(), builders.child(village=builders.OTHER_VILLAGE)


def test_a_director_reads_the_children_of_her_own_village_only(app: Flask) -> None:
    own, _other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    assert db.session.scalars(select(Child.id)).all() == [own]


def test_a_child_of_another_village_is_not_found_like_a_missing_one(app: Flask) -> None:
    _own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with pytest.raises(NotFound):
        find(Child, other)
    with pytest.raises(NotFound):
        find(Child, 999_999)


def test_counting_joining_and_aliases_are_scoped_too(app: Flask) -> None:
    _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    other = aliased(Child)
    assert db.session.scalar(select(func.count(Child.id))) == 1
    assert db.session.scalar(select(func.count()).select_from(select(Child).subquery())) == 1
    assert db.session.scalar(select(func.count(other.id))) == 1
    assert len(db.session.execute(select(Guardian, Child).join(Child.guardian)).all()) == 1


def test_a_row_reached_through_a_relationship_is_scoped_too(app: Flask) -> None:
    family = builders.guardian()
    builders.child(guardian_id=family)
    builders.child(guardian_id=family, village=builders.OTHER_VILLAGE)
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    lazily = find(Guardian, family)
    assert len(lazily.children) == 1
    db.session.expunge_all()
    eagerly = db.session.scalars(select(Guardian).options(selectinload(Guardian.children))).one()
    assert len(eagerly.children) == 1


def test_nobody_sees_nothing(app: Flask) -> None:
    _two_villages()
    assert db.session.scalars(select(Child)).all() == []


@pytest.mark.parametrize(
    "role", [Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR, Role.VOLUNTEER, Role.EMPLOYER, Role.VISITOR]
)
def test_a_role_without_children_sees_no_child(app: Flask, role: Role) -> None:
    _two_villages()
    act_as(builders.actor(role))
    assert db.session.scalars(select(Child)).all() == []
    assert db.session.scalars(select(Guardian)).all() == []


def test_a_change_to_a_row_outside_the_scope_is_refused_and_not_written(app: Flask) -> None:
    _own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with unscoped("the test holds a row it may not change"):
        row = find(Child, other)
    row.risk_level = "high"
    with pytest.raises(Forbidden):
        db.session.flush()
    db.session.rollback()
    with unscoped("the test looks"):
        assert find(Child, other).risk_level == "low"


def test_a_new_row_outside_the_scope_is_refused(app: Flask) -> None:
    family = builders.guardian(village=builders.OTHER_VILLAGE)
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with unscoped("the test copies a row"):
        row = find(Guardian, family)
        db.session.expunge(row)
    db.session.add(
        Guardian(full_name="周某", village_code=row.village_code, town_code=row.town_code)
    )
    with pytest.raises(Forbidden):
        db.session.flush()


def test_a_bulk_update_stays_within_the_scope(app: Flask) -> None:
    own, other = _two_villages()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    db.session.execute(update(Child).values(risk_level="high"))
    with unscoped("the test looks"):
        levels = dict(db.session.execute(select(Child.id, Child.risk_level)).all())
    assert levels == {own: "high", other: "low"}


def test_a_session_keeps_one_actor(app: Flask) -> None:
    first, second = builders.actor(Role.CHILD_DIRECTOR), builders.actor(Role.CIVIL_AFFAIRS)
    act_as(first)
    with pytest.raises(RuntimeError, match="one actor"):
        act_as(second)


def test_leaving_the_scope_needs_a_reason(app: Flask) -> None:
    with pytest.raises(ValueError, match="why"), unscoped(""):
        pass


def test_a_restricted_need_is_invisible_to_a_vetted_volunteer(app: Flask) -> None:
    public = builders.need()
    vetted = builders.need(visibility="vetted_partner")
    builders.need(visibility="restricted")
    act_as(builders.volunteer())
    told = select(NeedNotice.need_id).order_by(NeedNotice.need_id)
    assert db.session.scalars(told).all() == [public, vetted]
    assert db.session.scalars(select(Need.id)).all() == []


@pytest.fixture
def town(app: Flask) -> Iterator[Flask]:
    with households.known():
        yield app


def _learned(app: Flask, name: str, *, is_alone: bool = False) -> Any:
    """What a director learns by one attack; with `is_alone`, where there is nothing to steal."""
    with app.app_context():
        act_as(DIRECTOR)
        if is_alone:
            households.only_here()
        try:
            return households.seen(households.attacks(db.engine.dialect.name)[name])
        except Escaped:
            return Escaped
        finally:
            db.session.rollback()


ATTACKS, REFUSED = tuple(households.attacks("sqlite")), frozenset(households.refused("sqlite"))


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_learns_what_there_is_without_the_rows_of_others(town: Flask, name: str) -> None:
    learned = _learned(town, name)
    if name in REFUSED:
        assert learned is Escaped
    else:
        assert learned == _learned(town, name, is_alone=True)


def test_a_row_that_was_not_asked_for_cannot_be_read_again(town: Flask) -> None:
    act_as(DIRECTOR)
    smuggled = Kid(id=2)
    make_transient_to_detached(smuggled)
    db.session.add(smuggled)
    with pytest.raises(InvalidRequestError):
        db.session.refresh(smuggled)
    with pytest.raises(InvalidRequestError):
        _ = smuggled.place


def test_a_late_column_is_read_of_own_rows_alone(town: Flask) -> None:
    act_as(DIRECTOR)
    assert find(Kid, 1).nick == "nick1"
    with unscoped("a test holds a row of another place"):
        other = find(Kid, 2)
    with pytest.raises(InvalidRequestError):
        _ = other.nick


def test_what_belongs_to_a_row_is_read_within_the_scope_though_the_row_is_not(town: Flask) -> None:
    act_as(DIRECTOR)
    with unscoped("a test holds a row of another place"):
        home = find(Home, 2)
    assert home.kids == []


@pytest.mark.parametrize("key", [1, 2])
def test_a_row_by_its_number_is_there_when_it_is_own(town: Flask, key: int) -> None:
    act_as(DIRECTOR)
    found = db.session.get(Kid, key)
    assert (found is not None) is (key == 1)


def test_many_rows_written_at_once_are_written_of_own_alone(town: Flask) -> None:
    act_as(DIRECTOR)
    with pytest.raises((Escaped, Forbidden, SAWarning)):
        db.session.execute(update(Kid), [{"id": 2, "place": HERE}])
    db.session.rollback()
    with unscoped("a test looks"):
        assert db.session.scalar(select(Kid.place).where(Kid.id == 2)) == households.THERE


def test_a_connection_of_its_own_is_guarded_too(town: Flask) -> None:
    act_as(DIRECTOR)
    with pytest.raises(Escaped):
        db.session.connection().execute(select(Kid.__table__))
    with db.engine.connect() as connection, pytest.raises(Escaped):
        connection.exec_driver_sql("SELECT place FROM sample_kid")


@pytest.mark.parametrize(
    "words",
    [
        "TABLE sample_kid",
        "COPY sample_kid TO STDOUT",
        "EXPLAIN ANALYZE SELECT * FROM sample_kid",
        "CREATE TABLE taken AS SELECT * FROM sample_kid",
        "DO $$ BEGIN PERFORM id FROM sample_kid; END $$",
        "SELECT query_to_xml('select * from sample_kid', true, true, '')",
        "SELECT 1 UNION TABLE sample_kid",
        "SELECT id FROM ONLY sample_kid",
        "SELECT id FROM (sample_kid)",
        "SELECT id FROM sample_stranger, (sample_kid JOIN sample_visit ON true)",
        "WITH x AS (SELECT 1) SELECT id FROM sample_kid",
        "SELECT (SELECT max(place) FROM sample_kid) FROM sample_stranger",
    ],
)
def test_what_only_a_database_could_read_is_not_sent(town: Flask, words: str) -> None:
    with pytest.raises(Escaped), db.engine.connect() as connection:
        connection.exec_driver_sql(words)


@pytest.mark.parametrize(
    "words",
    [
        "SELECT id AS sample_kid FROM sample_stranger",
        "SELECT sample_kid FROM sample_stranger WHERE sample_kid > 0 ORDER BY sample_kid",
        "UPDATE sample_stranger SET sample_kid = 1",
        "SELECT extract(year from now) FROM (SELECT CURRENT_TIMESTAMP AS now) AS sample_kid",
        "SELECT 'sample_kid' FROM sample_stranger WHERE id IS DISTINCT FROM 7",
    ],
)
def test_a_word_that_is_no_table_is_not_taken_for_one(words: str) -> None:
    assert unmarked(words, {"sample_kid"}) == ()


MARK = f"/*in k {NONCE}*/ (true)"
"""Another one in each process: it stands in the tests as MARK, so that their names stay the same."""


@pytest.mark.parametrize(
    ("words", "is_enough"),
    [
        ("SELECT 1 FROM kid AS k WHERE MARK", True),
        ("SELECT 1 FROM kid k WHERE a = 1 AND MARK", True),
        ("SELECT 1 FROM kid AS k WHERE (a OR b) AND MARK", True),
        ("SELECT 1 FROM kid AS k WHERE a OR MARK", False),
        ("SELECT 1 FROM kid AS k WHERE MARK OR a", False),
        ("SELECT 1 FROM kid AS k WHERE NOT MARK", False),
        ("SELECT 1 FROM kid AS k WHERE (a OR MARK)", False),
        ("SELECT 1 FROM kid AS k WHERE CASE WHEN MARK THEN 1 ELSE 1 END", False),
        ("SELECT 1 FROM kid AS k HAVING MARK", False),
        ("SELECT MARK FROM kid AS k", False),
        ("SELECT 1 FROM kid AS other WHERE MARK", False),
        ("SELECT 1 FROM kid AS k, kid WHERE MARK", False),
        ("SELECT 1 FROM a LEFT JOIN kid AS k ON MARK", True),
        ("SELECT 1 FROM kid AS k LEFT JOIN a ON MARK", False),
        ("SELECT 1 FROM kid AS k JOIN a ON MARK", True),
        ("SELECT 1 FROM a LEFT JOIN (kid AS k JOIN b ON MARK) ON true", True),
        ("SELECT 1 FROM a RIGHT JOIN kid AS k ON MARK", False),
        ("SELECT 1 FROM a FULL JOIN kid AS k ON true WHERE MARK", False),
        ("SELECT 1 FROM kid AS k WHERE MARK UNION SELECT 1 FROM kid AS k", False),
        ("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM kid AS k) AND MARK", False),
        ("SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM kid AS k WHERE MARK)", True),
        ("DELETE FROM a USING kid AS k WHERE MARK", True),
        ("INSERT INTO a (b) SELECT 1 FROM kid AS k WHERE MARK", True),
        ("SELECT 1 FROM kid AS k WHERE /*in k 00000000*/ (true)", False),
    ],
)
def test_a_mark_counts_where_it_narrows(words: str, is_enough: bool) -> None:
    assert (unmarked(words.replace("MARK", MARK), {"kid"}) == ()) is is_enough


def test_a_statement_is_read_once_however_often_it_is_sent(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def noting(sql: str, tables: Any) -> tuple[str, ...]:
        read.append(sql)
        return ()

    monkeypatch.setattr(scope, "unmarked", noting)
    for _ in range(3):
        with town.app_context():
            act_as(DIRECTOR)
            db.session.scalars(select(Visit.id).where(Visit.id > 1, Visit.kid_id > 0)).all()
    assert len([one for one in read if "sample_visit" in one]) == 1


def test_a_walk_that_misses_a_table_is_an_error(
    town: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scope, "tables_of", lambda _statement: frozenset())
    act_as(DIRECTOR)
    with pytest.raises(Escaped, match="sample_kid"):
        db.session.scalars(select(Kid)).all()


@pytest.mark.parametrize("who", [None, VISITOR])
@pytest.mark.parametrize("model", Scoped.MODELS, ids=lambda model: model.__name__)
def test_no_attempt_on_any_model_shows_more_than_the_model_says(
    app: Flask, model: type[Scoped], who: Actor | None
) -> None:
    fullhouse.fill()
    told = {}
    for name, attempt in fullhouse.attempts(model).items():
        with app.app_context():
            if who is not None:
                act_as(who)
            try:
                told[name] = len(db.session.execute(attempt).all())
            except (Escaped, SAWarning, IntegrityError):
                told[name] = 0
            finally:
                db.session.rollback()
    with unscoped("a test counts what a visitor may see"):
        wanted = select(model.id).where(scope.condition(model, who))
        most = len(db.session.scalars(wanted).all())
    once = {"exists of a select", "exists", "in", "update", "delete"}
    leaks = {name: rows for name, rows in told.items() if rows > most * (1 + (name == "union"))}
    assert {name for name in leaks if most == 0 or name not in once} == set()
    assert told["entity"] == most, "the attempts must see what may be seen"


@pytest.mark.parametrize(
    ("model", "name"), fullhouse.relations(), ids=lambda one: getattr(one, "__name__", one)
)
def test_a_relationship_gives_nobody_a_row(app: Flask, model: type[Scoped], name: str) -> None:
    fullhouse.fill()
    with unscoped("a test holds rows of everybody"):
        rows = db.session.scalars(select(model)).all()
    for row in rows:
        try:
            assert not getattr(row, name)
        except Escaped:
            continue


@pytest.mark.parametrize("model", Scoped.MODELS, ids=lambda model: model.__name__)
def test_the_platform_sees_every_row_but_those_closed_to_it(
    app: Flask, model: type[Scoped]
) -> None:
    fullhouse.fill()
    with unscoped("a test counts"):
        every = db.session.scalar(select(func.count()).select_from(model))
    db.session.rollback()
    act_as(SYSTEM)
    is_closed = model.__tablename__ in CLOSED_TO_SYSTEM  # type: ignore[attr-defined]
    assert db.session.scalar(select(func.count()).select_from(model)) == (0 if is_closed else every)


def test_what_is_closed_to_the_platform_is_a_table_of_the_house() -> None:
    assert Scoped.TABLES.keys() >= CLOSED_TO_SYSTEM


def test_a_row_written_past_the_session_is_refused(app: Flask) -> None:
    family = builders.guardian()
    act_as(builders.actor(Role.CHILD_DIRECTOR))
    with pytest.raises(Escaped):
        db.session.execute(insert(Guardian).values(id=99, full_name="周某"))
    db.session.rollback()
    with pytest.raises(Escaped):
        db.session.execute(text("update guardian set mobile = null"))
    assert find(Guardian, family).mobile is not None
