"""A whole round of a province: from columns to a proven plan, beside the usual stack.

Ours: rules, features with text, scores, exact assignment over every feasible pair, and the proof
checked. The stack: BallTree per category, `predict_proba`, OR-Tools; for it, building the features
costs nothing. Texts are read when they are written, so reading them is a row of its own.
"""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.figures import Row, at_most, faster, once, race, say, show, within
from benchmarks.flow import best_of, by_flow, proves, total
from benchmarks.model import TREES, Model
from benchmarks.peers import by_ball_tree
from benchmarks.province import ON, SETTINGS, Province, province
from matching import Ngrams, expert, run_round
from matching.assign import Choice, Edges, solve
from matching.columns.board import Board, Terms
from matching.pairs.scoring import Scored, measure, score_all
from matching.text import Embedder, Rows

KEPT = 50
PAIRS = 200_000
"""Pairs from which the cost of `predict_proba` is taken."""


@dataclass(frozen=True)
class Round:
    """What a round leaves: pairs and plan."""

    scored: Scored
    edges: Edges
    choice: Choice


class Read:
    """Rows of texts that were read before, as a site keeps them."""

    def __init__(self, *columns: Sequence[str]) -> None:
        self.name = Ngrams().name
        self._rows = {tuple(texts): Ngrams().embed(texts) for texts in columns}

    def embed(self, texts: Sequence[str]) -> Rows:
        """The rows made before."""
        return self._rows[tuple(texts)]


def figures() -> list[Row]:
    """Plentiful and scarce, then the round with everything around it."""
    rows = []
    for supplies, word, most in ((200_000, "plentiful", 2.0), (40_000, "scarce", 3.0)):
        ground = province(100_000, supplies)
        rows += _against_solver(ground, word, most=most)
        if word == "plentiful":
            rows += _against_stack(ground)
    return rows


def _against_solver(ground: Province, word: str, *, most: float) -> list[Row]:
    name = f"round, {ground.size}, {word}"
    fresh = _fresh(ground, Read(ground.needs.text, ground.supplies.text))
    laid = fresh()
    exact = _round(fresh)
    every = exact().edges
    kept = best_of(every, KEPT)
    pairs = (
        f"{every.need.size:,} pairs; OR-Tools has the best {KEPT} of each need, {kept.need.size:,}"
    )
    say(f"  {name}: {pairs}")
    taken = race(
        {
            "exact": exact,
            "laid": _round(lambda: laid),
            "truncated": _round(fresh, instead=kept),
            "reading": _round(_fresh(ground, Ngrams())),
            "flow": lambda: by_flow(kept),
        }
    )
    ours, theirs = taken["exact"].seconds, taken["flow"].seconds
    best = total(taken["exact"].result.edges, taken["exact"].result.choice)
    short = total(taken["truncated"].result.edges, taken["truncated"].result.choice)
    solving = once(lambda: solve(every)).seconds
    peer = "OR-Tools' min-cost flow alone"
    return [
        within(
            f"{name}, from columns to a proven plan over every feasible pair",
            ours,
            "s",
            of=peer,
            theirs=theirs,
            most=0.25,
            note=f"{pairs}; the assignment takes {solving:.2f} s",
        ),
        faster(
            f"{name}, from arrays laid out before",
            taken["laid"].seconds,
            "s",
            than=peer,
            theirs=theirs,
            note="as the peer is given its edges",
        ),
        faster(
            f"{name}, from columns, with every text read anew",
            taken["reading"].seconds,
            "s",
            than=peer,
            theirs=theirs,
            note="by n-grams",
        ),
        within(
            f"{name}, every feasible pair against the best {KEPT} of each need",
            ours,
            "s",
            of="the truncated round",
            theirs=taken["truncated"].seconds,
            most=most,
            note=f"choosing them costs nothing here; their plan reaches {short / best:.6f} of the "
            "best total",
        ),
        at_most(
            f"{name}, millionths of a point between OR-Tools' total and ours on the same edges",
            abs(taken["flow"].result - short),
            "",
            most=0,
        ),
    ]


def _against_stack(ground: Province) -> list[Row]:
    name = f"round, {ground.size}, plentiful"
    exact = _round(_fresh(ground, Read(ground.needs.text, ground.supplies.text)))
    found: Round = exact()
    kept = best_of(found.edges, KEPT)
    pairs = found.edges.need.size
    draw = np.random.default_rng(2)
    some = np.sort(draw.choice(pairs, min(PAIRS, pairs), replace=False))
    values = measure(found.scored.board, found.edges.need[some], found.edges.supply[some])
    model = Model(values[:50_000])
    given = values[:, model.columns]
    say("  the usual stack, once: BallTree, predict_proba, OR-Tools")
    tree, flow = once(lambda: by_ball_tree(ground)), once(lambda: by_flow(kept))
    proba = once(lambda: model.predict_proba(given)).seconds / some.size * pairs
    taken = race({"exact": exact})
    whole = once(lambda: _sealed(ground))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    stack = "BallTree + predict_proba + OR-Tools"
    theirs = tree.seconds + proba + flow.seconds
    note = (
        f"(1) BallTree {tree.seconds:.1f} s, predict_proba of {TREES} trees {proba:.1f} s "
        f"(x) from {some.size:,} pairs, OR-Tools {flow.seconds:.1f} s"
    )
    return [
        faster(
            name,
            taken["exact"].seconds,
            "s",
            than=stack,
            theirs=theirs,
            least=50,
            note=note,
        ),
        faster(
            f"{name}, with every reason, way out and digest",
            whole.seconds,
            "s",
            than=stack,
            theirs=theirs,
            note="(1) `run_round`, from tables to a sealed plan",
        ),
        Row("memory at its highest, data and peers included", memory, "GiB"),
    ]


def _fresh(ground: Province, embedder: Embedder) -> Callable[[], Board]:
    """A board that has laid out nothing yet, each time."""
    terms = Terms(ON, SETTINGS, embedder)
    return lambda: Board(ground.need_table, ground.supply_table, terms)


def _round(board: Callable[[], Board], *, instead: Edges | None = None) -> Callable[[], Round]:
    """A round over every feasible pair, or, having scored them all, over some chosen before."""
    card = expert()

    def act() -> Round:
        scored = score_all(board(), card)
        edges = scored.edges if instead is None else instead
        choice = solve(edges)
        if not proves(edges, choice):
            raise AssertionError("the prices do not prove the plan")
        return Round(scored, edges, choice)

    return act


def _sealed(ground: Province) -> object:
    return run_round(ground.need_table, ground.supply_table, on=ON, settings=SETTINGS)


def main() -> None:
    show(figures())


if __name__ == "__main__":
    main()
