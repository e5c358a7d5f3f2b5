"""320 needs: the thirty samples as they stand, the rest from templates for children they suit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo import arithmetic
from app.demo.sample_terms import NEEDS
from app.demo.seeds import ChildSeed, Frequency, NeedSeed, OfferSeed, StaffSeed
from app.demo.texts import Sample, aid_form, samples, templates
from app.demo.towns import by_code

TOTAL = 320
CATEGORY_WEIGHTS = {
    "tutoring": 46, "psychosocial_support": 24, "companionship": 26, "living_support": 26,
    "micro_wish": 22, "visit_care": 18, "rehabilitation": 14, "culture_sports": 14,
    "family_education": 13, "net_protection": 10, "study_subsidy": 12, "transport_escort": 8,
    "medical_support": 8, "housing_improvement": 6, "safety_education": 7, "legal_support": 4,
    "capacity_building": 8, "assistive_device": 4, "respite_care": 4, "parent_contact": 7,
    "digital_support": 8, "career_transition": 5, "moral_education": 3,
    "guardian_employment": 24,
}  # fmt: skip
STATES = {
    "open": 216, "submitted": 24, "endorsed": 22, "draft": 16, "returned": 6, "withdrawn": 4,
    "expired": 2,
}  # fmt: skip
REASONS = {
    "returned": "请补充可以安排的时间，并和照护人再确认一次。",
    "withdrawn": "家中情况已好转，照护人主动撤回。",
    "expired": "到期仍无人能接，列入每周未满足清单。",
}
RESULTS = {
    "service": "按约定次数完成，孩子和照护人都说有用。",
    "material": "足额送达并签收，拍物不拍人。",
    "emotional": "不换人，完成约定次数。",
    "information": "写下看得懂的办法和下一步。",
    "job": "签订劳动合同或稳定上岗满三个月。",
}
WITHOUT_CONTACT = ("goods_drop", "workplace")
LONG_NOTE_LENGTH = 2000
SIZED_ITEM = "winter_coat"


@dataclass(slots=True)
class _Desk:
    """What is needed at hand to write a need down."""

    today: date
    rng: Random
    directors: Mapping[str, str]
    offers: tuple[OfferSeed, ...]
    asked: Counter[str]


def make_needs(
    children: tuple[ChildSeed, ...],
    staff: Iterable[StaffSeed],
    offers: tuple[OfferSeed, ...],
    *,
    today: date,
    rng: Random,
) -> tuple[NeedSeed, ...]:
    """Every need, the samples first."""
    directors: dict[str, str] = {}
    for person in staff:
        if person.role == "child_director" and person.place_code is not None:
            directors.setdefault(person.place_code, person.key)
    desk = _Desk(today, rng, directors, offers, Counter())
    by_sample = {child.sample_no: child for child in children if child.sample_no}
    needs = [_sample(row, by_sample[row["no"]], desk) for row in samples("needs")]
    # A child of the samples keeps to its one sample need.
    others = [child for child in children if child.sample_no is None]
    quotas = arithmetic.shares(CATEGORY_WEIGHTS, TOTAL - len(needs))
    cards = arithmetic.deck(quotas, used=(), rng=rng)
    states = arithmetic.deck(STATES, used=(), rng=rng)
    for category, state in zip(cards, states, strict=True):
        needs.append(_chance(f"N{len(needs) + 1:02d}", category, state, others, desk))
    return tuple(needs)


def long_note() -> str:
    """A running record of many contacts, as long as the longest a director ever wrote."""
    notes = [note for rows in templates("needs").values() for row in rows for note in row["notes"]]
    record = "".join(f"第{number}次联系：{note}" for number, note in enumerate(notes, start=1))
    return record[:LONG_NOTE_LENGTH]


def _sample(row: Sample, child: ChildSeed, desk: _Desk) -> NeedSeed:
    terms = NEEDS[row["no"]]
    first, last = terms.window
    low, high = terms.ages or arithmetic.age_band(arithmetic.age_on(child.born_on, desk.today))
    raised_on = desk.today - timedelta(days=terms.raised)
    sex = row["sex_requirement"]
    return NeedSeed(
        key=row["no"],
        sample_no=row["no"],
        child_key=child.key,
        guardian_key=child.guardian_key,
        director_key=desk.directors[child.village_code],
        village_code=child.village_code,
        town_code=child.town_code,
        point=child.point,
        category=row["category"],
        aid_form=aid_form(row["category"]),
        title=row["title"],
        summary=row["public_summary"],
        note=row["internal_note"],
        meeting_place=_meeting_place(terms.modes[0], child),
        expected_result=row["expected_result"],
        consent=row["consent"],
        age_low=low,
        age_high=high,
        group_size=terms.group_size,
        qualifications=tuple(row["qualification"]),
        modes=terms.modes,
        slots=terms.slots,
        frequency=terms.frequency,
        starts_on=desk.today + timedelta(days=first),
        ends_on=None if last is None else desk.today + timedelta(days=last),
        helper_sex=None if sex == "any" else sex,
        languages=terms.languages,
        items=terms.items,
        max_km=terms.max_km,
        direct_contact=terms.direct_contact,
        urgency=row["urgency"],
        visibility=row["visibility"],
        designated=terms.designated,
        openings=terms.openings,
        state="open",
        state_reason=None,
        raised_on=raised_on,
        opened_on=raised_on + timedelta(days=1),
    )


def _chance(
    key: str, category: str, state: str, children: list[ChildSeed], desk: _Desk
) -> NeedSeed:
    rng, today = desk.rng, desk.today
    template, child = _suited(templates("needs")[category], children, desk)
    low, high = arithmetic.age_band(arithmetic.age_on(child.born_on, today))
    modes = tuple(template["modes"])
    group_size = template.get("group", 1)
    visibility = template.get("visibility", "public")
    town = by_code()[child.town_code].short_name
    slots = (
        arithmetic.week(*_stretches(rng.choice(template["slots"]))) if "slots" in template else ()
    )
    starts_on = today + timedelta(days=rng.randint(4, 18))
    raised_on = today - timedelta(days=rng.randint(4, 55))
    is_open = state in ("open", "expired")
    return NeedSeed(
        key=key,
        sample_no=None,
        child_key=child.key,
        guardian_key=child.guardian_key,
        director_key=desk.directors[child.village_code],
        village_code=child.village_code,
        town_code=child.town_code,
        point=child.point,
        category=category,
        aid_form=aid_form(category),
        title=template["title"],
        summary=f"{town}，{low}—{high}岁，{template['ask']}",
        note=rng.choice(template["notes"]),
        meeting_place=_meeting_place(modes[0], child),
        expected_result=RESULTS[aid_form(category)],
        consent=_consent(child, group_size, today),
        age_low=low,
        age_high=high,
        group_size=group_size,
        qualifications=tuple(template.get("quals", ())),
        modes=modes,
        slots=slots,
        frequency=Frequency(*template.get("times", ())),
        starts_on=starts_on,
        ends_on=_last_day(category, template, starts_on),
        helper_sex=template.get("helper_sex"),
        languages=tuple(template.get("languages", ())),
        items=_items(template.get("items", ()), child, today),
        max_km=template.get("max_km"),
        direct_contact=category != "housing_improvement" and modes[0] not in WITHOUT_CONTACT,
        urgency=rng.choice(template.get("urgency", ["normal"])),
        visibility=visibility,
        designated=_designated(category, visibility, child, desk),
        openings=1,
        state=state,
        state_reason=REASONS.get(state),
        raised_on=raised_on,
        opened_on=raised_on + timedelta(days=rng.randint(1, 3)) if is_open else None,
    )


def _suited(rows: list[Sample], children: list[ChildSeed], desk: _Desk) -> tuple[Sample, ChildSeed]:
    """A template and a child it suits; who has asked for nothing yet comes first."""
    template = desk.rng.choice(rows)
    able = [child for child in children if _suits(template, child, desk.today)]
    child = min(able, key=lambda child: (desk.asked[child.key], desk.rng.random()))
    desk.asked[child.key] += 1
    return template, child


def _suits(template: Sample, child: ChildSeed, today: date) -> bool:
    low, high = template["ages"]
    wanted = set(template.get("who", ()))
    return (
        low <= arithmetic.age_on(child.born_on, today) <= high
        and template.get("child_sex", child.sex) == child.sex
        and (not wanted or not wanted.isdisjoint({*child.categories, *child.flags}))
    )


def _stretches(text: str) -> list[str]:
    return [stretch.strip() for stretch in text.split(";")]


def _last_day(category: str, template: Sample, starts_on: date) -> date | None:
    """Goods within six weeks; work without end; monthly meetings over as many months."""
    if category == "guardian_employment":
        return None
    if "times" not in template:
        return starts_on + timedelta(days=300 if category == "study_subsidy" else 42)
    weeks = template["times"][2]
    is_monthly = category == "companionship" and weeks == 12
    return starts_on + timedelta(days=weeks * (30 if is_monthly else 7) + 7)


def _items(names: Iterable[str], child: ChildSeed, today: date) -> tuple[str, ...]:
    size = min(170, 90 + 10 * ((arithmetic.age_on(child.born_on, today) + 1) // 2))
    return tuple(f"{name}_{size}" if name == SIZED_ITEM else name for name in names)


def _consent(child: ChildSeed, group_size: int, today: date) -> str:
    if group_size > 1:
        return "group_guardian"
    is_older = arithmetic.age_on(child.born_on, today) >= 14
    return "guardian_and_child" if is_older else "guardian_granted"


def _designated(
    category: str, visibility: str, child: ChildSeed, desk: _Desk
) -> tuple[str, ...] | None:
    """For a restricted need: the offers of its category that serve the town."""
    if visibility != "restricted":
        return None
    return tuple(
        offer.key
        for offer in desk.offers
        if offer.category == category and (not offer.areas or child.town_code in offer.areas)
    )


def _meeting_place(mode: str, child: ChildSeed) -> str:
    village, town = by_code()[child.village_code], by_code()[child.town_code]
    return {
        "home": child.address,
        "child_home_center": f"{village.short_name}儿童之家（示例）",
        "school": f"{town.short_name}中心学校（示例）",
        "outing": f"{village.short_name}儿童之家门口集合（示例）",
        "online": "线上会议室，由儿童主任在场开通",
        "goods_drop": f"{village.short_name}村级服务中心代收（示例）",
        "workplace": "面试地点由用人单位确认",
    }[mode]
