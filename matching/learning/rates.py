"""What is known of a supply from few answers: one smoothing, for learning and for the site."""

from __future__ import annotations

from typing import NamedTuple


class Known(NamedTuple):
    """Shares of a supply; None for a newcomer, whom the scorecard treats as such.

    Attributes
    ----------
    acceptance, reliability : float, optional
        Of invitations accepted, and of services completed.
    """

    acceptance: float | None
    reliability: float | None


# Beside what is known of it, a supply is taken to have accepted 3 of 4 and completed 4 of 5.
ACCEPTED, COMPLETED = (3, 4), (4, 5)


def smoothed(*, accepted: int, answered: int, completed: int, ended: int) -> Known:
    """The shares of a supply, from counts.

    Parameters
    ----------
    accepted, answered : int
        Invitations that were accepted, among those that were answered.
    completed, ended : int
        Services that were completed, among those that are over.

    Returns
    -------
    Known

    Examples
    --------
    >>> smoothed(accepted=0, answered=1, completed=0, ended=0)
    Known(acceptance=0.6, reliability=None)
    """
    return Known(_share(accepted, answered, ACCEPTED), _share(completed, ended, COMPLETED))


def _share(good: int, every: int, before: tuple[int, int]) -> float | None:
    return (good + before[0]) / (every + before[1]) if every else None
