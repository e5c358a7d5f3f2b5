"""What is compiled is as its sources are now, whatever was compiled before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import matching
from matching.kernels.layout import Measure, NeedFlag, OfNeed, OfSupply, SupplyFlag
from matching.rules import RULES
from matching.score.features import NAMES

BOARD = """
import numpy as np, datetime as dt
from matching import Need, Settings, Supply
from matching.columns.board import Board, Terms
from matching.kernels.layout import Measure
from matching.pairs.listed import what_is_left
from matching.pairs.scoring import measure
supply = Supply("s1", "volunteer", skills=frozenset("abcde"), capacity=0)
board = Board([Need("n1", "a")], [supply], Terms(dt.date(2026, 3, 2), Settings()))
one = np.zeros(1, np.int64)
"""
SURPLUS = BOARD + "print(measure(board, one, one)[0, Measure.SURPLUS])"
LEFT = BOARD + "print(what_is_left(board, one).ravel().tolist())"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The engine's sources without anything compiled."""
    source = Path(matching.__file__).parent
    shutil.copytree(source, tmp_path / "matching", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def _run(script: str, at: Path) -> str:
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=at, env={**env, "PYTHONPATH": str(at)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def _rewrite(path: Path, old: str, new: str) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.count(old) == 1
    path.write_text(source.replace(old, new), encoding="utf-8")


def _caches(at: Path) -> int:
    return len(list((at / "matching" / "kernels" / "__pycache__").glob("kernels-*")))


def test_a_constant_that_changes_changes_the_answer_at_once(copy: Path) -> None:
    assert _run(SURPLUS, copy) == "3.0"
    _rewrite(copy / "matching/kernels/layout.py", "SURPLUS_MOST = 3", "SURPLUS_MOST = 6")
    assert _run(SURPLUS, copy) == "5.0"
    assert _caches(copy) == 2


def test_one_more_rule_needs_nothing_compiled_anew(copy: Path) -> None:
    left = [1] * 14 + [0] * (len(RULES) - 14)
    assert _run(LEFT, copy) == str(left)
    more = '    EXCLUSION,\n    Rule("again", CAPACITY.tests, CAPACITY.detail),\n)'
    _rewrite(copy / "matching/rules/__init__.py", "    EXCLUSION,\n)", more)
    assert _run(LEFT, copy) == str([*left, 0])
    assert _caches(copy) == 1


def test_features_stand_in_the_order_in_which_they_are_measured() -> None:
    assert tuple(one.name.lower() for one in Measure) == NAMES
    assert [int(one) for one in Measure] == list(range(len(NAMES)))


@pytest.mark.parametrize(("needs", "supplies"), [(OfNeed, OfSupply), (NeedFlag, SupplyFlag)])
def test_what_both_sides_have_stands_in_the_same_place(
    needs: type[OfNeed], supplies: type[OfSupply]
) -> None:
    both = needs.__members__.keys() & supplies.__members__.keys()
    assert len(both) >= 6
    assert all(int(needs[name]) == int(supplies[name]) for name in both)
    for side in (needs, supplies):
        assert len(set(side)) == len(side.__members__), "two names for one place"
