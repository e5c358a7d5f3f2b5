"""A volunteer's profile: the steps of the first time, and the same pages for every change later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.kernel.access import Role
from app.kernel.errors import Refused
from app.kernel.events import Event
from app.kernel.web import (
    ask,
    ask_again,
    current_actor,
    put_beside,
    refused_message,
    see_other,
    tell,
)
from app.providers import queries
from app.providers.actions import profile as actions
from app.providers.forms.profile import (
    CertificateForm,
    PauseForm,
    PersonForm,
    PledgeForm,
    ReachForm,
    SkillsForm,
    TimesForm,
)
from app.providers.models import QualificationState, Volunteer
from app.providers.names import short_name
from app.providers.views.blueprint import Answer, blueprint
from app.providers.wording import weekly

VOLUNTEERS = (Role.VOLUNTEER,)
JOURNEY = ("skills", "certificates", "times", "reach", "pledge")
"""The steps after the account is open, which is the first."""


@blueprint.page("/profile", audience=VOLUNTEERS)
def profile() -> str:
    own = _own()
    return render_template(
        "providers/profile.html",
        own=own,
        person=queries.own_person(own),
        shown_as=short_name(own),
        times=weekly(own.slots),
        step=queries.first_step(own) or "pledge",
        is_handed_in=own.pledge_signed_at is not None,
    )


@blueprint.page("/profile/person", audience=VOLUNTEERS, draft=())
def person() -> str:
    form = PersonForm.of(queries.own_person(_own()))
    return _step("person", form)


@blueprint.deed("/profile/person", audience=VOLUNTEERS)
def save_person() -> Answer:
    form = PersonForm()
    return _save(
        "person",
        form,
        lambda: actions.change_person(
            current_actor(), full_name=form.full_name.data, mobile=form.mobile.data
        ),
    )


@blueprint.page("/profile/skills", audience=VOLUNTEERS, draft=())
def skills() -> str:
    return _step("skills", SkillsForm(obj=_own()))


@blueprint.deed("/profile/skills", audience=VOLUNTEERS)
def save_skills() -> Answer:
    form = SkillsForm()
    return _save("skills", form, lambda: actions.change_skills(current_actor(), given=form.given()))


@blueprint.page("/profile/certificates", audience=VOLUNTEERS)
def certificates() -> str:
    return _step("certificates", CertificateForm())


@blueprint.deed("/profile/certificates", audience=VOLUNTEERS)
def claim() -> Answer:
    form = CertificateForm()
    if not form.validate():
        return _ask_step_again("certificates", form)
    try:
        actions.claim(current_actor(), given=form.given())
    except Refused as refusal:
        put_beside(form, refusal)
        return _ask_step_again("certificates", form)
    tell(_("Kept. It counts once civil affairs has seen the original."))
    return see_other("providers.certificates")


@blueprint.deed("/profile/certificates/<int:qualification_id>/drop", audience=VOLUNTEERS)
def drop(qualification_id: int) -> Answer:
    try:
        actions.drop(current_actor(), qualification_id)
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(_("Taken out of your profile."))
    return see_other("providers.certificates")


@blueprint.page("/profile/times", audience=VOLUNTEERS, draft=())
def times() -> str:
    return _step("times", TimesForm.of(_own()))


@blueprint.deed("/profile/times", audience=VOLUNTEERS)
def save_times() -> Answer:
    form = TimesForm()
    return _save("times", form, lambda: actions.change_times(current_actor(), slots=form.slots()))


@blueprint.page("/profile/reach", audience=VOLUNTEERS, draft=())
def reach() -> str:
    return _step("reach", ReachForm.of(_own()))


@blueprint.deed("/profile/reach", audience=VOLUNTEERS)
def save_reach() -> Answer:
    form = ReachForm()
    return _save("reach", form, lambda: actions.change_reach(current_actor(), given=form.given()))


@blueprint.page("/profile/pause", audience=VOLUNTEERS)
def pause() -> str:
    return _step("pause", PauseForm.of(_own()))


@blueprint.deed("/profile/pause", audience=VOLUNTEERS)
def save_pause() -> Answer:
    form = PauseForm()
    if not form.validate():
        return _ask_step_again("pause", form)
    try:
        actions.pause(current_actor(), from_on=form.from_on.data, last_day=form.last_day.data)
    except Refused as refusal:
        put_beside(form, refusal)
        return _ask_step_again("pause", form)
    tell(_("Nobody asks you in these days. After them it goes on by itself."))
    return see_other("providers.profile")


@blueprint.deed("/profile/resume", audience=VOLUNTEERS)
def resume() -> Answer:
    try:
        actions.resume(current_actor())
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(_("Welcome back. You are asked again from now on."))
    return see_other("providers.profile")


@blueprint.page("/profile/pledge", audience=VOLUNTEERS)
def pledge() -> str:
    return _step("pledge", PledgeForm())


@blueprint.deed("/profile/pledge", audience=VOLUNTEERS)
def hand_in() -> Answer:
    form = PledgeForm()
    if not form.validate():
        return _ask_step_again("pledge", form)
    try:
        actions.hand_in(current_actor())
    except Refused as refusal:
        put_beside(form, refusal)
        return _ask_step_again("pledge", form)
    tell(_("Handed in. Civil affairs looks at it and arranges the record check with you."))
    return see_other("providers.profile")


@blueprint.deed("/profile/leave", audience=VOLUNTEERS)
def leave() -> Answer:
    try:
        actions.leave(current_actor())
    except Refused as refusal:
        tell(refused_message(refusal), kind="refused")
    else:
        tell(_("You have left; nobody asks you any more. Thank you for what you gave."))
    return see_other("providers.profile")


def _own() -> Volunteer:
    return queries.own_volunteer(current_actor())


def _around(step: str) -> dict[str, Any]:
    own = _own()
    return {
        "own": own,
        "is_first_time": own.pledge_signed_at is None,
        "number": JOURNEY.index(step) + 2 if step in JOURNEY else None,
        "steps": len(JOURNEY) + 1,
        "confirmed": QualificationState.CONFIRMED,
        "refused": QualificationState.REFUSED,
    }


def _step(step: str, form: FlaskForm) -> str:
    return ask(f"providers/{step}.html", form=form, **_around(step))


def _ask_step_again(step: str, form: FlaskForm) -> Answer:
    return ask_again(f"providers/{step}.html", form=form, **_around(step))


def _save(step: str, form: FlaskForm, act: Callable[[], Event]) -> Answer:
    if not form.validate():
        return _ask_step_again(step, form)
    try:
        act()
    except Refused as refusal:
        put_beside(form, refusal)
        return _ask_step_again(step, form)
    if step in JOURNEY and _own().pledge_signed_at is None:
        return see_other(f"providers.{JOURNEY[JOURNEY.index(step) + 1]}")
    tell(_("Saved."))
    return see_other("providers.profile")
