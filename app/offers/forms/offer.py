"""The form of a service or of goods."""

from __future__ import annotations

from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from app.kernel.fields import CHOOSE_SOME, CHOSEN, Ticks, Whole, between, codes, codes_or
from app.offers.forms.posting import PostingForm
from app.offers.inputs import OfferInput
from app.offers.models import Offer
from app.places.choices import towns

NEVER_OFFERED = ("guardian_employment",)
"""Categories that jobs serve."""
GOODS_MODES = ("goods_drop", "workplace")


class OfferForm(PostingForm):
    """A service or goods."""

    what = RadioField(
        _l("What do you give?"),
        choices=[("service", _l("A service")), ("goods", _l("Goods"))],
        default="service",
        validators=[CHOSEN],
    )
    category = SelectField(
        _l("Category"), choices=codes("service_category", leave_out=NEVER_OFFERED)
    )
    unit = SelectField(_l("Counted in"), choices=codes("offer_unit"))
    areas = Ticks(_l("Towns served"), choices=towns)
    modes = Ticks(_l("How and where"), choices=codes("mode", leave_out=GOODS_MODES))
    qualifications = Ticks(_l("Qualifications of your people"), choices=codes("qualification"))
    direct_contact = BooleanField(_l("Our people meet the children in person"))
    languages = Ticks(_l("Languages"), choices=codes("language"))
    helper_sex = SelectField(_l("Our helper is"), choices=codes_or("sex", _l("Any")))
    serves_sex = SelectField(_l("For whom"), choices=codes_or("sex", _l("Any")))
    age_low = Whole(_l("Youngest age"), validators=[Optional(), between(0, 17)])
    age_high = Whole(_l("Oldest age"), validators=[Optional(), between(0, 17)])
    items = Ticks(_l("What is in it"), choices=codes("goods_item"))

    def validate_age_high(self, field: Any) -> None:
        low, high = self.age_low.data, field.data
        if low is not None and high is not None and high < low:
            raise ValidationError(_l("The oldest age is below the youngest."))

    def validate_modes(self, field: Any) -> None:
        if self.what.data == "service" and not field.data:
            raise ValidationError(CHOOSE_SOME)

    def given(self) -> OfferInput:
        is_goods = self.what.data == "goods"
        return OfferInput(
            **self.common(),
            category=self.category.data,
            is_goods=is_goods,
            unit=self.unit.data,
            areas=tuple(self.areas.data or ()),
            modes=tuple(self.modes.data or ()),
            qualifications=tuple(self.qualifications.data or ()),
            languages=tuple(self.languages.data or ()),
            items=tuple(self.items.data or ()),
            serves_sex=self.serves_sex.data or None,
            helper_sex=self.helper_sex.data or None,
            age_low=self.age_low.data,
            age_high=self.age_high.data,
            direct_contact=bool(self.direct_contact.data),
        )

    @classmethod
    def of(cls, offer: Offer) -> Self:
        """The form filled with what is stored."""
        return cls(
            obj=offer,
            what="goods" if offer.is_goods else "service",
            times=offer.slots,
        )
