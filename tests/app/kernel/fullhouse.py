"""A house with at least one row of every scoped model, and what anybody could try on any of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, exists, func, literal, select, text, union_all, update
from sqlalchemy.orm import aliased

from app.kernel import clock
from app.kernel.countersign import Countersign, CountersignState
from app.kernel.db import db
from app.kernel.drafts import Draft
from app.kernel.files import Attachment
from app.kernel.saved_filters import SavedFilter
from app.kernel.scope import Scoped, unscoped
from app.kernel.shown import ShownOnce
from app.matches.models import Match, MatchStep, Round, RoundState, Unmet
from app.needs.models import Need, NeedStep
from app.people.models import OneTimeLink, Purpose
from app.post.models import Letter, TextMessage
from app.providers.models import HomeMove, MoveState, RecordCheck, Volunteer
from tests import builders
from tests.whole.world import World, lay_out


def fill() -> World:
    world = lay_out()
    builders.volunteer(held=("teacher",))
    account = world.people["director"].account_id
    now = clock.now()
    with builders.world():
        need = db.session.scalars(select(Need).limit(1)).one()
        match = db.session.scalars(select(Match).limit(1)).one()
        volunteer = db.session.scalars(select(Volunteer).limit(1)).one()
        held = Round(state=RoundState.DONE, requested_at=now)
        db.session.add(held)
        db.session.flush()
        db.session.add_all(
            [
                Unmet(
                    round_id=held.id,
                    need_id=need.id,
                    village_code=need.village_code,
                    town_code=need.town_code,
                    reason="radius",
                    feasible=0,
                    changes=[],
                ),
                ShownOnce(account_id=account, about="a", subject_id=1, secret="s", expires_at=now),
                OneTimeLink(
                    digest="d",
                    purpose=Purpose.ACTIVATE,
                    account_id=account,
                    created_at=now,
                    expires_at=now,
                ),
                SavedFilter(account_id=account, listing="l", name="n", query="q", saved_at=now),
                Attachment(
                    owner="consent",
                    owner_id=1,
                    kind="k",
                    name="n",
                    secret="s",
                    stem="t",
                    size=1,
                    digest="d",
                    media_type="image/jpeg",
                    account_id=account,
                    at=now,
                ),
                Draft(account_id=account, form="f", row="", text="t", saved_at=now),
                Countersign(
                    verb="v",
                    payload={},
                    reason="r",
                    proposed_by=account,
                    proposed_at=now,
                    expires_at=now,
                    state=CountersignState.PROPOSED,
                ),
                NeedStep(need_id=need.id, state=need.state, at=now),
                MatchStep(match_id=match.id, state=match.state, at=now),
                Letter(account_id=account, key="k", event="e", values={}, created_at=now),
                TextMessage(
                    key="k", about="consent_asked", mobile="14200000001", body="b", created_at=now
                ),
                RecordCheck(
                    volunteer_id=volunteer.id,
                    unit="u",
                    reference="r",
                    valid_until=clock.today() + timedelta(days=9),
                    noted_by=account,
                    noted_at=now,
                ),
                HomeMove(
                    volunteer_id=volunteer.id,
                    from_town=volunteer.town_code,
                    to_town=builders.OTHER_VILLAGE[:9],
                    state=MoveState.ASKED,
                    asked_at=now,
                ),
            ]
        )
    require_rows()
    return world


def require_rows() -> None:
    """A model without a row would pass every test of its scope."""
    with unscoped("a test counts"):
        empty = [
            model.__name__
            for model in Scoped.MODELS
            if not db.session.scalar(select(func.count()).select_from(model))
        ]
    db.session.rollback()
    assert empty == [], "Lay out a row of it in `fill`."


def attempts(model: Any) -> dict[str, Any]:
    """Statements that each would give the rows of a model, or a number of them, if nothing held."""
    other, held, table = aliased(model), select(model).subquery(), model.__table__
    name = table.name if table.name != "match" else '"match"'
    return {
        "entity": select(model),
        "column": select(model.id),
        "alias": select(other.id),
        "subquery": select(held.c.id),
        "cte": select(select(model.id).cte("c")),
        "union": union_all(select(model.id), select(model.id)),
        "exists of a select": select(literal(1)).where(select(model.id).exists()),
        "exists": select(literal(1)).where(exists().where(model.id > 0)),
        "in": select(literal(1)).where(literal(1).in_(select(model.id / model.id))),
        "itself twice": select(model.id).join(other, other.id == model.id),
        "function": select(func.abs(model.id)),
        "core table": select(table),
        "core column": select(table.c.id),
        "core beside another": select(literal(1)).select_from(table),
        "text": text(f"select id from {name}"),
        "update": update(model).values(id=model.id).returning(model.id),
        "core update": update(table).values(id=table.c.id).returning(table.c.id),
        "delete": delete(model).returning(model.id),
        "core delete": delete(table).returning(table.c.id),
    }


def relations() -> list[tuple[type[Scoped], str]]:
    """Every relationship of the house that leads to a scoped model."""
    return [
        (model, name)
        for model in Scoped.MODELS
        for name, one in model.__mapper__.relationships.items()  # type: ignore[attr-defined]
        if one.mapper.class_ in Scoped.MODELS
    ]
