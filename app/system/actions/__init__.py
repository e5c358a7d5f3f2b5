"""What those do who keep the platform: watching it, its numbers, its calendar, the second look."""

from app.system.actions.calendar import announce_year, enter_days, take_days
from app.system.actions.countersign import confirm, expire, refuse
from app.system.actions.options import set_option
from app.system.actions.trail import decide_run, export_trail, note_verdict, retry_job, retry_run

__all__ = [
    "announce_year",
    "confirm",
    "decide_run",
    "enter_days",
    "expire",
    "export_trail",
    "note_verdict",
    "refuse",
    "retry_job",
    "retry_run",
    "set_option",
    "take_days",
]
