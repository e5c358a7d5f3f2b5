"""What somebody types into the forms of this room, and drafts for the actions."""

from __future__ import annotations

from typing import Any

from app.offers.inputs import JobInput, OfferInput
from tests.builders import VILLAGE

TOWN = VILLAGE[:9]

OFFER: dict[str, Any] = {
    "what": "service",
    "category": "tutoring",
    "title": "课后一对一学业辅导",
    "description": "退休教师在儿童之家辅导语文、数学。",
    "capacity": "10",
    "unit": "child",
    "areas": [TOWN],
    "modes": ["child_home_center"],
    "times-0-days": ["1", "3"],
    "times-0-starts": "16:00",
    "times-0-ends": "17:30",
    "starts_on": "2026-03-01",
    "ends_on": "2026-12-31",
    "age_low": "6",
    "age_high": "14",
    "helper_sex": "",
    "serves_sex": "",
    "direct_contact": "y",
}

JOB: dict[str, Any] = {
    "kind": "job",
    "title": "缝边工（坐姿）",
    "description": "会用平缝机优先，不会的可以教。",
    "capacity": "3",
    "town_code": TOWN,
    "shift": "day",
    "times-0-days": ["0", "1", "2", "3", "4"],
    "times-0-starts": "08:00",
    "times-0-ends": "17:00",
    "pay": "计件4000—6000元/月",
    "pay_low": "4000",
    "pay_high": "6000",
    "guarantees": ["five_insurances", "meals"],
    "requirements": ["seated"],
    "training_days": "3",
    "kindnesses": ["home_work"],
    "more_kindnesses": "可带老人同岗",
}


def offer_input(**fields: Any) -> OfferInput:
    values: dict[str, Any] = {
        "title": "课后一对一学业辅导",
        "description": "",
        "capacity": 10,
        "slots": ((1, 960, 1050),),
        "starts_on": None,
        "ends_on": None,
        "category": "tutoring",
        "is_goods": False,
        "unit": "child",
        "areas": (TOWN,),
        "modes": ("child_home_center",),
        "qualifications": (),
        "languages": (),
        "items": (),
        "serves_sex": None,
        "helper_sex": None,
        "age_low": None,
        "age_high": None,
        "direct_contact": True,
        **fields,
    }
    return OfferInput(**values)


def job_input(**fields: Any) -> JobInput:
    values: dict[str, Any] = {
        "title": "缝边工（坐姿）",
        "description": "",
        "capacity": 3,
        "slots": ((0, 480, 1020),),
        "starts_on": None,
        "ends_on": None,
        "kind": "job",
        "town_code": TOWN,
        "modes": ("workplace",),
        "shift": "day",
        "pay": "4000—6000元/月",
        "pay_low": 4000,
        "pay_high": 6000,
        "guarantees": ("five_insurances",),
        "requirements": (),
        "training_days": 0,
        "kindnesses": (),
        **fields,
    }
    return JobInput(**values)
