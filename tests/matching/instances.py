"""Made-up edges of every sort, and plain ways to say what a choice of them is worth."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matching.assign import Edges
from matching.assign.weights import tiers

KINDS = ("abundant", "scarce", "tied", "equal", "tiers", "several places", "everything")


def instance(draw: np.random.Generator, kind: str, *, rows: int = 30) -> Edges:
    """Edges of a kind: up to `rows` needs and as many supplies."""
    needs, supplies = (int(many) for many in draw.integers(1, rows + 1, 2))
    levels = {"tied": 4, "equal": 1}.get(kind, 100_000)
    if kind == "everything":
        levels = int(draw.choice((1, 3, 1000)))
    most = {"abundant": 5, "scarce": 1}.get(kind, 3)
    several = kind == "several places" or (kind == "everything" and draw.random() < 0.5)
    urgent = kind == "tiers" or (kind == "everything" and draw.random() < 0.5)
    places = draw.integers(0, 4, needs) if several else np.ones(needs, dtype=np.int64)
    pairs = np.argwhere(draw.random((needs, supplies)) < draw.uniform(0.1, 1.0))
    return Edges(
        need=pairs[:, 0].copy(),
        supply=pairs[:, 1].copy(),
        weight=draw.integers(1, levels + 1, len(pairs)),
        tier=tiers(draw.integers(0, 4 if urgent else 1, needs), places),
        places=places,
        capacity=draw.integers(0, most + 1, supplies),
    )


def changed(draw: np.random.Generator, edges: Edges) -> Edges:
    """The same rows with some pairs gone, some new, and some of another weight."""
    stays = draw.random(edges.need.size) < 0.8
    weight = np.where(
        draw.random(edges.need.size) < 0.2,
        draw.integers(1, edges.weight.max(initial=1) + 1, edges.need.size),
        edges.weight,
    )
    there = set(zip(edges.need.tolist(), edges.supply.tolist(), strict=True))
    shape = edges.places.size, edges.capacity.size
    new = [pair for pair in np.ndindex(shape) if pair not in there and draw.random() < 0.1]
    needs, supplies = np.array(new, dtype=np.int64).reshape(-1, 2).T
    return replace(
        edges,
        need=np.concatenate((edges.need[stays], needs)),
        supply=np.concatenate((edges.supply[stays], supplies)),
        weight=np.concatenate(
            (weight[stays], draw.integers(1, edges.weight.max(initial=1) + 1, needs.size))
        ),
        capacity=np.maximum(0, edges.capacity + draw.integers(-1, 2, edges.capacity.size)),
    )


def shuffled(draw: np.random.Generator, edges: Edges) -> tuple[Edges, np.ndarray]:
    """The same pairs in another order, and the order."""
    order = draw.permutation(edges.need.size)
    return some(edges, order), order


def some(edges: Edges, which: np.ndarray) -> Edges:
    """Some of the pairs."""
    return replace(
        edges, need=edges.need[which], supply=edges.supply[which], weight=edges.weight[which]
    )


def worth(edges: Edges, chosen: np.ndarray) -> tuple[int, int]:
    """What a choice is worth: its tiers, then its weights."""
    return sum(edges.tier[edges.need[chosen]].tolist()), sum(edges.weight[chosen].tolist())


def allowed(edges: Edges, chosen: np.ndarray) -> bool:
    """Whether a choice keeps to places and capacities."""
    served = np.bincount(edges.need[chosen], minlength=edges.places.size)
    used = np.bincount(edges.supply[chosen], minlength=edges.capacity.size)
    return bool((served <= edges.places).all() and (used <= edges.capacity).all())
