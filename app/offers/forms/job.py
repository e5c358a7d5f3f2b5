"""The form of a job or a course."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional, ValidationError

from app.kernel import words
from app.kernel.fields import CHOSEN, WRITE, Line, Ticks, WeeklyHours, Whole, between, codes
from app.offers.forms.posting import PostingForm
from app.offers.inputs import JobInput
from app.offers.models import JobPosting
from app.places.choices import towns

OWN_WORDS = 100


class JobForm(PostingForm):
    """A job or a course."""

    kind = RadioField(
        _l("What is it?"),
        choices=codes("job_kind"),
        default="job",
        validators=[CHOSEN],
    )
    town_code = SelectField(_l("Town"), choices=towns)
    is_home_possible = BooleanField(_l("Part of the work may be done at home"))
    shift = SelectField(_l("Shift"), choices=codes("shift"))
    times = WeeklyHours(_l("Weekly times"), needed=_l("Please give the weekly hours."))
    pay = Line(_l("Pay, as people will read it"), most=80, is_needed=True)
    pay_low = Whole(_l("Yuan a month, from"), validators=[Optional(), between(0, 100_000)])
    pay_high = Whole(_l("Yuan a month, to"), validators=[Optional(), between(0, 100_000)])
    guarantees = Ticks(_l("Guarantees"), choices=codes("guarantee"))
    more_guarantees = Line(_l("Other guarantees"), most=OWN_WORDS)
    requirements = Ticks(_l("What we ask for"), choices=codes("requirement"))
    more_requirements = Line(_l("Other things we ask for"), most=OWN_WORDS)
    training_days = Whole(
        _l("Days of training"),
        default=0,
        validators=[InputRequired(WRITE), between(0, 365)],
    )
    kindnesses = Ticks(_l("Good for families"), choices=codes("kindness"))
    more_kindnesses = Line(_l("Other things good for families"), most=OWN_WORDS)

    def validate_pay_high(self, field: Any) -> None:
        low, high = self.pay_low.data, field.data
        if low is not None and high is not None and high < low:
            raise ValidationError(_l("The upper figure is below the lower."))

    def given(self) -> JobInput:
        return JobInput(
            **self.common(),
            kind=self.kind.data,
            town_code=self.town_code.data,
            modes=("home", "workplace") if self.is_home_possible.data else ("workplace",),
            shift=self.shift.data,
            pay=self.pay.data,
            pay_low=self.pay_low.data,
            pay_high=self.pay_high.data,
            guarantees=_with_own(self.guarantees.data, self.more_guarantees.data),
            requirements=_with_own(self.requirements.data, self.more_requirements.data),
            training_days=self.training_days.data,
            kindnesses=_with_own(self.kindnesses.data, self.more_kindnesses.data),
        )

    @classmethod
    def of(cls, job: JobPosting) -> Self:
        """The form filled with what is stored."""
        guarantees, more_guarantees = _parted("guarantee", job.guarantees)
        requirements, more_requirements = _parted("requirement", job.requirements)
        kindnesses, more_kindnesses = _parted("kindness", job.kindnesses)
        return cls(
            data={
                **{name: getattr(job, name) for name in AS_STORED},
                "times": job.slots,
                "is_home_possible": "home" in job.modes,
                "guarantees": guarantees,
                "more_guarantees": more_guarantees,
                "requirements": requirements,
                "more_requirements": more_requirements,
                "kindnesses": kindnesses,
                "more_kindnesses": more_kindnesses,
            }
        )


AS_STORED = (
    "title",
    "description",
    "capacity",
    "starts_on",
    "ends_on",
    "version",
    "kind",
    "town_code",
    "shift",
    "pay",
    "pay_low",
    "pay_high",
    "training_days",
)


def _with_own(codes: list[str] | None, own: str | None) -> tuple[str, ...]:
    apart = (own or "").replace("，", "、").replace(",", "、").split("、")
    return (*(codes or ()), *(part.strip() for part in apart if part.strip()))


def _parted(name: str, many: Iterable[str]) -> tuple[list[str], str]:
    """What is a code of the list, and what is somebody's own words."""
    known = words.codes(name)
    both = list(many)
    return [one for one in both if one in known], "、".join(one for one in both if one not in known)
