"""Something secret that its maker may see once: a fresh link, a first password.

It waits sealed in the database for the few seconds between the deed and the page it leads to: in the
browser's cookie everybody could read it who gets hold of the cookie.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, ForeignKey, String, delete, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel import clock
from app.kernel.access import Actor
from app.kernel.db import WRITING, Model, Moment, db
from app.kernel.scope import Scoped
from app.kernel.secrets import Sealed, SealedText, unseal

WAITS = timedelta(minutes=10)


class ShownOnce(Model, Scoped):
    """A secret for the account that made it. `about` names the kind, `subject_id` the row."""

    __tablename__ = "shown_once"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    about: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    secret: Mapped[Sealed] = mapped_column(SealedText("shown_once.secret"))
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)

    @classmethod
    def visible_to(cls, actor: Actor) -> ColumnElement[bool]:
        return cls.account_id == actor.account_id if actor.is_signed_in else false()


def show_once(actor: Actor, about: str, subject_id: int, *, secret: str) -> None:
    """Keep a secret for the actor's next page, within the action under way."""
    db.session.add(
        ShownOnce(
            account_id=actor.account_id,
            about=about,
            subject_id=subject_id,
            secret=secret,
            expires_at=clock.now() + WAITS,
        )
    )


def show_again(actor: Actor, about: str, subject_id: int, *, secret: str) -> None:
    """After a deed that was repeated: its first answer may have been lost on the way."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    show_once(actor, about, subject_id, secret=secret)
    db.session.commit()


def take(about: str, subject_id: int) -> str | None:
    """The newest secret of this kind that waits for who is signed in; from then on it is gone."""
    waiting = (
        select(ShownOnce)
        .where(
            ShownOnce.about == about,
            ShownOnce.subject_id == subject_id,
            ShownOnce.expires_at > clock.now(),
        )
        .order_by(ShownOnce.id.desc())
    )
    if db.session.scalars(waiting.limit(1)).first() is None:
        return None
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    rows = db.session.scalars(waiting.with_for_update()).all()
    secrets = [unseal(row.secret) for row in rows]
    for row in rows:
        db.session.delete(row)
    db.session.commit()
    return secrets[0] if secrets else None


def forget_shown(now: datetime) -> int:
    """Delete what nobody fetched in time; how many rows. For the platform, by night."""
    db.session.rollback()
    db.session.connection(execution_options={WRITING: True})
    gone = db.session.execute(
        delete(ShownOnce)
        .where(ShownOnce.expires_at <= now)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    return int(gone.rowcount)  # type: ignore[attr-defined]
