"""One new volunteer against all open needs: the best twenty, with the text read on the way.

The peer is what an engineer with numpy and scikit-learn writes: masks over arrays laid out before,
the cosine of character n-grams by a fitted vectorizer, features of those who fit, `predict_proba`,
and the best twenty of it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from benchmarks.figures import Row, at_most, faster, say, show
from benchmarks.model import TREES, Model
from benchmarks.peers import haversine_km
from benchmarks.province import ON, SETTINGS, Floats, Ints, Province, province
from matching import Supply, expert
from matching.arrivals import Arrivals
from matching.columns.board import Board, Terms
from matching.pairs.scoring import measure, score_all

BEST = 20
ARRIVALS, CHECKED, SLOW = 3_000, 200, 200


def figures() -> list[Row]:
    """Half and 99 of 100 arrivals, beside the peer; the scores beside those of a round."""
    ground = province(100_000, 200_000)
    arrivals = Arrivals(ground.need_table, on=ON, settings=SETTINGS, scorecard=expert())
    supplies = ground.supply_table[:ARRIVALS]
    say(f"  {ARRIVALS} arrivals at {len(ground.need_table):,} open needs")
    taken = _microseconds(lambda supply: _told(arrivals, supply), list(supplies))
    say("  the peer")
    peer = _Peer(ground)
    theirs = _microseconds(peer.ranked, list(range(SLOW)))
    name = f"one arrival at {len(ground.need_table):,} needs, the best {BEST} with text"
    half = float(np.percentile(taken, 50))
    return [
        at_most(f"{name}, half of them", half, "us", most=100),
        at_most(f"{name}, 99 of 100", float(np.percentile(taken, 99)), "us", most=500),
        faster(
            name,
            half,
            "us",
            than="numpy and scikit-learn",
            theirs=float(np.percentile(theirs, 50)),
            least=100,
            note=f"half of {ARRIVALS} and of {SLOW} arrivals; {TREES} trees",
        ),
        at_most(
            "the most by which a score differs from a round's",
            max(_off(ground, arrivals, row) for row in range(CHECKED)),
            "points",
            most=1e-12,
            note=f"{CHECKED} arrivals; which needs are ranked is compared too",
        ),
    ]


def _told(arrivals: Arrivals, supply: Supply) -> tuple[list[str], list[float]]:
    """Ids and scores of the best needs, as a list shows them; parts are there by column."""
    columns = arrivals.ranked(supply, most=BEST).columns
    return columns.need_id, columns.score.tolist()


def _microseconds(act: Callable[[Any], object], arriving: Sequence[Any]) -> Floats:
    """Processor time of each arrival, after a tenth of them that do not count."""
    for one in arriving[: len(arriving) // 10]:
        act(one)
    times = []
    for one in arriving:
        start = time.process_time_ns()
        act(one)
        times.append(time.process_time_ns() - start)
    return np.array(times) / 1000


def _off(ground: Province, arrivals: Arrivals, row: int) -> float:
    """Between one arrival's scores and a round's; infinite where other needs are ranked."""
    supply: Supply = ground.supply_table[row]
    ranked = arrivals.ranked(supply, most=BEST)
    scored = score_all(Board(ground.need_table, (supply,), Terms(ON, SETTINGS)), expert())
    best = np.sort(scored.score)[::-1][:BEST]
    if len(ranked) != best.size:
        return float("inf")
    by_id = dict(
        zip(
            (ground.need_table.column("id")[at] for at in scored.found.i.tolist()),
            scored.score.tolist(),
            strict=True,
        )
    )
    if any(match.need_id not in by_id for match in ranked):
        return float("inf")
    off = [abs(match.score - by_id[match.need_id]) for match in ranked]
    off += np.abs(np.array([match.score for match in ranked]) - best).tolist()
    return max(off, default=0.0)


class _Peer:
    """Everything that can be made before somebody arrives is made here."""

    def __init__(self, ground: Province) -> None:
        self.ground = ground
        self.lat, self.lon = np.radians(ground.needs.lat), np.radians(ground.needs.lon)
        self.vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(1, 2))
        self.texts = self.vectorizer.fit_transform(ground.needs.text)
        board = Board(ground.need_table, ground.supply_table[:5_000], Terms(ON, SETTINGS))
        found = score_all(board, expert()).found
        self.model = Model(measure(board, found.i[:50_000], found.j[:50_000]))

    def ranked(self, row: int) -> tuple[Ints, Floats]:
        """The best needs for one supply, and their chances."""
        needs, own = self.ground.needs, self.ground.supplies
        away = haversine_km(np.radians(own.lat[row]), np.radians(own.lon[row]), self.lat, self.lon)
        fits = away <= own.radius_km[row]
        fits &= (own.categories[row] >> needs.category.astype(np.uint64)) & np.uint64(1) == 1
        fits &= (needs.skills & ~own.skills[row]) == 0
        fits &= ((needs.times & own.times[row]) != 0) | (needs.times == 0) | (own.times[row] == 0)
        at = np.flatnonzero(fits)
        if not at.size:
            return at, np.zeros(0)
        text = (self.texts[at] @ self.vectorizer.transform([own.text[row]]).T).toarray().ravel()
        chance = self.model.predict_proba(self._features(row, at, away[at], text))[:, 1]
        best = np.argsort(-chance, kind="stable")[:BEST]
        return at[best], chance[best]

    def _features(self, row: int, at: Ints, away: Floats, text: Floats) -> Floats:
        """The columns the model knows, in its order: what differs between the pairs of a province."""
        needs, own = self.ground.needs, self.ground.supplies
        wanted, offered = needs.times[at], own.times[row]
        asked = np.bitwise_count(needs.prefers[at])
        skills = np.bitwise_count(own.skills[row]).astype(np.float64)
        every = {
            "text": text,
            "overlap": np.bitwise_count(wanted & offered) / np.maximum(1, np.bitwise_count(wanted)),
            "distance": away,
            "prefers": np.bitwise_count(needs.prefers[at] & own.skills[row]) / np.maximum(1, asked),
            "surplus": np.minimum(3, skills - np.bitwise_count(needs.skills[at])),
            "reliability": np.full(at.size, own.reliability[row]),
            "acceptance": np.full(at.size, own.acceptance[row]),
            "load": np.full(at.size, own.load[row] / (own.load[row] + own.free[row])),
            "waiting": needs.waited[at].astype(np.float64),
        }
        return np.column_stack([every[name] for name in self.model.names])


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
