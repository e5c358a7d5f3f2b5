"""What a text means, as the engine compares it; never changed, and found by the text alone."""

from __future__ import annotations

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.db import Model


class TextVector(Model):
    """One text as read by one model. Rounds held with it are run again from these rows."""

    __tablename__ = "text_vector"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A hash of the model's name and the text: the text itself is not kept here."""
    model: Mapped[str] = mapped_column(String(60))
    row: Mapped[bytes] = mapped_column(LargeBinary)
