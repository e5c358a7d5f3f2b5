"""`make quick` finds the tests of what was changed."""

from __future__ import annotations

import pytest

from tests.house.source import ROOT, told
from tests.quick import ENGINE, chosen

OF = {
    "app/needs/actions/raising.py": "tests/app/needs",
    "app/kernel/once.py": "tests/app/kernel/test_once.py",
    "app/kernel/errors.py": "tests/app/kernel/test_web.py",
    "app/wiring.py": "tests/app/site",
    "matching/rules/fit.py": "tests/matching/test_rules.py",
    "templates/letters/match_invited/en.txt": "tests/app/post",
    "templates/offers/offer.html": "tests/app/offers",
    "tests/matching/test_text.py": "tests/matching/test_text.py",
}


@pytest.mark.parametrize(("path", "test"), OF.items())
def test_a_changed_file_leads_to_its_tests(path: str, test: str) -> None:
    assert test in chosen([path])


def test_a_changed_page_of_words_asks_for_the_house_alone() -> None:
    assert chosen(["docs/domain.md", "matching/README.md"]) == ["tests/house"]


def test_the_engines_short_tests_are_there() -> None:
    told([one for one in ENGINE if not (ROOT / one).exists()], "Name another in tests/quick.py.")
