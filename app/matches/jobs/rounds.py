"""Running a round that was asked for: read, think, and record it in one transaction."""

from __future__ import annotations

import logging
import time

from app.kernel import clock
from app.kernel.access import SYSTEM
from app.kernel.db import db
from app.kernel.errors import Refused
from app.kernel.events import Subscription
from app.kernel.handlers import Lane, job
from app.matches import bridge
from app.matches.actions import fail_round, note_progress, record_round, start_round
from app.matches.events import RoundRequested
from app.matches.jobs.texts import read_all
from app.matches.queries import rounds
from app.matches.queries.market import market

log = logging.getLogger(__name__)

EVERY_SECONDS = 0.5
"""How often progress is written at most; a round of a county is over before the second line."""


@job("matches.run_round", lane=Lane.ROUNDS)
def run_round(event: RoundRequested) -> None:
    """Hold the round. If anything breaks, nothing of it is kept and the job shows the error.

    A failed round is held again when its job is tried again, unless a newer one was asked for.
    """
    if rounds.round_to_run(event.round_id) is None:
        return
    try:
        _hold(event.round_id)
    except Exception as error:
        if _is_over(error):
            return  # another worker recorded it first: this one was thought dead
        _fail(event.round_id)
        raise


def _hold(round_id: int) -> None:
    start_round(SYSTEM, round_id)
    read = market(clock.today())
    known = read_all(read.texts())
    db.session.rollback()  # the engine thinks without holding a snapshot open
    held = bridge.hold(read, vectors=known, progress=_Watch(round_id))
    record_round(SYSTEM, round_id, held)


def _fail(round_id: int) -> None:
    try:
        fail_round(SYSTEM, round_id)
    except Refused as refusal:  # it broke after it was recorded: the round stands
        log.info("round %s is not failed: %s", round_id, refusal.code)


def _is_over(error: Exception) -> bool:
    return isinstance(error, Refused) and error.code == "round.over"


class _Watch:
    """Writes how far the engine is, not more often than somebody could read it."""

    def __init__(self, round_id: int) -> None:
        self.round_id = round_id
        self.written = time.monotonic()

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.written < EVERY_SECONDS:
            return
        self.written = now
        note_progress(SYSTEM, self.round_id, step=step, done=done, total=total)


SUBSCRIPTIONS: tuple[Subscription, ...] = ((RoundRequested, run_round),)
