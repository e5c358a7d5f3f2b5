"""A made-up county through a year: needs and supplies come and go with the seasons.

Every person and firm is invented. Sizes are those of a county with some 520 children in its
care: about 320 needs inside their window on any day, 420 volunteers and 60 organisations. The
county (where its children live, what its organisations do) depends on the seed alone; who asks
and who volunteers in a year is drawn anew for each year.

In an ordinary year organisations give about what such organisations say they can, six volunteers
in ten stay all the year, and a volunteer's place serves two needs one after the other: in all
about three places to a need. In a lean year organisations give a third, volunteers come and go,
and each of their places serves once: about one place to a need.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from matching import Need, Slot, Supply

DAY = dt.timedelta(1)
CHILDREN, NEEDS, VOLUNTEERS, ORGANIZATIONS = 520, 1700, 420, 60
# Town, latitude, longitude, children among 600.
TOWNS = (
    ("wutong", 30.633, 120.561, 96),
    ("puyuan", 30.660, 120.650, 84),
    ("chongfu", 30.533, 120.433, 76),
    ("wuzhen", 30.745, 120.490, 66),
    ("zhouquan", 30.585, 120.365, 52),
    ("shimen", 30.625, 120.450, 48),
    ("fengming", 30.605, 120.525, 46),
    ("gaoqiao", 30.575, 120.580, 40),
    ("tudian", 30.565, 120.650, 34),
    ("heshan", 30.680, 120.410, 30),
    ("dama", 30.500, 120.330, 28),
)
# How often a child of this risk is among 600, how much more it needs, how urgent its needs are.
RISKS = (
    ("low", 426, 1.0, (0,)),
    ("medium", 126, 1.4, (0,)),
    ("high", 39, 2.2, (0, 0, 1)),
    ("critical", 9, 3.0, (1, 2)),
)
EVEN = (1.0,) * 12
STAYING = 0.6


@dataclass(frozen=True)
class Kind:
    """One category of needs.

    Parameters
    ----------
    share : float
        Of all needs.
    months : tuple of float
        How much is asked for in January to December, 1 being usual.
    weeks : tuple of int
        Shortest and longest window.
    skills : tuple of str
        One of them is required, or none where it is empty.
    asked : float
        Share of the needs that require it.
    meets : bool
        True when somebody meets the child every week.
    words : tuple of str
    """

    share: float
    months: tuple[float, ...]
    weeks: tuple[int, int]
    skills: tuple[str, ...]
    asked: float
    meets: bool
    words: tuple[str, ...]


SCHOOL = (0.7, 1.5, 1.5, 1.0, 0.8, 0.6, 0.6, 1.2, 2.0, 1.2, 0.8, 0.6)
WINTER = (2.0, 1.6, 0.6, 0.5, 0.6, 0.8, 0.7, 1.2, 1.0, 0.6, 1.2, 1.8)
SPRING = (0.8, 0.8, 1.4, 1.5, 1.4, 0.8, 0.6, 0.7, 1.0, 1.5, 0.9, 0.7)
SUMMER = (1.2, 0.8, 0.6, 0.8, 1.5, 1.9, 1.6, 0.9, 0.7, 0.6, 0.6, 0.8)
KINDS = {
    "tutoring": Kind(0.16, SCHOOL, (6, 16), ("teacher_cert",), 0.45, True, ("数学", "语文", "英语", "作业", "小学", "初中")),
    "companionship": Kind(0.10, EVEN, (8, 20), (), 0.0, True, ("陪伴", "图书馆", "结对", "周末", "运动")),
    "visit_care": Kind(0.08, EVEN, (4, 12), ("social_worker",), 0.3, True, ("探访", "接送", "看护", "放学", "晚饭")),
    "psychosocial": Kind(0.07, SPRING, (4, 12), ("psych_counselor",), 1.0, True, ("心理", "情绪", "青春期", "陪伴", "睡眠")),
    "rehabilitation": Kind(0.05, EVEN, (8, 20), ("rehab_therapist", "speech_therapist"), 1.0, True, ("康复", "言语", "训练", "居家", "孤独症")),
    "living_support": Kind(0.11, WINTER, (4, 10), (), 0.0, False, ("冬衣", "书包", "奶粉", "取暖", "台灯")),
    "study_subsidy": Kind(0.07, SCHOOL, (6, 14), (), 0.0, False, ("助学", "住校", "学费", "高中")),
    "micro_wish": Kind(0.06, SUMMER, (4, 12), (), 0.0, False, ("书桌", "台灯", "自行车", "画笔", "球鞋")),
    "medical_support": Kind(0.04, EVEN, (4, 12), ("nurse",), 0.7, True, ("护理", "体检", "糖尿病", "陪诊")),
    "family_education": Kind(0.06, SPRING, (6, 14), ("family_instructor",), 0.8, True, ("家庭", "手机", "沟通", "亲子")),
    "culture_sports": Kind(0.07, SUMMER, (4, 12), (), 0.0, True, ("美术", "足球", "阅读", "音乐", "书法")),
    "safety_education": Kind(0.03, SUMMER, (3, 8), ("first_aid",), 0.6, True, ("防溺水", "急救", "交通", "用电")),
    "legal_support": Kind(0.02, EVEN, (3, 10), ("lawyer",), 1.0, False, ("法律", "监护", "欺凌", "保护令")),
    "digital_support": Kind(0.03, SCHOOL, (6, 14), (), 0.0, False, ("电脑", "视频", "编程", "网络")),
    "guardian_job": Kind(0.05, EVEN, (8, 20), (), 0.0, False, ("缝纫", "白班", "保洁", "食堂", "坐姿")),
}  # fmt: skip
NAMES = tuple(KINDS)
# What a volunteer is by calling: share, skills, categories, when such people come.
CALLINGS = (
    ("teacher", 0.22, ("teacher_cert",), ("tutoring", "companionship", "digital_support"), SCHOOL),
    ("student", 0.24, (), ("tutoring", "culture_sports", "companionship", "digital_support"), SUMMER),
    ("retired", 0.16, (), ("companionship", "visit_care", "culture_sports"), EVEN),
    ("worker", 0.08, ("social_worker",), ("visit_care", "psychosocial", "companionship"), EVEN),
    ("counsellor", 0.06, ("psych_counselor",), ("psychosocial", "family_education"), SPRING),
    ("nurse", 0.05, ("nurse", "first_aid"), ("medical_support", "visit_care", "safety_education"), EVEN),
    ("lawyer", 0.02, ("lawyer",), ("legal_support", "family_education"), EVEN),
    ("instructor", 0.05, ("family_instructor",), ("family_education", "companionship"), SPRING),
    ("therapist", 0.03, ("rehab_therapist", "speech_therapist"), ("rehabilitation",), EVEN),
    ("rescuer", 0.03, ("first_aid",), ("safety_education", "visit_care"), SUMMER),
    ("giver", 0.06, (), ("micro_wish", "living_support"), WINTER),
)  # fmt: skip
# Kind, how many, skills, categories, fewest and most places in a year.
FIRMS = (
    ("organization", 9, ("social_worker",), ("visit_care", "companionship"), 12, 40),
    ("organization", 4, ("psych_counselor",), ("psychosocial",), 16, 40),
    ("organization", 5, ("rehab_therapist", "speech_therapist"), ("rehabilitation",), 10, 32),
    ("organization", 6, ("teacher_cert",), ("tutoring", "culture_sports"), 24, 60),
    ("organization", 3, ("nurse",), ("medical_support",), 12, 40),
    ("organization", 3, ("lawyer",), ("legal_support",), 12, 60),
    ("organization", 3, ("family_instructor",), ("family_education",), 30, 90),
    ("organization", 3, ("first_aid",), ("safety_education",), 20, 60),
    ("goods", 5, (), ("living_support", "micro_wish"), 60, 200),
    ("goods", 4, (), ("study_subsidy",), 30, 60),
    ("goods", 3, (), ("digital_support", "micro_wish"), 30, 60),
    ("job", 12, (), ("guardian_job",), 6, 30),
)
AFTER_SCHOOL = tuple(Slot(day, 990, 1080) for day in range(5))
EVENING = tuple(Slot(day, 1110, 1230) for day in range(5))
WEEKEND = tuple(Slot(day, start, start + 150) for day in (5, 6) for start in (540, 840))
TIMES = (*AFTER_SCHOOL, *EVENING, *WEEKEND)


def year(
    of: int, *, seed: int = 1, times: int = 1, lean: bool = False
) -> tuple[list[Need], list[Supply]]:
    """Everything that comes in the year `of`, and what is there on its first day.

    Parameters
    ----------
    of : int
        The calendar year. Two years of one seed are two years of one county.
    seed : int
    times : int
        So many times as many children, needs, volunteers and organisations in the same county.
    lean : bool
        A year with about as many places as needs.

    Returns
    -------
    tuple of needs and supplies
    """
    county, draw = np.random.default_rng(seed), np.random.default_rng((seed, of))
    children = [_child(county) for _ in range(CHILDREN * times)]
    often = np.array([child["often"] for child in children])
    firms = [_firm(county, number, row) for number, row in enumerate(_spread(FIRMS, times))]
    return (
        [
            _need(draw, of, number, children[draw.choice(len(children), p=often / often.sum())])
            for number in range(NEEDS * times)
        ],
        [
            *(_volunteer(draw, of, number, lean) for number in range(VOLUNTEERS * times)),
            *(_this_year(draw, of, firm, lean) for firm in firms),
        ],
    )


def _child(draw: np.random.Generator) -> dict[str, object]:
    """A child with its home, risk and how often something is asked for it."""
    _, lat, lon, _ = TOWNS[town := _pick(draw, [row[3] for row in TOWNS])]
    risk = _pick(draw, [row[1] for row in RISKS])
    return {
        "town": town,
        "lat": lat + float(draw.normal(0, 0.018)),
        "lon": lon + float(draw.normal(0, 0.018)),
        "risk": risk,
        "often": RISKS[risk][2] * float(draw.gamma(3.0, 1 / 3)),
        "age": int(draw.integers(3, 18)),
        "sex": "male" if draw.random() < 0.54 else "female",
        "dialect": draw.random() < 0.12,
    }


def _need(draw: np.random.Generator, of: int, number: int, child: dict[str, object]) -> Need:
    name = NAMES[_pick(draw, [kind.share for kind in KINDS.values()])]
    kind = KINDS[name]
    opened = _day(draw, of, kind.months)
    risk, _, _, levels = RISKS[int(child["risk"])]  # type: ignore[call-overload]
    priority = int(draw.choice(levels))
    weeks = (2, 6) if priority else kind.weeks
    start = opened + DAY * int(draw.integers(3, 22))
    town = TOWNS[int(child["town"])][0]  # type: ignore[call-overload]
    times = draw.choice(len(TIMES), size=int(draw.integers(2, 6)), replace=False)
    asks = frozenset({str(draw.choice(kind.skills))}) if draw.random() < kind.asked else frozenset()
    return Need(
        f"n{of}-{number:04d}",
        name,
        skills=asks,
        lat=child["lat"],  # type: ignore[arg-type]
        lon=child["lon"],  # type: ignore[arg-type]
        modes=frozenset({"online", "center"} if draw.random() < 0.12 else {"center", "home"}),
        slots=tuple(TIMES[at] for at in times) if kind.meets else (),
        minutes=60 if kind.meets else 0,
        start=start if kind.meets else None,
        until=start + DAY * int(draw.integers(60, 200)) if kind.meets else None,
        opened_at=opened,
        closes_at=opened + DAY * int(draw.integers(7 * weeks[0], 7 * weeks[1] + 1)),
        helper_sex=str(child["sex"]) if kind.meets and draw.random() < 0.06 else None,
        child_sex=str(child["sex"]),
        child_age=int(child["age"]),  # type: ignore[call-overload]
        languages=frozenset({"dialect"} if child["dialect"] and kind.meets else ()),
        priority=priority,
        area=town,
        direct_contact=kind.meets,
        text="".join(draw.choice(kind.words, size=2, replace=False)),
        groups={"town": town, "risk": risk},
    )


def _volunteer(draw: np.random.Generator, of: int, number: int, lean: bool) -> Supply:
    _, _, skills, categories, months = CALLINGS[_pick(draw, [row[1] for row in CALLINGS])]
    town = _pick(draw, [row[3] ** 0.5 for row in TOWNS])
    # Lists end with the year.
    stays = not lean and draw.random() < STAYING
    opened = dt.date(of, 1, 1) if stays or draw.random() < 0.45 else _day(draw, of, months)
    days = 365 if stays else int(draw.integers(60, 300))
    closes = min(opened + DAY * days, dt.date(of, 12, 31))
    times = draw.choice(len(TIMES), size=int(draw.integers(3, 9)), replace=False)
    words = [word for name in categories for word in KINDS[name].words]
    return Supply(
        f"v{of}-{number:04d}",
        "volunteer",
        categories=frozenset(categories[: 1 + int(draw.integers(0, len(categories)))]),
        skills=frozenset(skills),
        lat=TOWNS[town][1] + float(draw.normal(0, 0.02)),
        lon=TOWNS[town][2] + float(draw.normal(0, 0.02)),
        radius_km=float(draw.choice((6.0, 10.0, 15.0, 25.0))),
        modes=frozenset({"center", "online"} if draw.random() < 0.3 else {"center", "home"}),
        slots=tuple(TIMES[at] for at in times),
        until=closes + DAY * int(draw.integers(30, 200)),
        opened_at=opened,
        closes_at=closes,
        sex=str(draw.choice(("female", "female", "male"))),
        ages=(6, 17) if draw.random() < 0.2 else None,
        languages=frozenset({"mandarin", "dialect"} if draw.random() < 0.6 else {"mandarin"}),
        capacity=int(draw.choice((1, 1, 2, 2, 3))) * (1 if lean else 2),
        reliability=float(draw.beta(8, 2)) if draw.random() < 0.7 else None,
        acceptance=float(draw.beta(6, 2)) if draw.random() < 0.7 else None,
        vetted_until=opened + DAY * int(draw.integers(250, 700)) if draw.random() < 0.85 else None,
        direct_contact=True,
        text="".join(draw.choice(words, size=3, replace=False)),
    )


def _spread(rows: tuple[tuple[object, ...], ...], times: int) -> list[tuple[object, ...]]:
    return [row for row in rows for _ in range(int(row[1]) * times)]  # type: ignore[call-overload]


def _firm(draw: np.random.Generator, number: int, row: tuple[object, ...]) -> dict[str, object]:
    """An organisation, the same in every year but for its places and when it can begin."""
    town = _pick(draw, [place[3] for place in TOWNS])
    everywhere = row[0] == "goods" or draw.random() < 0.4
    near = draw.choice(len(TOWNS), size=5, replace=False, p=_shares([p[3] for p in TOWNS]))
    return {
        "id": f"o{number:02d}",
        "row": row,
        "lat": TOWNS[town][1] + float(draw.normal(0, 0.01)),
        "lon": TOWNS[town][2] + float(draw.normal(0, 0.01)),
        "areas": frozenset() if everywhere else frozenset(TOWNS[at][0] for at in {*near, town}),
        "record": float(draw.beta(12, 2)),
        "words": "".join(draw.choice(KINDS[row[3][0]].words, size=3, replace=False)),  # type: ignore[index]
    }


def _this_year(draw: np.random.Generator, of: int, firm: dict[str, object], lean: bool) -> Supply:
    kind, _, skills, categories, fewest, most = firm["row"]  # type: ignore[misc]
    months = KINDS[categories[0]].months
    opened = dt.date(of, 1, 1) if draw.random() < 0.5 else _day(draw, of, months)
    closes = min(opened + DAY * int(draw.integers(90, 365)), dt.date(of, 12, 31))
    service = kind == "organization"
    return Supply(
        f"{firm['id']}-{of}",
        kind,
        categories=frozenset(categories),
        skills=frozenset(skills),
        lat=firm["lat"],  # type: ignore[arg-type]
        lon=firm["lon"],  # type: ignore[arg-type]
        areas=firm["areas"],  # type: ignore[arg-type]
        slots=tuple(slot for slot in TIMES if draw.random() < 0.7) if service else (),
        modes=frozenset({"center", "home"}) if service else frozenset(),
        opened_at=opened,
        closes_at=closes,
        languages=frozenset({"mandarin", "dialect"}) if service else frozenset(),
        capacity=int(draw.integers(fewest, most + 1)) // (3 if lean else 1),
        reliability=firm["record"],  # type: ignore[arg-type]
        vetted_until=dt.date(of + 1, 12, 31) if service else None,
        direct_contact=service,
        text=str(firm["words"]),
    )


def _shares(weights: list[float]) -> list[float]:
    return [weight / sum(weights) for weight in weights]


def _pick(draw: np.random.Generator, weights: list[float]) -> int:
    return int(draw.choice(len(weights), p=_shares(weights)))


def _day(draw: np.random.Generator, of: int, months: tuple[float, ...]) -> dt.date:
    return dt.date(of, 1 + _pick(draw, list(months)), int(draw.integers(1, 29)))
