"""The shape of what is typed about needs."""

from app.needs.forms.asked import DeskAsked, NeedsAsked
from app.needs.forms.deciding import ApproveForm, ManyForm, ReasonForm
from app.needs.forms.need import NeedForm
from app.needs.forms.work import WorkForm

__all__ = [
    "ApproveForm",
    "DeskAsked",
    "ManyForm",
    "NeedForm",
    "NeedsAsked",
    "ReasonForm",
    "WorkForm",
]
