"""A round spread over workers gives the plan of one process, to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from distributed import Client, LocalCluster

from matching import Need, Plan, Settings, Supply, check, expert, run_round
from matching.columns.board import Board, Terms
from matching.pairs.scoring import score_all
from matching.shards import Shards
from tests.matching.county import ON, county

Rows = tuple[list[Need], list[Supply]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """A county in which some places are not known and some needs may be met from afar."""
    needs, supplies = county(300, 400, seed=11)
    needs[::17] = [replace(need, lat=None, lon=None) for need in needs[::17]]
    supplies[::19] = [replace(supply, lat=None, lon=None) for supply in supplies[::19]]
    return needs, supplies


@pytest.fixture(scope="module")
def alone(rows: Rows) -> Plan:
    return run_round(*rows, on=ON)


@pytest.fixture(scope="module")
def board(rows: Rows) -> Board:
    roads = Settings(road_factors={"t00": 1.0, "t03": 2.2}, mode_km={"home": 9.0})
    return Board(*rows, Terms(ON, roads))


@pytest.fixture
def cluster() -> Iterator[Client]:
    with (
        LocalCluster(
            n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
        ) as local,
        Client(local) as client,
    ):
        yield client


def _scans_done(dask_scheduler: Any) -> int:
    """How many shards a scheduler has seen scored."""
    prefixes = dask_scheduler.task_prefixes.items()
    return sum(prefix.state_counts["memory"] for name, prefix in prefixes if "_scan" in name)


def test_threads_give_the_plan_of_one_process(rows: Rows, alone: Plan) -> None:
    spread = run_round(*rows, on=ON, shards=Shards("threading", workers=2, many=5))
    assert spread.digest == alone.digest


def test_processes_give_the_plan_of_one_process(rows: Rows, alone: Plan) -> None:
    spread = run_round(*rows, on=ON, shards=Shards("loky", workers=2, many=5))
    assert spread.digest == alone.digest


def test_two_dask_workers_give_the_plan_of_one_process(
    rows: Rows, alone: Plan, cluster: Client
) -> None:
    spread = run_round(*rows, on=ON, shards=Shards("dask", workers=2, many=5))
    assert spread.digest == alone.digest


def test_every_shard_is_scored_on_the_cluster(board: Board, cluster: Client) -> None:
    Shards("dask", workers=2, many=5).score(board, expert())
    done = cluster.run_on_scheduler(_scans_done)
    assert done == 5


@pytest.mark.parametrize("many", [1, 2, 3, 7, 50, 1000])
def test_however_many_shards_there_are_the_edges_are_the_same(board: Board, many: int) -> None:
    whole = score_all(board, expert()).edges
    spread = Shards("threading", workers=2, many=many).score(board, expert()).edges
    for field in ("need", "supply", "weight", "tier", "places", "capacity"):
        np.testing.assert_array_equal(getattr(spread, field), getattr(whole, field))


def test_supplies_shared_by_neighbourhoods_are_shared_out_once(rows: Rows) -> None:
    needs, supplies = rows
    few = [replace(supply, radius_km=40.0, capacity=2, load=0) for supply in supplies[:20]]
    plan = run_round(needs, few, on=ON, shards=Shards("threading", workers=2, many=9))
    check(plan, needs, few)


def test_shards_on_both_sides_of_the_date_line_lose_nobody() -> None:
    needs = [Need("n1", "tutoring", lat=0.0, lon=179.99), Need("n2", "tutoring", lat=0.0, lon=0.0)]
    near = Supply("s1", "volunteer", lat=0.0, lon=-179.99, radius_km=10.0)
    plan = run_round(needs, [near], on=ON, shards=Shards("threading", workers=1, many=2))
    assert [(match.need_id, match.supply_id) for match in plan.matches] == [("n1", "s1")]


def test_a_round_of_nothing_can_be_spread_too() -> None:
    plan = run_round([], [], on=ON, shards=Shards("threading"))
    assert plan.digest == run_round([], [], on=ON).digest


@pytest.mark.parametrize("wrong", [{"backend": "magic"}, {"backend": "loky", "many": 0}])
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        Shards(**wrong)  # type: ignore[arg-type]
