"""The exact assignment beside OR-Tools' min-cost flow, a greedy one, and itself from nothing.

Edges are the fifty nearest feasible pairs of each need, with scores by way, skills, times and how
a supply has served. Ours takes them as they come, with ties broken by a hash; nothing is sorted or
laid out before the clock starts. Every total is held against OR-Tools', every plan is proven.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numba as nb
import numpy as np
import numpy.typing as npt

from benchmarks.figures import Row, at_least, at_most, faster, race, say, show, within
from benchmarks.flow import by_flow, micro, total
from benchmarks.peers import by_ball_tree, haversine_km
from benchmarks.province import COUNTY_KM, PROVINCE_KM, TIERS, Floats, Ints, Province, province
from matching.assign import Edges, resolve, solve
from matching.assign.certificate import prove
from matching.assign.floor import best_floor
from matching.assign.standing import Standing
from matching.assign.weights import tiers
from matching.kernels.weighing import MICRO, TIE_BITS

KEPT = 50
SMALL = 2_000
EVENTS = 1_000
FLOW = "OR-Tools min-cost flow"


def figures() -> list[Row]:
    """Sizes and scarcity, ties and tiers, what changes, what happens, the worst off."""
    rows = [_small()]
    for needs, supplies, km, least in (
        (1_000, 2_000, COUNTY_KM, None),
        (10_000, 20_000, COUNTY_KM, 50.0),
        (10_000, 3_000, COUNTY_KM, 2.5),
        (100_000, 40_000, PROVINCE_KM, 4.0),
        (100_000, 200_000, PROVINCE_KM, 50.0),
    ):
        name = f"{needs:,} needs × {supplies:,} supplies"
        say(f"  {name}")
        edges = _edges(province(needs, supplies, km=km, tiers=TIERS))
        plain = replace(edges, tier=0 * edges.tier)
        rows.append(_against_flow(name, plain, least=least, note="sorting the rows included"))
        rows.append(_against_flow(f"{name}, heaviest first", _heaviest_first(plain), least=None))
        if supplies > needs:
            rows.append(_against_greedy(name, plain))
        if needs >= 10_000:
            rows += _changed(name, plain, is_scarce=supplies < needs)
            rows += _events(name, plain, most=20.0 if supplies < needs else 0.2)
            rows += _hard(name, edges)
        if supplies == 3_000:
            rows.append(_floor(name, plain))
    return rows


def _edges(ground: Province) -> Edges:
    """The nearest pairs of each need, scored; by need, then by supply, as a round gives them."""
    needs, supplies = ground.needs, ground.supplies
    i, j = by_ball_tree(ground)
    place = (needs.lat[i], needs.lon[i], supplies.lat[j], supplies.lon[j])
    km = haversine_km(*(np.radians(degrees) for degrees in place))
    near = np.lexsort((km, i))
    rank = np.arange(i.size) - np.searchsorted(i[near], np.arange(needs.lat.size))[i[near]]
    kept = np.sort(near[rank < KEPT])
    i, j, km = i[kept], j[kept], km[kept]
    score = _score(ground, i, j, km)
    one = np.ones(needs.lat.size, dtype=np.int64)
    tie = (i * 2654435761 + j * 40503) % 65_535 + 1
    return Edges(
        i,
        j,
        (np.rint(score * MICRO).astype(np.int64) << TIE_BITS) + tie,
        tiers(needs.priority, one),
        one,
        supplies.free.astype(np.int64),
    )


def _score(ground: Province, i: Ints, j: Ints, km: Floats) -> Floats:
    """Between 0 and 1."""
    needs, supplies = ground.needs, ground.supplies
    wanted = np.maximum(1, np.bitwise_count(needs.prefers[i]))
    points = (
        2 * np.bitwise_count(needs.prefers[i] & supplies.skills[j]) / wanted
        + 0.15 * np.bitwise_count(needs.times[i] & supplies.times[j])
        - 0.25 * km
        - 0.75 * supplies.load[j]
        + 3 * supplies.reliability[j]
        # What the text would add.
        + 4 * np.random.default_rng(1).beta(1.2, 6, i.size)
        - 1.5
    )
    chance: Floats = 1 / (1 + np.exp(-points))
    return chance


def _against_flow(
    name: str,
    edges: Edges,
    *,
    least: float | None,
    worth: Ints | None = None,
    note: str = "",
) -> Row:
    taken = race({"ours": lambda: solve(edges), "flow": lambda: by_flow(edges, worth)})
    choice = taken["ours"].result
    prove(edges, choice)
    reached = total(edges, choice) if worth is None else int(worth[choice.chosen].sum())
    _same(reached, taken["flow"].result)
    return faster(
        f"best plan, {name}, {edges.need.size:,} pairs",
        1e3 * taken["ours"].seconds,
        "ms",
        than=FLOW,
        theirs=1e3 * taken["flow"].seconds,
        least=least,
        note=note,
    )


def _heaviest_first(edges: Edges) -> Edges:
    """As a scan that keeps the best pairs of each need could hand them on."""
    order = np.lexsort((edges.supply, -edges.weight, edges.need))
    return replace(
        edges, need=edges.need[order], supply=edges.supply[order], weight=edges.weight[order]
    )


def _against_greedy(name: str, edges: Edges) -> Row:
    taken = race({"ours": lambda: solve(edges), "greedy": lambda: _greedy(edges)})
    worse = int(edges.weight[taken["greedy"].result].astype(float).sum()) / float(
        edges.weight[taken["ours"].result.chosen].astype(float).sum()
    )
    return within(
        f"best plan, {name}, beside a greedy one",
        1e3 * taken["ours"].seconds,
        "ms",
        of="sort and take",
        theirs=1e3 * taken["greedy"].seconds,
        most=0.5,
        note=f"the greedy plan reaches {worse:.4f} of the best",
    )


def _hard(name: str, edges: Edges) -> list[Row]:
    """Ten levels of score, one level, and an urgent tier that comes before all points."""
    top = int(micro(edges).max())
    levels = np.ceil(micro(edges) / top * 10).astype(np.int64) * (MICRO // 10)
    flat = 0 * edges.tier
    ten = replace(edges, weight=levels << TIE_BITS, tier=flat)
    equal = replace(edges, weight=np.full_like(levels, MICRO << TIE_BITS), tier=flat)
    urgent = (edges.tier >= np.unique(edges.tier)[-2]).astype(np.int64)
    # One urgent place outweighs all points there are; OR-Tools takes one such step, not three.
    worth = micro(edges) + urgent[edges.need] * (top * edges.places.size + 1)
    return [
        _against_flow(f"{name}, ten levels of score", ten, least=1.0),
        _against_flow(f"{name}, all scores equal", equal, least=1.0),
        _against_flow(
            f"{name}, urgent ones first", replace(edges, tier=urgent), least=1.0, worth=worth
        ),
    ]


def _changed(name: str, edges: Edges, *, is_scarce: bool) -> list[Row]:
    """Some pairs gone, others of another weight; and some that only weigh something else."""
    rows = []
    before = solve(edges)
    for share, least in ((0.0001, 30.0 if is_scarce else 5.0), (0.01, 2.0)):
        if edges.places.size < 100_000 and not is_scarce:
            least = None
        for what, after in (
            ("weigh something else", _reweighed(edges, share)),
            ("weigh something else or are gone", _thinned(_reweighed(edges, share), share / 2)),
        ):
            taken = race(
                {
                    "again": lambda after=after: resolve(after, before, edges),
                    "new": lambda after=after: solve(after),
                }
            )
            _same(total(after, taken["again"].result), total(after, taken["new"].result))
            prove(after, taken["again"].result)
            rows.append(
                faster(
                    f"{name}, where {share:.2%} of the pairs {what}",
                    1e3 * taken["again"].seconds,
                    "ms",
                    than="from nothing",
                    theirs=1e3 * taken["new"].seconds,
                    least=least,
                )
            )
    return rows


def _reweighed(edges: Edges, share: float) -> Edges:
    draw = np.random.default_rng(2)
    weight = edges.weight.copy()
    at = draw.choice(weight.size, round(share * weight.size), replace=False)
    weight[at] = draw.integers(1, MICRO, at.size) << TIE_BITS
    return replace(edges, weight=weight)


def _thinned(edges: Edges, share: float) -> Edges:
    kept = np.random.default_rng(3).random(edges.need.size) >= share
    return replace(
        edges, need=edges.need[kept], supply=edges.supply[kept], weight=edges.weight[kept]
    )


def _events(name: str, edges: Edges, *, most: float) -> list[Row]:
    """Needs and supplies go and the like of them come, in turn; then the plan beside a new one."""
    plan, taken = Standing(edges), dict[str, list[float]]()
    draw = np.random.default_rng(4)
    by_supply = np.argsort(edges.supply, kind="stable")
    begin = np.searchsorted(edges.supply[by_supply], np.arange(edges.capacity.size + 1))
    need_begin = np.searchsorted(edges.need, np.arange(edges.places.size + 1))
    needs_gone = np.zeros(edges.places.size, dtype=np.bool_)
    supplies_gone = np.zeros(edges.capacity.size, dtype=np.bool_)
    for need, supply in zip(
        draw.permutation(edges.places.size)[: EVENTS // 4].tolist(),
        draw.permutation(edges.capacity.size)[: EVENTS // 4].tolist(),
        strict=True,
    ):
        needs_gone[need] = supplies_gone[supply] = True
        own = np.arange(need_begin[need], need_begin[need + 1])
        own = own[~supplies_gone[edges.supply[own]]]
        fits = by_supply[begin[supply] : begin[supply + 1]]
        fits = fits[~needs_gone[edges.need[fits]]]
        events: dict[str, Callable[[], object]] = {
            "a supply goes": lambda supply=supply: plan.supply_goes(supply),
            "a need goes": lambda need=need: plan.need_goes(need),
            "a supply comes": lambda fits=fits, supply=supply: plan.supply_comes(
                edges.need[fits], edges.weight[fits], capacity=int(edges.capacity[supply])
            ),
            "a need comes": lambda own=own: plan.need_comes(edges.supply[own], edges.weight[own]),
        }
        for what, act in events.items():
            start = time.perf_counter()
            act()
            taken.setdefault(what, []).append(time.perf_counter() - start)
    now, choice = plan.edges(), plan.choice()
    prove(now, choice)
    _same(total(now, choice), total(now, solve(now)))
    return [
        at_most(
            f"{name}, {what}: the 99th of 100",
            1e3 * float(np.percentile(seconds, 99)),
            "ms",
            most=most,
            note=f"by the clock; half within {1e6 * float(np.median(seconds)):.0f} us",
        )
        for what, seconds in taken.items()
    ]


def _floor(name: str, edges: Edges) -> Row:
    taken = race({"floor": lambda: best_floor(edges), "plan": lambda: solve(edges)}, runs=1)
    floor, choice = taken["floor"].result, taken["plan"].result
    worst = micro(edges)[choice.chosen].min() / MICRO
    share = floor.cost / total(edges, choice)
    return faster(
        f"the highest floor, {name}",
        1e3 * taken["floor"].seconds,
        "ms",
        than="the best plan without",
        theirs=1e3 * taken["plan"].seconds,
        note=f"one run; the worst served rises from {worst:.3f} to {floor.score / MICRO:.3f}"
        f" for {share:.2%} of the total",
    )


def _small() -> Row:
    """Random small instances of all sorts, each held against OR-Tools."""
    draw = np.random.default_rng(5)
    same = 0
    for _ in range(SMALL):
        needs, supplies = (int(many) for many in draw.integers(1, 30, 2))
        pairs = np.argwhere(draw.random((needs, supplies)) < draw.uniform(0.1, 1))
        levels = int(draw.choice((1, 3, MICRO)))
        edges = Edges(
            pairs[:, 0].copy(),
            pairs[:, 1].copy(),
            draw.integers(1, levels + 1, len(pairs)) << TIE_BITS,
            np.zeros(needs, dtype=np.int64),
            draw.integers(0, 4, needs),
            draw.integers(0, int(draw.choice((2, 6))), supplies),
        )
        choice = solve(edges)
        prove(edges, choice)
        same += total(edges, choice) == by_flow(edges)
    return at_least("small instances worth what OR-Tools' are", same, "", least=SMALL)


def _greedy(edges: Edges) -> npt.NDArray[np.bool_]:
    """The heaviest pair first, as long as there are places."""
    order = np.argsort(-edges.weight, kind="stable")
    return _take(order, edges.need, edges.supply, edges.places.copy(), edges.capacity.copy())


@nb.njit(cache=True)
def _take(order, need, supply, places, capacity):  # type: ignore[no-untyped-def]
    chosen = np.zeros(order.size, np.bool_)
    for edge in order:
        i, j = need[edge], supply[edge]
        if places[i] > 0 and capacity[j] > 0:
            chosen[edge] = True
            places[i] -= 1
            capacity[j] -= 1
    return chosen


def _same(ours: int, theirs: int) -> None:
    if ours != theirs:
        raise AssertionError(f"ours reaches {ours}, the peer {theirs}")


def main() -> None:
    """The figures alone, on standard output."""
    show(figures())


if __name__ == "__main__":
    main()
