"""One verb, one transaction, one event: the only way the database is written."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from app.kernel import clock, jobs
from app.kernel import once as sent
from app.kernel.access import Actor, Can, may
from app.kernel.db import WRITING, db
from app.kernel.errors import Forbidden, Refused
from app.kernel.events import Event, record
from app.kernel.handlers import Lane
from app.kernel.scope import act_as

P = ParamSpec("P")
E = TypeVar("E", bound=Event)

ACTIONS: dict[str, Can] = {}
"""Every action of the house by its full name, with the verb it needs."""

ASKED_ANEW: set[str] = set()
"""Actions that no key stands for: each sending is a deed of its own."""


def action(
    can: Can, *, once: bool = True
) -> Callable[[Callable[Concatenate[Actor, P], E]], Callable[Concatenate[Actor, P], E]]:
    """Make `f(actor, ...) -> Event` a write.

    The actor's role must be granted `can`; the body runs in a transaction of its own; the event's
    audit line and jobs are written with it; it is committed once, or rolled back whole. When the
    database gives it up for another transaction (a deadlock), it is run again, twice at most.

    A key that was handed in (`kernel.once`) is written before the body. Whoever sends the same again
    is given the first event, and nothing runs. With `once=False` the deed is asked anew each time.

    Raises
    ------
    Forbidden
        The role is not granted the verb, or a row outside the actor's scope would be written.
    Refused
        A rule said no, or `kernel.changed_meanwhile`: another person was first, or
        `kernel.key_used`: the key was sent before with other words.
    """

    def decorate(
        function: Callable[Concatenate[Actor, P], E],
    ) -> Callable[Concatenate[Actor, P], E]:
        name = f"{function.__module__}.{function.__name__}"
        ACTIONS[name] = can
        if not once:
            ASKED_ANEW.add(name)

        @wraps(function)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> E:
            if not may(actor, can):
                raise Forbidden(f"grant.{can}")
            key = sent.take() if once else None
            for is_last in (False, False, True):
                _open(actor)
                try:
                    if key is not None and (first := sent.claim(key, actor, name)) is not None:
                        sent.note_done()
                        return cast(E, first)
                    event = function(actor, *args, **kwargs)
                    owed = record(actor, event)
                    if key is not None:
                        sent.note(key, event)
                    db.session.flush()
                    now = clock.now()
                    keys = [(Lane(one.lane), one.id) for one in owed if one.due_at <= now]
                    db.session.commit()
                    sent.note_done()
                    break
                except (StaleDataError, IntegrityError) as error:
                    raise Refused("kernel.changed_meanwhile") from error
                except OperationalError as error:
                    if is_last or not _was_sacrificed(error):
                        raise
                finally:
                    db.session.rollback()
                    db.session().info.pop("in_action", None)
            jobs.hand_over(keys)
            return event

        return run

    return decorate


def _was_sacrificed(error: OperationalError) -> bool:
    """Whether PostgreSQL ended this transaction so that another could go on: then it is run again."""
    return getattr(error.orig, "sqlstate", None) in ("40P01", "40001")


def _open(actor: Actor) -> None:
    info = db.session().info
    if info.get("in_action"):
        raise RuntimeError("An action does not call another action: share a plain function.")
    db.session.rollback()  # what the page has read so far must not hold an old snapshot
    act_as(actor)
    db.session.connection(execution_options={WRITING: True})
    info["in_action"] = True
