"""The attack by which every child's village was once found, on the demo county.

A vetted volunteer moves her home through the towns, a visitor gives one place after another as his
own. Both read every page of the list each time: in which order, and how far. Then the villages of
what a notice tells are ranked by how well their distances explain what was read. Lists made of the
needs themselves gave the true village away at 0.03 of the way down; 0 is the first guess.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from random import Random

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.kernel import clock, words
from app.kernel.access import SYSTEM, Actor, Role
from app.kernel.db import db
from app.needs.models import Need, NeedNotice
from app.people.models import Appointment
from app.places import areas
from app.places import queries as places
from app.places.distance import haversine_km
from app.places.queries import Place
from app.providers.models import Qualification, QualificationState, Volunteer
from tests import builders

CARD = re.compile(r'class="need-title"><a href="/needs/(\d+)">.*?</article>', re.DOTALL)
TOLD = re.compile(r'<span class="num">(?:within |more than )?(\d+)(?: to (\d+))? km</span>')
NOTICED = re.compile(r'class="notice[^"]*".*?</div>', re.DOTALL)
VISITS = 3
MANY, LOTS, SHARP = 150, 400, 0.1
HOMES, TRIED = 5, 6

Point = tuple[float, float]


@dataclass(frozen=True)
class Seen:
    """A need in a list that was asked from a point: its share of the way down, and km as told."""

    share: float
    km: float | None


@dataclass(frozen=True)
class Guess:
    """For one need: each village of the area that is told, from the first guess, 0, to the last, 1."""

    area: str
    ranks: dict[str, float]
    village: str


Reading = dict[Point, dict[int, Seen]]


@pytest.fixture
def county(app: Flask) -> Flask:
    with app.app_context():
        load_demo(SYSTEM, make_cast(clock.today()), password_hash="unusable")
    return app


def _helpers(many: int) -> list[Actor]:
    """So many vetted volunteers, of whom nothing but the home will differ."""
    with builders.world():
        rows = db.session.execute(
            select(Volunteer, Appointment.account_id)
            .join(Appointment, Appointment.volunteer_id == Volunteer.id)
            .order_by(Volunteer.id)
        ).all()
        able = [(one, account) for one, account in rows if one.is_vetted(clock.today())]
        for one, _account in able[:many]:
            one.categories = list(words.codes("service_category"))
            one.modes, one.slots = list(words.codes("mode")), [[day, 420, 1260] for day in range(7)]
            one.radius_km, one.capacity, one.areas = 1.0, 10, []
            one.age_low = one.age_high = one.serves_sex = None
            one.sex, one.languages = "female", []
            one.record_check_until = clock.today() + timedelta(days=365)
            one.load, one.pause_from_on, one.pause_last_day = 0, None, None
        db.session.execute(update(Qualification).values(state=QualificationState.REFUSED))
        return [
            Actor(role=Role.VOLUNTEER, account_id=account, volunteer_id=one.id)
            for one, account in able[:many]
        ]


def _move(volunteer_id: int | None, home: Place) -> None:
    with builders.world():
        moved = update(Volunteer).where(Volunteer.id == volunteer_id)
        db.session.execute(moved.values(town_code=home.code, lat=home.lat, lon=home.lon))


def _read(client: FlaskClient, query: str) -> dict[int, Seen]:
    """Page by page, until one is the last again."""
    found: dict[int, float | None] = {}
    for number in count(1):
        cards = list(CARD.finditer(client.get(f"/needs?{query}&page={number}").text))
        new = [card for card in cards if int(card.group(1)) not in found]
        if not new:
            break
        for card in new:
            told = TOLD.search(card.group(0))
            edges = [int(edge) for edge in told.groups() if edge] if told else []
            found[int(card.group(1))] = sum(edges) / len(edges) if edges else None
    return {key: Seen((at + 0.5) / len(found), km) for at, (key, km) in enumerate(found.items())}


def _everything(app: Flask) -> Reading:
    """What a volunteer reads from every town, and a visitor from some villages."""
    found: Reading = {}
    helper = _helpers(1)[0]
    client = builders.sign_in(app.test_client(), helper)
    client.set_cookie("language", "en")
    for town in places.towns()[::2]:
        _move(helper.volunteer_id, town)
        found[town.lat, town.lon] = _read(client, "sort=near")
    visitor = app.test_client()
    visitor.set_cookie("language", "en")
    for one in Random(1).sample(_villages(), VISITS):
        found[one.lat, one.lon] = _read(visitor, f"sort=near&lat={one.lat}&lon={one.lon}")
    return found


def _villages() -> list[Place]:
    return [one for town in places.towns() for one in places.villages(town.code)]


def _km(villages: list[Place], point: Point) -> np.ndarray:
    lats, lons = [one.lat for one in villages], [one.lon for one in villages]
    return np.asarray(haversine_km(lats, lons, other_lat=point[0], other_lon=point[1]))


def _guess(reading: Reading, notice: NeedNotice, village: str) -> Guess | None:
    """None where nobody could list the need."""
    seen = {
        point: told[notice.need_id] for point, told in reading.items() if notice.need_id in told
    }
    if not seen:
        return None
    every = _villages()
    towns = {town.code for town in areas.area(notice.area).towns}
    able = [at for at, one in enumerate(every) if one.code[:9] in towns]
    misfit = np.zeros(len(able))
    for point, one in seen.items():
        km = _km(every, point)
        guesses = [float(np.quantile(km, one.share)), *([] if one.km is None else [one.km])]
        misfit += sum((km[able] - guess) ** 2 for guess in guesses)
    places_of = misfit.argsort(kind="stable").argsort()
    ranks = {
        every[at].code: (place + 0.5) / len(able) for at, place in zip(able, places_of, strict=True)
    }
    return Guess(notice.area, ranks, village)


def _guesses(reading: Reading) -> list[Guess]:
    with builders.world():
        rows = db.session.execute(
            select(NeedNotice, Need.village_code).join(Need, Need.id == NeedNotice.need_id)
        ).all()
        found = [_guess(reading, notice, village) for notice, village in rows]
    return [one for one in found if one is not None]


def _mean(guesses: list[Guess]) -> float:
    """Where the true village lies among the guesses, 0 first and 1 last."""
    return float(np.mean([one.ranks[one.village] for one in guesses]))


def _by_lot(guesses: list[Guess], chance: Random) -> list[Guess]:
    """The same guesses, of which each is held against the village of another need of its area."""
    villages: defaultdict[str, list[str]] = defaultdict(list)
    for one in guesses:
        villages[one.area].append(one.village)
    for own in villages.values():
        chance.shuffle(own)
    return [replace(one, village=villages[one.area].pop()) for one in guesses]


def _told_by_kilometre(points: Mapping[Point, object]) -> Reading:
    """What the lists said when they were made of the needs themselves."""
    with builders.world():
        rows = select(Need.id, Need.lat, Need.lon)
        needs = db.session.execute(rows.where(Need.id.in_(select(NeedNotice.need_id)))).all()
    found: Reading = {}
    for point in points:
        km = haversine_km(
            [one.lat for one in needs], [one.lon for one in needs],
            other_lat=point[0], other_lon=point[1],
        )  # fmt: skip
        order = np.argsort(km)
        found[point] = {
            needs[each].id: Seen((at + 0.5) / len(needs), float(round(km[each])))
            for at, each in enumerate(order)
        }
    return found


def test_whoever_moves_about_guesses_a_village_no_better_than_by_lot(county: Flask) -> None:
    reading = _everything(county)
    guesses = _guesses(reading)
    assert len(guesses) > MANY
    lots = [_mean(_by_lot(guesses, Random(at))) for at in range(LOTS)]
    assert min(lots) <= _mean(guesses) <= max(lots)
    assert _mean(_guesses(_told_by_kilometre(reading))) < SHARP, "the attack itself is blunt"


def test_an_application_is_answered_alike_wherever_the_helper_lives(county: Flask) -> None:
    homes = Random(2).sample(places.towns(), HOMES)
    helpers = _helpers(len(homes))
    assert len(helpers) == len(homes)
    with builders.world():
        listed = list(
            db.session.scalars(
                select(NeedNotice.need_id).where(
                    NeedNotice.is_listed, NeedNotice.visibility == "public"
                )
            )
        )
    tried = Random(2).sample(listed, TRIED)
    answers: dict[int, set[tuple[int, str]]] = {}
    for home, helper in zip(homes, helpers, strict=True):
        _move(helper.volunteer_id, home)
        client = builders.sign_in(county.test_client(), helper)
        for need_id in tried:
            answer = client.post(f"/needs/{need_id}/apply", follow_redirects=True)
            said = NOTICED.search(answer.text)
            answers.setdefault(need_id, set()).add(
                (answer.status_code, said.group(0) if said else "")
            )
    assert [need_id for need_id, told in answers.items() if len(told) > 1] == []
