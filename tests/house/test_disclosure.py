"""Every field that may be disclosed is said to everybody it concerns, and opened by two tables alike."""

from __future__ import annotations

import pytest

from app.kernel import words
from app.kernel.disclosure import Audience, Disclosed, fields_for
from app.matches.models.releasable import RELEASABLE
from tests.house.source import told

OPENED = {(one.model, one.column) for one in RELEASABLE if issubclass(one.model, Disclosed)}


def test_what_is_disclosed_or_opened_by_a_yes_is_stored() -> None:
    named = {(one.model, one.column) for one in RELEASABLE}
    named |= {(model, name) for model in Disclosed.__subclasses__() for name in model.DISCLOSURE}
    told(
        [f"{model.__name__}.{name}" for model, name in named if not hasattr(model, name)],
        "The model has no such column: add it to the model, or take the field out of its table.",
    )


def test_what_a_yes_opens_is_what_the_disclosure_gives_to_a_helper() -> None:
    given = {
        (model, column)
        for model in Disclosed.__subclasses__()
        for column in fields_for(model, Audience.PROVIDER_AFTER_CONSENT)
    }
    told(
        [f"{model.__name__}.{column}" for model, column in OPENED - given],
        "A yes opens it by RELEASABLE: give it to RELEASED in DISCLOSURE of its model as well.",
    )
    told(
        [f"{model.__name__}.{column}" for model, column in given - OPENED],
        "DISCLOSURE gives it to RELEASED: add its line to RELEASABLE of matches/models/releasable.py.",
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("consent_item", {one.item for one in RELEASABLE}),
        ("released_field", {one.field for one in RELEASABLE}),
    ],
)
def test_what_a_yes_opens_is_said_to_everybody_it_concerns(name: str, said: set[str]) -> None:
    known = set(words.codes(name))
    told(sorted(said - known), f"Say it under {name}: app/matches/words.csv.")
    told(sorted(known - said), f"No yes opens it: take it out of {name} in app/matches/words.csv.")


def test_every_field_of_the_page_on_privacy_is_said() -> None:
    disclosed = Disclosed.__subclasses__()
    fields = {f"{model.__name__}.{name}" for model in disclosed for name in model.DISCLOSURE}
    for name, said in (
        ("privacy_field", fields),
        ("privacy_record", {model.__name__ for model in disclosed}),
    ):
        known = set(words.codes(name))
        told(sorted(said - known), f"Say it under {name}: app/site/words.csv.")
        told(
            sorted(known - said),
            f"No table discloses it: take it out of {name} in app/site/words.csv.",
        )


def test_everything_a_yes_may_open_is_asked_for_by_some_help() -> None:
    told(
        [one.field for one in RELEASABLE if not one.audience],
        "Give it an audience in RELEASABLE, or it would never be asked for.",
    )
