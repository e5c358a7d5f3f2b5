"""Each kind of supply is known everywhere that asks for it."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from app.kernel import words
from app.matches import bridge
from app.matches.models import SUPPLIES, Match
from app.matches.queries import helpers, market
from app.providers.supply import SupplyKind, key_from

MODELS = {model.supply_kind: model for model in SUPPLIES}
by_kind = pytest.mark.parametrize("kind", SupplyKind)


def test_the_line_of_each_kind_stands_in_the_order_of_kinds() -> None:
    assert list(MODELS) == list(SupplyKind), "SUPPLIES in app/matches/models/match.py"


@by_kind
def test_a_match_holds_each_kind_under_its_name(kind: SupplyKind) -> None:
    model = MODELS[kind]
    assert SUPPLIES[model].key == kind.column
    assert inspect(Match).relationships[kind].mapper.class_ is model
    assert kind.column in str(_one_supply()), "the constraint one_supply of Match"


@by_kind
def test_the_engine_and_the_list_of_helpers_know_each_kind(kind: SupplyKind) -> None:
    model = MODELS[kind]
    assert model in bridge.to_supply.registry, "app/matches/bridge/rows.py"
    assert model in helpers.NEAR, "app/matches/queries/helpers.py"


@by_kind
def test_a_key_names_one_kind_and_its_number(kind: SupplyKind) -> None:
    columns = kind.columns(34)
    assert key_from(*columns.values()) == kind.key(34)
    assert market.MODELS[kind.key(34)[0]] is MODELS[kind]
    assert [name for name, number in columns.items() if number] == [kind.column]


@by_kind
def test_each_kind_has_a_letter_of_its_own_and_words(kind: SupplyKind) -> None:
    assert [one for one in SupplyKind if one.letter == kind.letter] == [kind]
    assert kind in words.codes("supply_kind"), "app/matches/words.csv"


def _one_supply() -> object:
    constraints = Match.__table__.constraints  # type: ignore[attr-defined]
    (rule,) = (one for one in constraints if str(one.name).endswith("one_supply"))
    return rule.sqltext
