"""What those do who keep the platform: watching it, its numbers, its calendar, the second look."""

from app.system.actions.calendar import announce_year, enter_days, take_days
from app.system.actions.countersign import confirm, expire, refuse
from app.system.actions.options import set_option
from app.system.actions.trail import export_trail, note_verdict, retry_job

__all__ = [
    "announce_year",
    "confirm",
    "enter_days",
    "expire",
    "export_trail",
    "note_verdict",
    "refuse",
    "retry_job",
    "set_option",
    "take_days",
]
