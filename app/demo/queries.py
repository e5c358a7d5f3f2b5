"""What the demo asks of the database before it writes."""

from __future__ import annotations

from sqlalchemy import select

from app.kernel.db import db
from app.people.models import Account


def is_empty() -> bool:
    """Whether nobody has an account yet."""
    return db.session.scalars(select(Account.id).limit(1)).first() is None
