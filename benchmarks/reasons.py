"""Why a target is missed, should it be: by the beginning of a row's name, the first that suits."""

from __future__ import annotations

import re

_REASONS = (
    (
        r"feasible pairs.*without compiled code",
        "numba is a requirement of the engine: there is no second path to keep equal",
    ),
    (
        r"feasible pairs",
        "any rules, read from a table of tests, to the last bit as they refuse; a scan with three rules"
        " built in takes a third of it",
    ),
    (r"from levels", "the bound is fourteen look-ups at two a cycle, not memory"),
    (
        r"from floats, numpy alone",
        "one binary search a value in numpy; any round is scored by kernels instead",
    ),
    (
        r"best plan.*beside a greedy one",
        "reading all pairs and putting those of a need in order takes as long as half the sort of the"
        " greedy one, whose plan is the worse one",
    ),
    (
        r"best plan",
        "two needs in five or more cannot have the supply they fit best, and each search for another reads"
        " a handful of rows scattered over memory; a tenth to two fifths is putting the pairs of a need"
        " in order (the next line is without that)",
    ),
    (
        r".*weigh something else",
        "all pairs are read to find out which ones changed; `Standing` is told of an event and takes"
        " a fraction of a millisecond",
    ),
    (
        r".* comes: the 99th of 100",
        "two calls from Python and the pairs that come are put in order; half of them take the time in"
        " the note",
    ),
    (
        r"round.*",
        "finding and scoring every feasible pair, by tables that hold any rule and any card, is three"
        " fifths of it (a third where supplies are scarce), laying out columns a fifth",
    ),
    (
        r"one arrival",
        "two thirds of a usual arrival are Python, which lays one supply out, reads its text and hands"
        " the ranking on; the rest grows with how many needs it fits",
    ),
    (
        r".* parts of .* matches",
        "the matches lie all over the province, so most of it is waiting for memory; the round itself"
        " reads neighbours after neighbours",
    ),
    (
        r"texts read",
        "reading is the model's own work; a text is read once, by a worker, when it was written",
    ),
    (
        r".*, every (day|\d+ days)",
        "who decides without knowing what comes loses that much: hindsight's own prices do not reach"
        " it either where a need has one place to go to",
    ),
)


def why(name: str) -> str:
    """The reason for a row of this name.

    Examples
    --------
    >>> why("from levels")
    'the bound is fourteen look-ups at two a cycle, not memory'
    >>> why("something new")
    'no reason found yet'
    """
    found = (reason for pattern, reason in _REASONS if re.match(pattern, name))
    return next(found, "no reason found yet")
