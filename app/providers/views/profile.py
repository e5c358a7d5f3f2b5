"""A volunteer's profile: the steps of the first time, and the same pages for every change later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import render_template
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from app.kernel import weeks
from app.kernel.access import Role
from app.kernel.events import Event
from app.kernel.web import ask, ask_again, attempt, current_actor, see_other, tell
from app.providers import moving, queries
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
from app.providers.views.blueprint import Answer, blueprint

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
        shown_as=own.short_name(),
        times=weeks.weekly(own.slots),
        step=queries.first_step(own) or "pledge",
        is_handed_in=own.pledge_signed_at is not None,
        moving=moving.open_move(own.id),
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
    if attempt(lambda: actions.claim(current_actor(), given=form.given()), form=form) is None:
        return _ask_step_again("certificates", form)
    tell(_("Kept. It counts once civil affairs has seen the original."))
    return see_other("providers.certificates")


@blueprint.deed("/profile/certificates/<int:qualification_id>/drop", audience=VOLUNTEERS)
def drop(qualification_id: int) -> Answer:
    if attempt(lambda: actions.drop(current_actor(), qualification_id)) is not None:
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

    def act() -> Event:
        return actions.pause(
            current_actor(), from_on=form.from_on.data, last_day=form.last_day.data
        )

    if attempt(act, form=form) is None:
        return _ask_step_again("pause", form)
    tell(_("Nobody asks you in these days. After them it goes on by itself."))
    return see_other("providers.profile")


@blueprint.deed("/profile/resume", audience=VOLUNTEERS)
def resume() -> Answer:
    if attempt(lambda: actions.resume(current_actor())) is not None:
        tell(_("Welcome back. You are asked again from now on."))
    return see_other("providers.profile")


@blueprint.page("/profile/pledge", audience=VOLUNTEERS)
def pledge() -> str:
    return _step("pledge", PledgeForm())


@blueprint.deed("/profile/pledge", audience=VOLUNTEERS)
def hand_in() -> Answer:
    form = PledgeForm()
    if attempt(lambda: actions.hand_in(current_actor()), form=form) is None:
        return _ask_step_again("pledge", form)
    tell(_("Handed in. Civil affairs looks at it and arranges the record check with you."))
    return see_other("providers.profile")


@blueprint.deed("/profile/leave", audience=VOLUNTEERS)
def leave() -> Answer:
    if attempt(lambda: actions.leave(current_actor())) is not None:
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
    if attempt(act, form=form) is None:
        return _ask_step_again(step, form)
    if step in JOURNEY and _own().pledge_signed_at is None:
        return see_other(f"providers.{JOURNEY[JOURNEY.index(step) + 1]}")
    tell(_("Saved."))
    return see_other("providers.profile")
