"""One cast for all tests of the demo: making it takes a third of a second."""

from __future__ import annotations

from datetime import date

import pytest

from app.demo.cast import make_cast
from app.demo.seeds import Cast

TODAY = date(2025, 11, 23)


@pytest.fixture(scope="session")
def cast() -> Cast:
    return make_cast(TODAY)
