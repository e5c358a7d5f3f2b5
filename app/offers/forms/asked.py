"""What the lists may be narrowed by: read from the address, nothing is written."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.validators import Optional

from app.kernel.fields import Asked, Sought, codes_or
from app.offers.forms.offer import NEVER_OFFERED
from app.offers.models import KINDS, OfferState
from app.offers.queries import JobFilter, OfferFilter
from app.places import queries as places
from app.places.choices import towns_or

ALL = _l("All")
WHERE_FROM = _l("Please choose a town to measure from, or press “Near me”.")
NEEDS_A_PLACE = ("3", "5", "10", "near")


class OffersAsked(Asked):
    category = SelectField(
        _l("Category"),
        choices=codes_or("service_category", ALL, leave_out=NEVER_OFFERED),
        default="",
        validators=[Optional()],
    )
    town = SelectField(
        _l("Town"),
        choices=towns_or(ALL),
        default="",
        validators=[Optional()],
    )
    what = SelectField(
        _l("What is given"),
        choices=[("", ALL), ("service", _l("A service")), ("goods", _l("Goods"))],
        default="",
        validators=[Optional()],
    )

    def wanted(self) -> OfferFilter:
        """What was asked; a code nobody knows asks nothing."""
        self.validate()
        goods = {"goods": True, "service": False}.get(self.asked("what") or "")
        return OfferFilter(category=self.asked("category"), town=self.asked("town"), goods=goods)


class JobsAsked(Asked):
    town = SelectField(
        _l("Town"),
        choices=towns_or(ALL),
        default="",
        validators=[Optional()],
    )
    shift = SelectField(
        _l("Shift"),
        choices=codes_or("shift", ALL),
        default="",
        validators=[Optional()],
    )
    within = SelectField(
        _l("Within"),
        choices=[("", _l("Any distance")), ("3", "3 km"), ("5", "5 km"), ("10", "10 km")],
        default="",
        validators=[Optional()],
    )
    origin = SelectField(
        _l("Distances from"),
        choices=towns_or(_l("Nowhere in particular")),
        default="",
        validators=[Optional()],
    )
    sort = SelectField(
        _l("Order"),
        choices=[
            ("new", _l("Newest first")),
            ("near", _l("Nearest first")),
            ("pay", _l("Best paid first")),
        ],
        default="new",
        validators=[Optional()],
    )
    seated = BooleanField(_l("Can be done sitting"))
    training = BooleanField(_l("With training"))
    child_friendly = BooleanField(_l("Good for families"))
    lat = HiddenField()
    lon = HiddenField()

    def wanted(self) -> JobFilter:
        """What was asked; a code nobody knows asks nothing."""
        self.validate()
        near = self._town() or self.point()
        within = self.asked("within")
        if near is None:
            for asked in (self.within, self.sort):
                if asked.data and asked.data in NEEDS_A_PLACE:
                    asked.errors = [WHERE_FROM]
        return JobFilter(
            town=self.asked("town"),
            near=near,
            within_km=float(within) if within and near else None,
            shift=self.asked("shift"),
            seated=bool(self.seated.data),
            training=bool(self.training.data),
            child_friendly=bool(self.child_friendly.data),
            sort="near" if near and self.sort.data == "new" else self.asked("sort") or "new",
        )

    def point(self) -> tuple[float, float] | None:
        """The reader's place, as the browser gave it; anything else asks nothing."""
        return _point(self.lat.data, self.lon.data)

    def _town(self) -> tuple[float, float] | None:
        """The middle of a chosen town, for a browser that gives no place."""
        code = self.asked("origin")
        if code is None:
            return None
        town = places.place(code)
        return town.lat, town.lon


def _point(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    try:
        point = float(lat or ""), float(lon or "")
    except ValueError:
        return None
    is_on_earth = -90 <= point[0] <= 90 and -180 <= point[1] <= 180
    return point if is_on_earth else None


ON_DESK = (
    OfferState.SUBMITTED,
    OfferState.PUBLISHED,
    OfferState.PAUSED,
    OfferState.SUSPENDED,
    OfferState.RETURNED,
)


class PostingsAsked(Asked):
    """What the officer's list is narrowed by; a code nobody knows asks for the ordinary list."""

    kind = HiddenField()
    state = HiddenField()
    q = Sought(_l("Title, number or organisation"))

    @property
    def shown_kind(self) -> str:
        return str(self.kind.data) if self.kind.data in KINDS else "offer"

    @property
    def shown_state(self) -> OfferState:
        return OfferState(self.state.data) if self.state.data in ON_DESK else OfferState.SUBMITTED
