"""Three small scoped tables of a town that is nobody's, and every way somebody could ask too much."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Delete,
    ForeignKey,
    Insert,
    String,
    Update,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.orm import (
    Bundle,
    DeclarativeBase,
    Mapped,
    aliased,
    contains_eager,
    deferred,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    subqueryload,
)
from sqlalchemy.orm import join as orm_join
from sqlalchemy.orm import outerjoin as orm_outerjoin

from app.kernel.access import Actor, Role
from app.kernel.db import db
from app.kernel.scope import Scoped, unscoped

HERE, THERE = "v1", "v2"


class Base(DeclarativeBase):
    """Apart from the tables of the house."""


class Placed(Scoped):
    """Seen by the director of its place."""

    id: Mapped[int] = mapped_column(primary_key=True)
    place: Mapped[str] = mapped_column(String(12))

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return cls.place == (actor.place or "")


class Home(Placed, Base):
    __tablename__ = "sample_home"
    kids: Mapped[list[Kid]] = relationship(back_populates="home")


class Kid(Placed, Base):
    __tablename__ = "sample_kid"
    home_id: Mapped[int] = mapped_column(ForeignKey("sample_home.id"))
    nick: Mapped[str] = deferred(mapped_column(String(12), default=""))
    home: Mapped[Home] = relationship(back_populates="kids")
    visits: Mapped[list[Visit]] = relationship()


class Visit(Placed, Base):
    __tablename__ = "sample_visit"
    kid_id: Mapped[int] = mapped_column(ForeignKey("sample_kid.id"))


class Stranger(Base):
    """A table that everybody may read."""

    __tablename__ = "sample_stranger"
    id: Mapped[int] = mapped_column(primary_key=True)
    sample_kid: Mapped[int] = mapped_column(default=0)


MODELS = (Home, Kid, Visit)
for _model in MODELS:  # only `known` makes them models of the house
    Scoped.MODELS.remove(_model)
    del Scoped.TABLES[_model.__tablename__]

DIRECTOR = Actor(role=Role.CHILD_DIRECTOR, account_id=1, place=HERE)


@contextmanager
def known() -> Iterator[None]:
    """The tables exist, hold rows of three places, and are scoped, within the block."""
    Base.metadata.create_all(db.engine)
    for model in MODELS:
        Scoped.MODELS.append(model)
        Scoped.TABLES[model.__tablename__] = model
    try:
        _fill()
        yield
    finally:
        db.session.remove()
        for model in MODELS:
            Scoped.MODELS.remove(model)
            del Scoped.TABLES[model.__tablename__]
        Base.metadata.drop_all(db.engine)


def _fill() -> None:
    homes = (HERE, THERE, "v3", HERE)
    kids = ((HERE, 1), (THERE, 1), (THERE, 2), ("v3", 3), (HERE, 4))
    visits = ((HERE, 1), (THERE, 1), (THERE, 2), (HERE, 5))
    with unscoped("a test lays out its world"):
        db.session.add_all(Home(id=key, place=place) for key, place in enumerate(homes, 1))
        db.session.flush()
        db.session.add_all(
            Kid(id=key, place=place, home_id=home, nick=f"nick{key}")
            for key, (place, home) in enumerate(kids, 1)
        )
        db.session.flush()
        db.session.add_all(
            Visit(id=key, place=place, kid_id=kid) for key, (place, kid) in enumerate(visits, 1)
        )
        db.session.add(Stranger(id=1, sample_kid=2))
    db.session.commit()


def only_here() -> None:
    """Take everything away that the director may not see, within the transaction under way."""
    with unscoped("a test asks what would be seen if there were nothing else"):
        for model in reversed(MODELS):
            db.session.execute(delete(model).where(model.place != HERE))


def seen(statement: Any) -> tuple[str, ...]:
    """What somebody who sends a statement learns: every value, every related row, every change."""
    rows: Any = db.session.execute(statement)
    if isinstance(statement, (Update, Delete, Insert)):
        return _changed()
    told: list[Any] = []
    for row in rows.unique() if getattr(statement, "is_select", False) else rows:
        for item in row:
            told.append(_deep(item))
    return tuple(map(str, told))


def _deep(item: Any) -> Any:
    if isinstance(item, Home):
        return ("home", item.id, sorted(_deep(kid)[1:4] for kid in item.kids))
    if isinstance(item, Kid):
        visits = sorted(visit.place for visit in item.visits)
        return ("kid", item.id, item.place, item.nick, visits, item.home and item.home.place)
    if isinstance(item, Visit):
        return ("visit", item.id, item.place)
    return item


def _changed() -> tuple[str, ...]:
    with unscoped("a test looks at what became of everybody's rows"):
        return tuple(
            f"{model.__name__} {key} {place}"
            for model in MODELS
            for key, place in db.session.execute(select(model.id, model.place).order_by(model.id))
            if place in (HERE, "v9") or key > 500
        )


def attacks(dialect: str) -> dict[str, Any]:
    """A name and a statement that must show no more than the director's own rows."""
    return {**answered(dialect), **refused(dialect)}


