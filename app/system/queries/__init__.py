"""Reading the trail, the chain and the jobs, and what is kept: numbers, calendar, proposals."""

from app.system.queries.trail import (
    Chain,
    Filters,
    chain,
    event_names,
    last_verification,
    lines,
    looks_of_today,
    trail,
)

__all__ = [
    "Chain",
    "Filters",
    "chain",
    "event_names",
    "last_verification",
    "lines",
    "looks_of_today",
    "trail",
]
