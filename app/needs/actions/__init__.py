"""Writing needs: raising, checking, deciding, and ending them."""

from app.needs.actions.deciding import (
    approve,
    approve_many,
    cover_by_benefit,
    endorse,
    reject,
    reject_endorsed,
    return_endorsed,
    return_to_village,
)
from app.needs.actions.ending import expire, withdraw
from app.needs.actions.noticing import keep_notices
from app.needs.actions.raising import (
    edit_need,
    edit_work,
    raise_need,
    raise_work,
    submit_need,
)

__all__ = [
    "approve",
    "approve_many",
    "cover_by_benefit",
    "edit_need",
    "edit_work",
    "endorse",
    "expire",
    "keep_notices",
    "raise_need",
    "raise_work",
    "reject",
    "reject_endorsed",
    "return_endorsed",
    "return_to_village",
    "submit_need",
    "withdraw",
]
