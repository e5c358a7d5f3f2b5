"""The examples in the library's own words run."""

from __future__ import annotations

import doctest
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import matching

MODULES = ["matching"] + [
    module.name
    for module in pkgutil.walk_packages(matching.__path__, "matching.")
    if not module.name.endswith("__main__")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(import_module(name), raise_on_error=False).failed == 0


def test_every_public_name_can_be_had() -> None:
    for name in matching.__all__:
        assert getattr(matching, name) is not None


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        matching.nonsense  # noqa: B018 — asking for it is the test


def test_the_readme_runs() -> None:
    readme = Path(matching.__file__).with_name("README.md")
    assert doctest.testfile(str(readme), module_relative=False).failed == 0


def test_asking_why_does_not_load_scikit_learn() -> None:
    asked = (
        "import datetime as dt, sys; from matching import Need, Supply, why_not;"
        "why_not(Need('n', 'a'), Supply('s', 'goods'), on=dt.date(2026, 3, 1));"
        "sys.exit(bool({'sklearn', 'flask'} & set(sys.modules)))"
    )
    root = Path(matching.__file__).parents[1]
    assert subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0
