"""What is locked can be installed with every Python that the project says it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import requires

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.source import ROOT, told

OLDEST = {"python_version": "3.11", "python_full_version": "3.11.2", "extra": ""}
"""Debian 12's, which docs/operations.md begins with."""


def _locked(name: str) -> list[Requirement]:
    lines = (ROOT / f"requirements/{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\")) for line in lines if line[:1].isalnum()]


def _is_for_the_oldest(one: Requirement) -> bool:
    return one.marker is None or one.marker.evaluate(OLDEST)


def _needed(name: str, here: set[str]) -> Iterator[str]:
    """What a locked package leans on there, told as who needs what."""
    for one in map(Requirement, requires(name) or ()):
        if _is_for_the_oldest(one) and canonicalize_name(one.name) not in here:
            yield f"{name}: {one}"


@pytest.mark.parametrize("lock", ["run", "dev"])
def test_a_lock_holds_all_that_the_oldest_python_needs(lock: str) -> None:
    locked = [one for one in _locked(lock) if _is_for_the_oldest(one)]
    here = {canonicalize_name(one.name) for one in locked}
    installed = [one.name for one in locked if one.marker is None or one.marker.evaluate()]
    faults = [fault for name in installed for fault in _needed(name, here)]
    told(faults, f"requirements/{lock}.txt lacks these: make lock.")
