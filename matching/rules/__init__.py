"""The hard rules, in the order in which they are asked."""

from matching.rules.base import Lift, Rule
from matching.rules.doors import CAPACITY, DESIGNATION, EXCLUSION, add_place
from matching.rules.fit import CATEGORY, ITEMS, KIND, LANGUAGE, QUALIFICATION
from matching.rules.people import AGE, SEX, VETTING
from matching.rules.place import AREA, MODE, RADIUS
from matching.rules.times import DATES, SHIFT, TIME

RULES: tuple[Rule, ...] = (
    CATEGORY,
    KIND,
    QUALIFICATION,
    VETTING,
    AREA,
    RADIUS,
    MODE,
    TIME,
    SHIFT,
    DATES,
    AGE,
    SEX,
    LANGUAGE,
    ITEMS,
    CAPACITY,
    DESIGNATION,
    EXCLUSION,
)

__all__ = ["CAPACITY", "RULES", "Lift", "Rule", "add_place"]
