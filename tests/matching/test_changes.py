"""What would change is true: applied, the need has one more place filled."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import Need, Plan, Settings, Slot, Supply, run_round, what_would_change
from tests.matching.county import ON, county

CODES = st.frozensets(st.sampled_from(("a", "b")), max_size=2)
SLOTS = st.lists(
    st.builds(
        lambda day, start, long: Slot(day, start * 60, (start + long) * 60),
        st.integers(0, 1),
        st.integers(8, 12),
        st.integers(1, 3),
    ),
    max_size=2,
).map(tuple)
DAYS = st.one_of(st.none(), st.integers(-20, 60).map(lambda days: ON + dt.timedelta(days)))
KM = st.one_of(st.none(), st.integers(1, 30).map(float))
POINT = st.sampled_from(((None, None), (30.6, 120.5), (30.65, 120.55), (30.7, 120.6)))


TERMS = st.builds(
    Settings,
    road_factors=st.dictionaries(st.sampled_from(("t1", "t2")), st.sampled_from((1.0, 1.9))),
    mode_km=st.dictionaries(st.sampled_from(("a", "b")), st.integers(1, 30)),
    commute_minutes=st.sampled_from((None, 15.0, 40.0)),
    remote_modes=st.sampled_from((frozenset(), frozenset({"a"}))),
)


@st.composite
def needs(draw: st.DrawFn) -> list[Need]:
    return [
        Need(
            f"n{number}",
            draw(st.sampled_from(("x", "y"))),
            skills=draw(CODES),
            any_of=draw(CODES),
            lat=point[0],
            lon=point[1],
            max_km=draw(KM),
            modes=draw(CODES),
            slots=draw(SLOTS),
            minutes=draw(st.sampled_from((0, 60, 150))),
            start=draw(DAYS),
            until=draw(DAYS),
            child_age=draw(st.integers(4, 16)),
            languages=draw(CODES),
            items=draw(CODES),
            priority=draw(st.integers(0, 2)),
            places=draw(st.integers(1, 2)),
            area=draw(st.sampled_from((None, "t1", "t2"))),
            direct_contact=draw(st.booleans()),
            designated=draw(st.sampled_from((None, None, frozenset({"s0"})))),
        )
        for number in range(draw(st.integers(1, 4)))
        for point in [draw(POINT)]
    ]


@st.composite
def supplies(draw: st.DrawFn) -> list[Supply]:
    return [
        Supply(
            f"s{number}",
            draw(st.sampled_from(("volunteer", "organization", "job"))),
            categories=frozenset({draw(st.sampled_from(("x", "y")))}),
            skills=draw(CODES),
            lat=point[0],
            lon=point[1],
            radius_km=draw(KM),
            areas=draw(st.sampled_from((frozenset(), frozenset({"t1"})))),
            modes=draw(CODES),
            slots=draw(SLOTS),
            start=draw(DAYS),
            until=draw(DAYS),
            ages=draw(st.sampled_from((None, (6, 12)))),
            languages=draw(CODES),
            items=draw(CODES),
            capacity=draw(st.integers(0, 2)),
            vetted_until=draw(DAYS),
        )
        for number in range(draw(st.integers(1, 4)))
        for point in [draw(POINT)]
    ]


def _filled(plan: Plan, need_id: str) -> int:
    return sum(match.need_id == need_id for match in plan.matches)


def _check_all(
    plan: Plan, needs: list[Need], supplies: list[Supply], terms: Settings | None = None
) -> int:
    tried = 0
    for left in plan.unmatched:
        for change in left.changes:
            tried += 1
            need = next(row for row in needs if row.id == left.need_id)
            supply = next(row for row in supplies if row.id == change.supply_id)
            new_need, new_supply = change.apply(need, supply)
            later = run_round(
                [new_need if row.id == need.id else row for row in needs],
                [new_supply if row.id == supply.id else row for row in supplies],
                on=ON,
                settings=terms,
            )
            assert _filled(later, need.id) > _filled(plan, need.id), change
    return tried


@settings(max_examples=100, deadline=None)
@given(needs(), supplies(), TERMS)
def test_every_change_works_when_applied(
    needs: list[Need], supplies: list[Supply], terms: Settings
) -> None:
    _check_all(run_round(needs, supplies, on=ON, settings=terms), needs, supplies, terms)


def test_every_change_of_a_county_works_when_applied() -> None:
    rows = county(60, 60, seed=8)
    plan = run_round(*rows, on=ON)
    assert _check_all(plan, *rows) > 30


def test_the_cheapest_change_comes_first() -> None:
    plan = run_round(*county(90, 110, seed=5), on=ON)
    costs = [[change.cost for change in left.changes] for left in plan.unmatched]
    assert any(len(row) > 1 for row in costs)
    assert all(row == sorted(row) for row in costs)


def test_a_place_that_another_need_would_take_is_not_offered() -> None:
    # One more place at the tutor would go to the urgent need, not to the other one.
    tutor = Supply("s1", "volunteer", categories={"tutoring"})
    rows = [Need(f"n{number}", "tutoring", priority=number) for number in (0, 1, 2)]
    assert what_would_change(rows, [tutor], "n0", on=ON) == ()
    assert [c.rule for c in what_would_change(rows, [tutor], "n1", on=ON)] == ["capacity"]


@pytest.mark.parametrize("rule", ["exclusion", "category"])
def test_some_rules_are_never_bargained_with(rule: str) -> None:
    need = {
        "exclusion": Need("n1", "tutoring", excluded=frozenset({"s1"})),
        "category": Need("n1", "legal_support"),
    }[rule]
    tutor = Supply("s1", "volunteer", categories={"tutoring"})
    assert what_would_change([need], [tutor], "n1", on=ON) == ()
