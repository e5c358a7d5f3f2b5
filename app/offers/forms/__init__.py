"""The shape of what is typed about offers and jobs."""

from app.offers.forms.asked import JobsAsked, OffersAsked, PostingsAsked
from app.offers.forms.deeds import PlacesForm, ReasonForm
from app.offers.forms.job import JobForm
from app.offers.forms.offer import OfferForm

__all__ = [
    "JobForm",
    "JobsAsked",
    "OfferForm",
    "OffersAsked",
    "PlacesForm",
    "PostingsAsked",
    "ReasonForm",
]
