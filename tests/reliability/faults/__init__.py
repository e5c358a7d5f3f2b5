"""Every fault, in the order in which the page tells of them."""

from tests.reliability.faults import (
    clocks,
    disk,
    kills,
    mail,
    papers,
    places,
    redis_away,
    rounds,
    unknown,
)

ALL = (
    *rounds.FAULTS,
    *mail.FAULTS,
    *unknown.FAULTS,
    *redis_away.FAULTS,
    *clocks.FAULTS,
    *kills.FAULTS,
    *places.FAULTS,
    *disk.FAULTS,
    *papers.FAULTS,
)
