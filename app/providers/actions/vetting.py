"""What the bureau decides about a provider. Nobody decides about themselves or their own house."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.kernel import clock, options
from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.scope import find
from app.people.models import Appointment
from app.providers import moving
from app.providers.events import HomeMoved, ProviderDecided, QualificationChecked, RecordCheckNoted
from app.providers.inputs import CheckInput
from app.providers.models import (
    HomeMove,
    MoveState,
    Organization,
    ProviderState,
    Qualification,
    QualificationState,
    RecordCheck,
    Volunteer,
)

Model = type[Volunteer] | type[Organization]
NEED_A_REASON = (ProviderState.SUSPENDED, ProviderState.BARRED)


@action(Can.VET_PROVIDER)
def confirm_qualification(actor: Actor, qualification_id: int) -> QualificationChecked:
    """The certificate was seen and is genuine."""
    return _check(actor, qualification_id, QualificationState.CONFIRMED)


@action(Can.VET_PROVIDER)
def refuse_qualification(actor: Actor, qualification_id: int) -> QualificationChecked:
    return _check(actor, qualification_id, QualificationState.REFUSED)


def _check(actor: Actor, key: int, result: QualificationState) -> QualificationChecked:
    row = find(Qualification, key)
    _require_others(actor, volunteer_id=row.volunteer_id, organization_id=row.organization_id)
    is_over = row.valid_until is not None and row.valid_until < clock.today()
    if result is QualificationState.CONFIRMED and is_over:
        raise Refused("provider.certificate_over")
    row.move(result)
    row.checked_by, row.checked_at = actor.account_id, clock.now()
    return QualificationChecked(
        qualification_id=row.id,
        kind=row.kind,
        is_confirmed=result is QualificationState.CONFIRMED,
    )


@action(Can.VET_PROVIDER)
def note_record_check(actor: Actor, key: int, *, of: Model, given: CheckInput) -> RecordCheckNoted:
    """Keep that a record query came back clear, and until when that counts: a year at most."""
    row = find(of, key)
    holder = row.holder
    _require_others(actor, **holder)
    today = clock.today()
    longest = today + timedelta(days=options.value("record_check_days"))
    if not today < given.valid_until <= longest:
        raise Refused("provider.check_too_long", field="valid_until", day=f"{longest:%Y-%m-%d}")
    row.record_check_until = given.valid_until
    db.session.add(
        RecordCheck(
            unit=given.unit,
            reference=given.reference,
            valid_until=given.valid_until,
            noted_by=actor.account_id,
            noted_at=clock.now(),
            **holder,
        )
    )
    return RecordCheckNoted(valid_until=given.valid_until.isoformat(), **holder)


@action(Can.VET_PROVIDER)
def decide_move(actor: Actor, move_id: int, *, is_made: bool) -> HomeMoved:
    """Let a volunteer start from another town, or not."""
    row = find(HomeMove, move_id)
    _require_others(actor, volunteer_id=row.volunteer_id, organization_id=None)
    row.move(MoveState.MADE if is_made else MoveState.REFUSED)
    row.decided_at, row.decided_by = clock.now(), actor.account_id
    if is_made:
        moving.settle(find(Volunteer, row.volunteer_id), row.to_town)
    return HomeMoved(move_id=move_id, volunteer_id=row.volunteer_id, is_made=is_made)


@action(Can.VET_PROVIDER)
def decide(
    actor: Actor,
    key: int,
    *,
    of: Model,
    state: ProviderState,
    version: int,
    reason: str | None = None,
) -> ProviderDecided:
    """Activate, suspend or bar. `version` is the row the officer looked at."""
    row = find(of, key)
    holder = row.holder
    _require_others(actor, **holder)
    if row.version != version:
        raise Refused("kernel.changed_meanwhile")
    if state in NEED_A_REASON and not reason:
        raise Refused("provider.reason_missing", field="reason")
    row.move(state)
    lacking = row.lacks(clock.today()) if state is ProviderState.ACTIVE else None
    if lacking is not None:
        raise lacking
    row.state_reason = reason or None
    row.decided_at, row.decided_by = clock.now(), actor.account_id
    return ProviderDecided(state=state, **holder)


def _require_others(actor: Actor, *, volunteer_id: int | None, organization_id: int | None) -> None:
    """Refuse an officer who is this volunteer, or has ever worked for this organisation."""
    same = (
        Appointment.volunteer_id == volunteer_id
        if volunteer_id is not None
        else Appointment.organization_id == organization_id
    )
    own = select(Appointment.id).where(Appointment.account_id == actor.account_id, same)
    if db.session.scalars(own).first() is not None:
        raise Refused("provider.own")
