"""Reading the trail, the chain and the jobs, and what is kept: numbers, calendar, proposals."""

from app.system.queries.trail import (
    SIZE,
    Chain,
    Filters,
    chain,
    event_names,
    last_verification,
    lines,
    looks_of_today,
)

__all__ = [
    "SIZE",
    "Chain",
    "Filters",
    "chain",
    "event_names",
    "last_verification",
    "lines",
    "looks_of_today",
]
