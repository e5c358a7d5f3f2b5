"""What lists may be narrowed by: read from the address, nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField
from wtforms.validators import Optional

from app.kernel import weeks, words
from app.kernel.access import Actor
from app.kernel.fields import Asked, Sought, codes, codes_or
from app.needs.models import NeedState
from app.needs.queries.desk import WAITING_FOR
from app.needs.queries.public import NO_QUALIFICATION
from app.places import queries as places
from app.places.choices import towns_or

ALL = _l("All")
DEGREES = 2
"""Decimals kept of the reader's place: about a kilometre."""


def _held() -> list[tuple[str, Any]]:
    none = (NO_QUALIFICATION, words.label("held", NO_QUALIFICATION))
    return [("", ALL), none, *words.choices("qualification")]


def _parts() -> list[tuple[str, str]]:
    return [(f"{day}-{part}", f"{day}-{part}") for day in range(1, 8) for part in weeks.PARTS]


class NeedsAsked(Asked):
    q = Sought(_l("Words to look for"))
    category = SelectField(
        _l("Kind of help"),
        choices=codes_or("service_category", ALL),
        default="",
        validators=[Optional()],
    )
    town = SelectField(
        _l("In which town"), choices=towns_or(ALL), default="", validators=[Optional()]
    )
    mode = SelectField(
        _l("Where it happens"), choices=codes_or("mode", ALL), default="", validators=[Optional()]
    )
    held = SelectField(
        _l("What I am qualified in"), choices=_held, default="", validators=[Optional()]
    )
    fits = BooleanField(_l("Only the kinds of help in my profile"))
    free = SelectMultipleField(_l("When I am free"), choices=_parts, validators=[Optional()])
    origin = SelectField(
        _l("Distances from"),
        choices=towns_or(_l("Nowhere in particular")),
        default="",
        validators=[Optional()],
    )
    sort = SelectField(
        _l("In which order"), choices=codes("list_order"), default="new", validators=[Optional()]
    )
    lat = HiddenField()
    lon = HiddenField()

    def point(self) -> tuple[float, float] | None:
        """The middle of a chosen town, or the reader's place to about a kilometre."""
        return self._town() or self.device()

    def device(self) -> tuple[float, float] | None:
        """The place the browser gave; anything else asks nothing."""
        try:
            lat, lon = float(self.lat.data or ""), float(self.lon.data or "")
        except ValueError:
            return None
        is_on_earth = -90 <= lat <= 90 and -180 <= lon <= 180
        return (round(lat, DEGREES), round(lon, DEGREES)) if is_on_earth else None

    def _town(self) -> tuple[float, float] | None:
        code = self.asked("origin")
        if code is None:
            return None
        town = places.place(code)
        return town.lat, town.lon


def _states(*states: NeedState) -> Callable[[], list[tuple[str, str]]]:
    return lambda: [(one.value, words.label("need_state", one.value)) for one in states]


class DeskAsked(Asked):
    q = Sought(_l("Title or number"))
    town = SelectField(
        _l("In which town"), choices=towns_or(ALL), default="", validators=[Optional()]
    )
    category = SelectField(
        _l("Kind of help"),
        choices=codes_or("service_category", ALL),
        default="",
        validators=[Optional()],
    )
    state = SelectField(
        _l("How far it is"), choices=_states(*NeedState), default="", validators=[Optional()]
    )

    def state_of(self, actor: Actor) -> NeedState:
        """The state that was asked for; else the one in which needs wait for this reader."""
        return NeedState(self.asked("state") or WAITING_FOR[actor.role])
