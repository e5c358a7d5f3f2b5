"""What this room needs to know of a neighbour it may not import; joined to it in `wiring`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flask import current_app

from app.needs.inputs import Designatable

DESIGNATABLE = "designatable_services"
Services = Callable[[], Sequence[Designatable]]


def designatable() -> Sequence[Designatable]:
    """Every published service of an active organisation, by organisation."""
    services: Services = current_app.extensions[DESIGNATABLE]
    return services()
