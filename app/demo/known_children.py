"""The children of the samples and of the edge cases, known before chance makes up the rest."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from random import Random

from app.demo.arithmetic import age_on, birthday_for, last_of_month, months_after, years_before
from app.demo.sample_terms import NEEDS
from app.demo.texts import samples

SEXES = {"男": "male", "女": "female"}


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownChild:
    """What is settled about a child; the rest is made up."""

    name: str
    town: str
    village: str
    sex: str
    age: int
    born_on: date
    category: str
    risk_level: str
    relation: str
    care: str
    household_type: str = "ordinary"
    flags: tuple[str, ...] = ()
    other_categories: tuple[str, ...] = ()
    surname: str = ""
    given_name: str = ""
    sibling_of: str | None = None
    has_phone: bool = True
    id_ends_in_x: bool = False
    sample_no: str | None = None


def known_children(today: date) -> list[KnownChild]:
    """The samples' thirty children first, then the edge cases."""
    return [*_of_samples(today), *_siblings_of_n19(today), *_of_edge_cases(today)]


def _of_samples(today: date) -> list[KnownChild]:
    # A stream of its own keeps these birthdays fixed whatever else changes.
    rng = Random("sample birthdays")
    known = []
    for row in samples("needs"):
        no, child, terms = row["no"], row["child"], NEEDS[row["no"]]
        category, others = _categories(child["cat"])
        born_on = birthday_for(child["age"], today, rng)
        if no == "N17":
            born_on = years_before(months_after(today, 5), 18)
        known.append(
            KnownChild(
                name=no,
                town=row["town"],
                village=row["village"],
                sex=SEXES[child["sex"]],
                age=child["age"],
                born_on=born_on,
                category=category,
                risk_level=child["risk"],
                relation=terms.relation,
                care=terms.care,
                household_type=terms.household if category == "poverty" else "ordinary",
                flags=terms.flags,
                other_categories=others,
                sample_no=no,
            )
        )
    return known


def _categories(code: str) -> tuple[str, tuple[str, ...]]:
    """The register's codes for a sample's; a watched migrant is in scope for another reason."""
    if code == "low_income":
        return "poverty", ()
    if code == "migrant":
        return "other_difficulty", ("migrant",)
    return code, ()


def _siblings_of_n19(today: date) -> list[KnownChild]:
    rng = Random("sibling birthdays")
    return [
        KnownChild(
            name=f"N19 sibling {age}",
            town="凤鸣街道",
            village="桑园桥村",
            sex=sex,
            age=age,
            born_on=birthday_for(age, today, rng),
            category="poverty",
            household_type="minimum_living",
            risk_level="low",
            relation="mother",
            care="parents",
            sibling_of="N19",
        )
        for sex, age in (("female", 11), ("male", 6))
    ]


def _of_edge_cases(today: date) -> list[KnownChild]:
    rng = Random("edge case birthdays")
    sixteen = years_before(last_of_month(today), 16)
    leap_day = _leap_day(today)
    same_birthday = birthday_for(9, today, rng)
    return [
        KnownChild(
            name="turns_16_this_month", town="崇福镇", village="留良村", sex="male",
            age=age_on(sixteen, today), born_on=sixteen, category="left_behind", risk_level="low",
            relation="grandmother", care="grandparents", flags=("grandparent_care",),
        ),
        KnownChild(
            name="leap_day", town="屠甸镇", village="红星村", sex="female",
            age=age_on(leap_day, today), born_on=leap_day, category="disabled",
            risk_level="medium", relation="mother", care="parents", flags=("child_disability",),
        ),
        KnownChild(
            name="same_name_and_birthday_1", town="凤鸣街道", village="灵安村", sex="male",
            age=9, born_on=same_birthday, category="left_behind", risk_level="low",
            relation="grandfather", care="grandparents", flags=("grandparent_care",),
            surname="沈", given_name="子墨",
        ),
        KnownChild(
            name="same_name_and_birthday_2", town="高桥街道", village="永安村", sex="male",
            age=9, born_on=same_birthday, category="poverty", household_type="marginal",
            risk_level="low", relation="father", care="one_parent", flags=("single_parent",),
            surname="沈", given_name="子墨",
        ),
        KnownChild(
            name="rare_character_1", town="梧桐街道", village="庆丰村", sex="female", age=7,
            born_on=birthday_for(7, today, rng), category="left_behind", risk_level="low",
            relation="grandmother", care="grandparents", flags=("grandparent_care",),
            surname="陆", given_name="㛃",
        ),
        KnownChild(
            name="rare_character_2", town="濮院镇", village="永安社区", sex="male", age=13,
            born_on=birthday_for(13, today, rng), category="poverty",
            household_type="minimum_living", risk_level="low", relation="father",
            care="parents", surname="钟", given_name="𬭎",
        ),
        KnownChild(
            name="compound_surname", town="河山镇", village="河山村", sex="female", age=11,
            born_on=birthday_for(11, today, rng), category="seriously_ill", risk_level="medium",
            relation="father", care="parents", surname="欧阳", given_name="若溪",
        ),
        KnownChild(
            name="guardian_without_phone", town="大麻镇", village="西南村", sex="male", age=8,
            born_on=birthday_for(8, today, rng), category="left_behind", risk_level="medium",
            relation="grandmother", care="grandparents", flags=("grandparent_care",),
            has_phone=False,
        ),
        KnownChild(
            name="id_ends_in_x", town="洲泉镇", village="青石村", sex="female", age=10,
            born_on=birthday_for(10, today, rng), category="left_behind", risk_level="low",
            relation="aunt", care="kinship", id_ends_in_x=True,
        ),
    ]  # fmt: skip


def _leap_day(today: date) -> date:
    """The youngest 29 February that belongs to a schoolchild."""
    year = next(
        year for year in range(today.year - 6, today.year - 15, -1) if calendar.isleap(year)
    )
    return date(year, 2, 29)
