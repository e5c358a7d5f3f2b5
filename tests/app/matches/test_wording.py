"""Codes and numbers in words: every code has its words, and bars add up."""

from __future__ import annotations

from string import Formatter
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given as for_all
from hypothesis import strategies as st

from app.kernel import words
from app.matches import bridge, wording
from app.matches.models import ConsentState, MatchState, Origin, RoundState
from app.providers.supply import SupplyKind
from matching import RULES, Need, Supply
from matching.rules.base import no_lift
from matching.score.features import NAMES
from tests.house.source import told
from tests.matching.county import ON
from tests.matching.pairs import REFUSED, pair_of

PAIRS = [(rule, pair_of(need, supply)) for rule, need, supply in REFUSED]
LIFTED = {rule.code for rule in RULES if rule.lift is not no_lift}
FIELDS: dict[str, dict[str, Any]] = {"radius": {"radius_km": 12.4}, "age": {"ages": [9, 17]}}


def detail(rule: str, broken: tuple[Need, Supply]) -> dict[str, Any]:
    """What the engine answers of a pair that breaks the rule."""
    found = {one.rule: one.detail for one in bridge.broken(*broken, on=ON)}
    return found[rule]


def test_there_is_a_pair_for_every_rule() -> None:
    without = set(bridge.RULES) - {rule for rule, _pair in PAIRS}
    told(sorted(without), "Add a pair that breaks it: tests/matching/pairs.py.")


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("match_rule", set(bridge.RULES)),
        ("rule_kept", set(bridge.RULES)),
        ("refusal", {f"match.rule_{rule}" for rule in bridge.RULES}),
        ("unmet_reason", set(bridge.RULES)),
        # A road too long is lifted in several ways, each with a sentence of its own.
        ("match_change", LIFTED - {"radius"}),
    ],
)
def test_every_rule_has_its_words(name: str, sentences: set[str]) -> None:
    told(sorted(sentences - set(words.codes(name))), f"Say it under {name}: matches/words.csv.")


def test_every_rule_gives_the_values_that_its_words_fill_in(app: Flask) -> None:
    faults = []
    for rule, broken_pair in PAIRS:
        refused = wording.rule_refusal(rule, detail(rule, broken_pair))
        sentence = words.label("refusal", refused.code)
        asked = {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}
        faults += [f"{rule} needs {name}" for name in asked - set(refused.values)]
    told(faults, "Make it from the detail of the engine: _MAKERS of app/matches/wording.py.")


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize(("rule", "broken_pair"), PAIRS)
def test_every_rule_is_said_kept_and_broken(
    app: Flask, rule: str, broken_pair: tuple[Need, Supply], language: str
) -> None:
    with force_locale(language):
        kept = wording.rule_line(rule, None)
        broken = wording.rule_line(rule, detail(rule, broken_pair))
        assert (kept["ok"], broken["ok"]) == (True, False)
        assert kept["text"] != broken["words"]
        assert "{" not in broken["words"]
        assert wording.unmet_words(rule, 0)


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("side", ["need", "supply"])
@pytest.mark.parametrize(
    ("rule", "broken_pair"),
    [one for one in PAIRS if one[0] in LIFTED],
)
def test_every_change_is_said(
    app: Flask, rule: str, broken_pair: tuple[Need, Supply], side: str, language: str
) -> None:
    change = {
        "rule": rule,
        "side": side,
        "detail": detail(rule, broken_pair),
        "fields": FIELDS.get(rule, {}),
    }
    with force_locale(language):
        said = wording.change_words(change, who="周老师")
    assert said
    assert "{" not in said


def test_a_change_of_radius_says_the_new_radius(app: Flask) -> None:
    change = {
        "rule": "radius",
        "side": "supply",
        "detail": {"km": 12.34, "radius_km": 8.0, "max_km": None},
        "fields": {"radius_km": 12.4},
    }
    with force_locale("en"):
        assert wording.change_words(change, who="Zhou") == "Zhou goes as far as 12.4 km"


# What the settings limit, and the sentence of it in English.
TOO_FAR: list[tuple[dict[str, Any], str]] = [
    (
        {"radius_km": 8.0, "max_km": 20.0, "mode_km": 6.0, "modes": ["home"]},
        "The way is about 12.3 km, which is more than the limit of 8 km.",
    ),
    (
        {"radius_km": 20.0, "max_km": None, "mode_km": 6.0, "modes": ["home", "school"]},
        "The way is about 12.3 km, which is more than the 6 km for meeting this way: "
        "At home, At school.",
    ),
    (
        {"radius_km": None, "max_km": None, "minutes": 37.02, "most_minutes": 30.0},
        "The way takes about 37 minutes, which is more than the limit of 30 minutes.",
    ),
]


@pytest.mark.parametrize(("limits", "said"), TOO_FAR)
def test_a_road_too_long_says_whose_limit_it_exceeds(
    app: Flask, limits: dict[str, Any], said: str
) -> None:
    detail = {"km": 12.34, **limits}
    with force_locale("en"):
        assert wording.rule_words("radius", detail) == said
    with force_locale("zh_Hans_CN"):
        assert "{" not in wording.rule_words("radius", detail)


def test_another_way_of_meeting_and_a_longer_road_are_said_together(app: Flask) -> None:
    change = {
        "rule": "radius",
        "side": "need",
        "detail": {},
        "fields": {"modes": ["home", "online"], "max_km": 12.4},
    }
    with force_locale("en"):
        assert wording.change_words(change, who="Zhou") == (
            "To let Zhou help, the need accepts: At home, Online; "
            "The need accepts help from up to 12.4 km away"
        )


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("value", [None, 0.0, 0.5, 3.0])
@pytest.mark.parametrize("feature", NAMES)
def test_every_feature_is_said_known_and_unknown(
    app: Flask, feature: str, value: float | None, language: str
) -> None:
    with force_locale(language):
        said = wording.part_words({"feature": feature, "value": value, "points": 1.0})
        assert words.label("feature", feature)
    assert said
    assert "{" not in said


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("match_state", MatchState),
        ("round_state", RoundState),
        ("match_origin", Origin),
        ("supply_kind", SupplyKind),
        ("consent_state", ConsentState),
    ],
)
def test_every_state_has_its_words(name: str, codes: Any) -> None:
    assert set(words.codes(name)) == {code.value for code in codes}


def test_every_state_a_match_may_be_in_refuses_a_wrong_move_in_words() -> None:
    assert {f"match.already_{state}" for state in MatchState} <= set(words.codes("refusal"))


@for_all(st.lists(st.floats(0, 25), max_size=14))
def test_whole_points_add_up_to_the_whole_score(points: list[float]) -> None:
    found = wording.whole(points)
    assert sum(found) == int(sum(points) + 0.5)
    assert all(abs(one - point) < 1 for one, point in zip(found, points, strict=True))


def test_the_difference_names_what_speaks_for_and_against(app: Flask) -> None:
    chosen = [
        {"feature": "distance", "points": 12.0, "value": 2.0},
        {"feature": "load", "points": 2.0, "value": 0.0},
    ]
    other = [
        {"feature": "distance", "points": 7.5, "value": 9.2},
        {"feature": "load", "points": 2.0, "value": 0.0},
    ]
    with force_locale("en"):
        assert wording.difference(chosen, other) == "About 9.2 km by road (−4.5)"
        assert wording.difference(chosen, chosen) == "No difference that counts"
