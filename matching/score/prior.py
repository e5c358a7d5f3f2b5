"""The expert prior: points agreed before any decision has been recorded.

Category and content 30 (exact category 22, likeness of the texts 8), schedule 20 (weekly
times 15, season 5), distance or commute 15, a known face 10, qualification above what is
asked 10 (preferred skills 5, further skills 2, language 3), record 10 (services completed 6,
invitations accepted 4), fairness 5 (days waited 3, load 2): 100 in all.
"""

from __future__ import annotations

from matching.score.scorecard import Scorecard, Table

# Where nothing is known, a newcomer gets most of the points: trust comes first.
_UNKNOWN = 0.6


def expert() -> Scorecard:
    """The scorecard a county starts with.

    Returns
    -------
    Scorecard

    Examples
    --------
    >>> [table.feature for table in expert().tables][:3]
    ['category', 'text', 'overlap']
    """
    return Scorecard(
        tables=(
            Table("category", (1.0,), (0.0, 22.0), 0.0),
            _rising("text", 8.0, [step / 20 for step in range(1, 11)]),
            _rising("overlap", 15.0, [step / 10 for step in range(1, 11)]),
            _rising("season", 5.0, [step / 10 for step in range(1, 11)]),
            _falling("distance", 15.0, [step / 2 for step in range(1, 41)], 9.0),
            _falling("commute", 6.0, [5.0 * step for step in range(1, 13)], 0.0),
            Table("familiar", (1.0,), (0.0, 10.0), 0.0),
            _rising("prefers", 5.0, [step / 10 for step in range(1, 11)]),
            _rising("surplus", 2.0, [1.0, 2.0, 3.0]),
            _rising("language", 3.0, [0.25, 0.5, 0.75, 1.0]),
            _rising("reliability", 6.0, [step / 20 for step in range(8, 21)]),
            _rising("acceptance", 4.0, [step / 20 for step in range(4, 21)]),
            _falling("load", 2.0, [step / 10 for step in range(1, 11)], 2.0),
            _rising("waiting", 3.0, [7.0 * step for step in range(1, 9)], missing=0.0),
        ),
        centre=50.0,
        width=12.0,
        name="expert",
    )


def _rising(
    feature: str, most: float, edges: list[float], *, missing: float | None = None
) -> Table:
    steps = len(edges)
    points = tuple(round(most * step / steps, 4) for step in range(steps + 1))
    return Table(feature, tuple(edges), points, most * _UNKNOWN if missing is None else missing)


def _falling(feature: str, most: float, edges: list[float], missing: float) -> Table:
    steps = len(edges)
    points = tuple(round(most * (1 - step / steps), 4) for step in range(steps + 1))
    return Table(feature, tuple(edges), points, missing)
