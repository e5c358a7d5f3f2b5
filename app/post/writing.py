"""The same letter to several readers, for the handlers of the rooms above."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.kernel.access import SYSTEM
from app.post.actions import write_letter


def tell_each(
    readers: Iterable[int],
    event: str,
    *,
    occasion: str,
    values: dict[str, Any],
    link: str | None,
) -> None:
    """Write to each account once for this occasion, however often the job runs.

    `occasion` names the thing and how it stood, such as `need-12-3` with the row's version.
    """
    for account_id in readers:
        write_letter(
            SYSTEM,
            account_id=account_id,
            event=event,
            key=f"{event}:{occasion}:{account_id}",
            values=values,
            link=link,
        )