def answered(dialect: str) -> dict[str, Any]:
    """Attacks that get their answer, with the director's own rows in it."""
    other, held = aliased(Kid), select(Kid).subquery()
    of_held, cte = aliased(Kid, held), select(Kid).cte("c")
    chain = select(Kid.id, Kid.place).cte("r", recursive=True)
    chain = chain.union_all(select(Kid.id, Kid.place).join(chain, chain.c.id == Kid.id + 900))
    elsewhere, of_home = Kid.place == THERE, Kid.home_id == Home.id
    grouped = select(Home.place, func.count()).join(Home.kids).group_by(Home.place)
    lateral = select(Kid.place).where(of_home).lateral()
    return {
        "entity": select(Kid),
        "columns": select(Kid.id, Kid.place),
        "count": select(func.count()).select_from(Kid),
        "count of ids": select(func.count(Kid.id)),
        "alias": select(other.id, other.place),
        "two aliases": select(other.id, (twin := aliased(Kid)).id).where(other.id < twin.id),
        "alias of subquery": select(of_held),
        "subquery": select(held.c.id, held.c.place),
        "subquery joined": select(Home.id, held.c.place).join(held, held.c.home_id == Home.id),
        "cte": select(cte.c.id, cte.c.place),
        "cte twice": select(cte.c.id, (again := cte.alias()).c.id).join(
            again, again.c.id > cte.c.id
        ),
        "recursive cte": select(chain),
        "join by relationship": select(Home.id, Kid.place).join(Home.kids),
        "join of alias by of_type": select(Home.id, other.place).join(Home.kids.of_type(other)),
        "join by condition": select(Home.id, Kid.place).join(Kid, of_home),
        "outer join": select(Home.id, Kid.place).outerjoin(Kid, of_home),
        "outer join of alias": select(other.id, Visit.place).outerjoin(
            Visit, Visit.kid_id == other.id
        ),
        "outer join from a free table": select(Stranger.id, Kid.place).outerjoin(
            Kid, Kid.id == Stranger.sample_kid
        ),
        "orm join": select(Home.id, Kid.place).select_from(orm_join(Home, Kid, Home.kids)),
        "orm outer join": select(Kid.place, Home.id).select_from(
            orm_outerjoin(Stranger, Kid, Stranger.sample_kid == Kid.id).outerjoin(Home, of_home)
        ),
        "select_from join": select(Visit.place).select_from(Home).join(Home.kids).join(Kid.visits),
        "scalar subquery": select(Home.id, select(func.max(Kid.place)).scalar_subquery()),
        "correlated": select(
            Home.id,
            select(func.count(Kid.id)).where(of_home).correlate(Home).scalar_subquery(),
        ),
        "exists of a select": select(Home.id).where(
            select(Kid.id).where(of_home, elsewhere).exists()
        ),
        "in": select(Home.id).where(Home.id.in_(select(Kid.home_id).where(elsewhere))),
        "not in": select(Home.id).where(Home.id.not_in(select(Kid.home_id).where(elsewhere))),
        "either": select(Kid.id).where(or_(Kid.id > 0, elsewhere)),
        "union": union_all(select(Kid.id, Kid.place), select(Visit.id, Visit.place)),
        "union of one scoped": union_all(select(Stranger.id), select(Kid.id)),
        "from_statement union": select(Kid).from_statement(union_all(select(Kid), select(Kid))),
        "order by subquery": select(Home.id).order_by(
            select(func.max(Kid.place)).where(of_home).scalar_subquery(), Home.id
        ),
        "having": grouped.having(func.max(Kid.place) == THERE),
        "window": select(Kid.id, func.row_number().over(order_by=Kid.place)),
        "bundle": select(Bundle("b", Kid.id, Kid.place)),
        "for update": select(Kid).with_for_update(),
        "selectinload": select(Home).options(selectinload(Home.kids).selectinload(Kid.visits)),
        "subqueryload": select(Home).options(subqueryload(Home.kids)),
        "contains_eager": select(Home).join(Home.kids).options(contains_eager(Home.kids)),
        "function": select(func.upper(Kid.place)),
        "distinct from": select(Kid.id).where(Kid.place.is_distinct_from(HERE)),
        "lateral": select(Home.id, lateral.c.place)
        if dialect == "postgresql"
        else select(Kid.place),
        "update": update(Kid).values(place="v9"),
        "update to what others hold": update(Home).values(
            place=select(func.max(Kid.place)).where(of_home).scalar_subquery()
        ),
        "delete": delete(Visit),
        "delete where in": delete(Visit).where(Visit.kid_id.in_(select(Kid.id).where(elsewhere))),
        "delete returning": delete(Visit).returning(Visit.id, Visit.place),
    }


