"""Keeping what strangers read as coarse as the county's children ask for."""

from __future__ import annotations

from collections.abc import Sequence

from app.kernel.access import Actor, Can
from app.kernel.action import action
from app.needs import notices
from app.needs.events import NoticesKept


@action(Can.KEEP_NOTICES)
def keep_notices(actor: Actor, need_ids: Sequence[int]) -> NoticesKept:
    """Write the notices that are missing, and make coarser those that tell too much by now."""
    notices.keep(need_ids)
    return NoticesKept(need_ids=tuple(need_ids))