def refused(dialect: str) -> dict[str, Any]:
    """Attacks that are an error: nothing can add a criterion to them, so they are not sent."""
    other = aliased(Kid)
    home, kid, visit = Home.__table__, Kid.__table__, Visit.__table__
    elsewhere, of_home = Kid.place == THERE, Kid.home_id == Home.id
    schema = "public" if dialect == "postgresql" else "main"
    return {
        "itself and an alias": select(Kid.id, other.id).join(other, other.home_id == Kid.home_id),
        "full join": select(Home.id, Kid.place).join(Kid, of_home, full=True),
        "full join with a free table": select(Stranger.id, Kid.place).join(
            Kid, Kid.id == Stranger.sample_kid, full=True
        ),
        "exists": select(Home.id).where(exists().where(of_home, elsewhere)),
        "not exists": select(Home.id).where(~exists().where(of_home, elsewhere)),
        "implicit from": select(Home.id).where(of_home, elsewhere),
        "any": select(Home.id).where(Home.kids.any(elsewhere)),
        "has": select(Kid.id).where(Kid.home.has(Home.place == THERE)),
        "with_only_columns": select(Home).join(Home.kids).with_only_columns(Kid.id, Kid.place),
        "joinedload": select(Home).options(joinedload(Home.kids).joinedload(Kid.visits)),
        "literal column": select(literal_column("(select max(place) from sample_kid)")),
        "text": text("select id, place from sample_kid"),
        "text with a schema": text(f"select id from {schema}.sample_kid"),
        "text in quotes": text('select id from "sample_kid"'),
        "text under another name": text("select place from sample_stranger as x, sample_kid as y"),
        "text with a mark of its own": text("select id from sample_kid /*in sample_kid*/"),
        "text with a comment between": text("select id from/**/sample_kid"),
        "text of a right join": text(
            "select sample_kid.id from sample_stranger right join sample_kid on true"
        ),
        "from_statement text": select(Kid).from_statement(text("select * from sample_kid")),
        "text in where": select(Home.id).where(
            text("id in (select home_id from sample_kid where place='v2')")
        ),
        "core table": select(kid),
        "core alias": select(kid.alias("k")),
        "core join": select(home.c.id, kid.c.place).select_from(home.join(kid)),
        "core beside an entity": select(Home.id, kid.c.place).where(kid.c.home_id == Home.id),
        "core in a subquery": select(Stranger.id).where(Stranger.sample_kid.in_(select(kid.c.id))),
        "core cte": select(select(kid).cte("k")),
        "insert from select": insert(Visit).from_select(
            ["id", "place", "kid_id"], select(Kid.id + 500, Kid.place, Kid.id).where(elsewhere)
        ),
        "insert of a foreign row": insert(Visit).values(id=777, place=THERE, kid_id=3),
        "update where exists": update(Home)
        .values(place="v9")
        .where(exists().where(of_home, elsewhere)),
        "update from another table": update(Home).values(place="v9").where(of_home, elsewhere),
        "core update": update(kid).values(place="v9"),
        "core delete": delete(visit),
    }
