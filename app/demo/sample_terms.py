"""What the sample needs, offers and jobs mean in structured terms, number by number.

The texts stand in `data/samples.json` word for word. Times, modes, towns and items are read
from them here; dates are days from today, so that what the text calls in season is in season.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.demo.arithmetic import week
from app.demo.seeds import Frequency, Slot

ONCE = 1
NOTHING_RECURS = Frequency()
WORKDAY = week("一二三四五 8:30-17:00")
WORKDAY_MORNING = week("一二三四五 8:30-11:30")
WEEKEND = week("六日 9:00-17:00")
EVENING = week("一二三四五 18:30-20:30")
EVERY_DAY = week("一二三四五六日 8:00-21:00")
AROUND_THE_CLOCK = week("一二三四五六日 0:00-24:00")

SERVICE = ("child_home_center",)
HOME = ("home",)
GOODS = ("goods_drop",)
WIDE_SERVICE = ("home", "child_home_center", "school")
WINTER_GOODS = ("winter_coat_120", "winter_coat_130", "winter_coat_150", "electric_blanket")


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedTerms:
    """One sample need. `window` is its first and last day, counted from today."""

    relation: str
    care: str
    flags: tuple[str, ...] = ()
    household: str = "ordinary"
    modes: tuple[str, ...] = SERVICE
    slots: tuple[Slot, ...] = ()
    frequency: Frequency = NOTHING_RECURS
    window: tuple[int, int | None]
    raised: int = 12
    ages: tuple[int, int] | None = None
    group_size: int = 1
    items: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    max_km: float | None = None
    direct_contact: bool = True
    designated: tuple[str, ...] | None = None
    openings: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTerms:
    """One sample offer. `towns` empty means the whole county."""

    towns: tuple[str, ...] = ()
    modes: tuple[str, ...] = WIDE_SERVICE
    slots: tuple[Slot, ...] = EVERY_DAY
    capacity: int
    unit: str
    window: tuple[int, int] = (-60, 420)
    items: tuple[str, ...] = ()
    serves_sex: str | None = None
    helper_sex: str | None = None
    ages: tuple[int, int] | None = None
    sex: str | None = None
    born_years_ago: int = 40
    occupation: str = ""
    languages: tuple[str, ...] = ("mandarin", "local_dialect")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTerms:
    """One sample job or course."""

    slots: tuple[Slot, ...]
    shift: str
    pay: tuple[int, int] | None
    training_days: int
    window: tuple[int, int | None] = (-20, None)


NEEDS = {
    "N01": NeedTerms(
        relation="grandfather", care="grandparents", flags=("grandparent_care",),
        slots=week("二四 16:30-17:30"), frequency=Frequency(2, 60, 18), window=(7, 132),
    ),
    "N02": NeedTerms(
        relation="other_relative", care="kinship", flags=("psych_or_behaviour_concern",),
        slots=week("六 8:30-11:30"), frequency=Frequency(1, 50, 8), window=(5, 70),
        designated=("O08", "O22"),
    ),
    "N03": NeedTerms(
        relation="grandmother", care="grandparents",
        flags=("grandparent_care", "child_disability"), modes=HOME, slots=WORKDAY_MORNING,
        frequency=Frequency(1, 60, 12), window=(7, 188),
    ),
    "N04": NeedTerms(
        relation="uncle", care="kinship", modes=GOODS,
        window=(7, 287), direct_contact=False,
    ),
    "N05": NeedTerms(
        relation="father", care="parents", household="minimum_living",
        slots=week("一三五 15:40-17:10"), frequency=Frequency(3, 90, 16), window=(3, 114),
        openings=2,
    ),
    "N06": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",),
        slots=week("日 13:30-17:30"), frequency=Frequency(1, 90, 12), window=(7, 182),
    ),
    "N07": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",),
        slots=WEEKEND, frequency=Frequency(1, 90, ONCE), window=(14, 34), group_size=7,
    ),
    "N08": NeedTerms(
        relation="grandmother", care="grandparents", household="minimum_living",
        flags=("parent_severe_disability", "grandparent_care"), modes=HOME,
        slots=week("六 9:00-17:00"), frequency=Frequency(1, 60, 2), window=(5, 40),
    ),
    "N09": NeedTerms(
        relation="mother", care="parents", modes=("home", "online"),
        slots=week("三 13:30-17:30"), frequency=Frequency(1, 60, 16), window=(7, 119),
    ),
    "N10": NeedTerms(
        relation="father", care="one_parent", flags=("single_parent",), modes=HOME,
        slots=(*EVENING, *week("六日 9:00-20:00")), frequency=Frequency(1, 60, 8), window=(2, 62),
        designated=("O01",),
    ),
    "N11": NeedTerms(
        relation="grandfather", care="grandparents", flags=("grandparent_care",), modes=GOODS,
        window=(3, 45), direct_contact=False,
        items=("desk", "desk_lamp"),
    ),
    "N12": NeedTerms(
        relation="mother", care="parents", slots=week("一二三四五六日 19:00-21:00"),
        frequency=Frequency(1, 60, ONCE), window=(2, 21), designated=("O07",),
    ),
    "N13": NeedTerms(
        relation="mother", care="parents", flags=("child_disability",), modes=HOME, slots=WORKDAY,
        frequency=Frequency(1, 90, 2), window=(7, 60),
    ),
    "N14": NeedTerms(
        relation="grandfather", care="grandparents", flags=("net_addiction", "grandparent_care"),
        slots=WEEKEND, frequency=Frequency(1, 60, 3), window=(7, 50),
    ),
    "N15": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",),
        slots=week("六 8:30-11:30"), frequency=Frequency(1, 90, 8), window=(10, 66),
        group_size=8,
    ),
    "N16": NeedTerms(
        relation="grandfather", care="grandparents", household="minimum_living",
        flags=("grandparent_care",), modes=HOME, slots=WEEKEND,
        frequency=Frequency(2, 480, 2), window=(7, 60), direct_contact=False,
    ),
    "N17": NeedTerms(
        relation="uncle", care="kinship", frequency=Frequency(1, 60, 12), window=(14, 120),
        slots=WORKDAY,
    ),
    "N18": NeedTerms(
        relation="father", care="parents", household="minimum_living",
        flags=("parent_severe_disability",), slots=WORKDAY_MORNING,
        frequency=Frequency(1, 40, 26), window=(5, 187),
    ),
    "N19": NeedTerms(
        relation="mother", care="parents", household="minimum_living", modes=GOODS,
        window=(5, 35), ages=(6, 11), group_size=3,
        items=WINTER_GOODS, direct_contact=False,
    ),
    "N20": NeedTerms(
        relation="uncle", care="kinship", modes=("outing",), slots=WEEKEND,
        frequency=Frequency(1, 240, 12), window=(10, 375), raised=66,
    ),
    "N21": NeedTerms(
        relation="father", care="parents", household="minimum_living",
        flags=("parent_disability",), modes=("workplace",), slots=week("一二三四五六 7:30-18:00"),
        frequency=Frequency(5, 480, 52), window=(3, None), max_km=5.0, direct_contact=False,
    ),
    "N22": NeedTerms(
        relation="grandfather", care="grandparents", flags=("truancy_risk", "grandparent_care"),
        modes=("school",), slots=week("一二三四五 16:00-17:30"), frequency=Frequency(3, 45, 9),
        window=(3, 66),
    ),
    "N23": NeedTerms(
        relation="father", care="parents", modes=("outing",), slots=WORKDAY,
        frequency=Frequency(1, 240, ONCE), window=(3, 30),
    ),
    "N24": NeedTerms(
        relation="grandfather", care="grandparents", flags=("grandparent_care",),
        slots=week("五 16:30-18:30"), frequency=Frequency(1, 60, ONCE), window=(7, 35),
        ages=(12, 17), group_size=10,
    ),
    "N25": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",), modes=HOME,
        slots=EVENING, frequency=Frequency(1, 60, 6), window=(3, 50), designated=("O01", "O18"),
    ),
    "N26": NeedTerms(
        relation="mother", care="parents", household="minimum_living", modes=("online",),
        slots=week("日 18:30-20:30"), frequency=Frequency(1, 60, 16), window=(7, 119),
    ),
    "N27": NeedTerms(
        relation="grandmother", care="grandparents", flags=("parent_overseas", "grandparent_care"),
        modes=HOME, slots=WEEKEND, frequency=Frequency(1, 60, 2), window=(7, 40),
    ),
    "N28": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",), modes=HOME,
        slots=WORKDAY, frequency=Frequency(1, 120, ONCE), window=(5, 180),
    ),
    "N29": NeedTerms(
        relation="grandmother", care="grandparents", flags=("grandparent_care",),
        modes=("outing",), slots=week("一二三四五六日 8:30-16:30"),
        frequency=Frequency(1, 240, ONCE), window=(20, 50), ages=(9, 14), group_size=15,
    ),
    "N30": NeedTerms(
        relation="grandfather", care="grandparents", household="minimum_living",
        flags=("grandparent_care",), slots=week("一二三四五六日 7:00-20:00"),
        frequency=Frequency(7, 240, 2), window=(5, 15), raised=2,
    ),
}  # fmt: skip

OFFERS = {
    "O01": OfferTerms(
        slots=(*week("一二三四五 8:30-18:00"), *WEEKEND), capacity=20, unit="child",
    ),
    "O02": OfferTerms(
        towns=("崇福", "洲泉", "石门"), modes=HOME, slots=week("二三四五 8:30-17:00"),
        capacity=16, unit="visit", window=(-30, 300),
    ),
    "O03": OfferTerms(
        towns=("梧桐", "凤鸣", "高桥", "乌镇"), slots=week("一二三四五 15:30-18:30"),
        capacity=30, unit="child", window=(-20, 160),
    ),
    "O04": OfferTerms(
        modes=("online",), slots=week("二四 18:30-20:30"), capacity=2, unit="child",
        window=(-20, 280), sex="male", born_years_ago=25, occupation="在读研究生",
    ),
    "O05": OfferTerms(
        modes=GOODS, slots=(), capacity=200, unit="set", window=(-5, 40),
        items=("school_bag", "stationery", "desk_lamp"),
    ),
    "O06": OfferTerms(modes=GOODS, slots=(), capacity=40, unit="child", window=(-20, 310)),
    "O07": OfferTerms(modes=("child_home_center", "online"), capacity=8, unit="case"),
    "O08": OfferTerms(
        towns=("梧桐", "濮院"), modes=SERVICE, slots=week("六日 8:30-17:00"),
        capacity=15, unit="child",
    ),
    "O09": OfferTerms(
        towns=("乌镇", "石门"), modes=("child_home_center", "school"),
        capacity=60, unit="child", window=(120, 150),
    ),
    "O10": OfferTerms(
        towns=("濮院",), modes=("workplace",), slots=week("一二三四五六 8:00-17:00"),
        capacity=15, unit="person",
    ),
    "O11": OfferTerms(
        towns=("洲泉", "石门"), modes=HOME, slots=WORKDAY_MORNING, capacity=3, unit="family",
        sex="female", born_years_ago=61, occupation="退休护士",
    ),
    "O12": OfferTerms(
        modes=("child_home_center", "school"), capacity=8, unit="session", window=(-30, 120),
    ),
    "O13": OfferTerms(
        towns=("梧桐", "高桥"), modes=("outing",), slots=week("一二三四五六日 7:00-18:00"),
        capacity=60, unit="trip",
    ),
    "O14": OfferTerms(
        towns=("凤鸣",), modes=("outing", "child_home_center"), slots=WEEKEND, capacity=1,
        unit="child", serves_sex="female", sex="female", born_years_ago=41, occupation="公务员",
    ),
    "O15": OfferTerms(
        modes=("school", "child_home_center"), slots=WORKDAY, capacity=10, unit="person",
        window=(-20, 200), ages=(15, 17),
    ),
    "O16": OfferTerms(modes=SERVICE, capacity=20, unit="village"),
    "O17": OfferTerms(modes=HOME, capacity=12, unit="family", window=(-30, 180)),
    "O18": OfferTerms(
        modes=("home", "child_home_center"), helper_sex="female",
        slots=week("一二三四五 18:30-20:30", "六日 9:00-17:00"), capacity=40, unit="family",
    ),
    "O19": OfferTerms(
        modes=GOODS, slots=(), capacity=50, unit="set", window=(-5, 45), items=("laptop",),
    ),
    "O20": OfferTerms(
        modes=("child_home_center", "school"), slots=WEEKEND, capacity=6, unit="session",
        window=(-20, 250),
    ),
    "O21": OfferTerms(
        towns=("屠甸", "洲泉"), modes=("child_home_center", "school"), capacity=8,
        unit="session",
    ),
    "O22": OfferTerms(
        towns=("石门", "河山", "大麻"), modes=("school",), slots=week("一二三四五 8:00-17:00"),
        capacity=8, unit="school", window=(-20, 130),
    ),
    "O23": OfferTerms(
        towns=("石门",), modes=SERVICE, slots=week("六 8:30-16:30"), capacity=12, unit="child",
        sex="male", born_years_ago=52, occupation="书画教师",
    ),
    "O24": OfferTerms(
        modes=GOODS, slots=(), capacity=150, unit="set", window=(-5, 60),
        items=("rice_and_oil", "milk_powder", "fruit"),
    ),
    "O25": OfferTerms(
        towns=("梧桐", "乌镇"), modes=SERVICE, slots=WORKDAY_MORNING, capacity=10, unit="child",
    ),
    "O26": OfferTerms(
        modes=HOME, slots=WEEKEND, capacity=10, unit="family", sex="male", born_years_ago=38,
        occupation="消防退役军人",
    ),
    "O27": OfferTerms(modes=("home", "goods_drop"), slots=WORKDAY, capacity=25, unit="child"),
    "O28": OfferTerms(
        towns=("梧桐", "凤鸣", "高桥", "濮院"), modes=SERVICE, slots=WEEKEND, capacity=10,
        unit="village", window=(-20, 250),
    ),
    "O29": OfferTerms(
        modes=("online",), slots=week("日 19:00-20:00"), capacity=6, unit="child",
        window=(-20, 150), sex="female", born_years_ago=36, occupation="高校教师",
    ),
    "O30": OfferTerms(
        modes=("home", "child_home_center"), capacity=60, unit="family", window=(-10, 75),
    ),
}  # fmt: skip

JOBS = {
    "J01": JobTerms(
        slots=week("一二三四五六 8:00-17:30"), shift="flexible_day", pay=(4500, 7500),
        training_days=7,
    ),
    "J02": JobTerms(
        slots=week("一二三四五六 8:00-17:00"), shift="day", pay=(4200, 5000), training_days=1,
    ),
    "J03": JobTerms(
        slots=week("一二三四五六 8:00-17:00"), shift="day", pay=(4000, 6000), training_days=3,
    ),
    "J04": JobTerms(
        slots=AROUND_THE_CLOCK, shift="two_shift", pay=(5200, 6200), training_days=15,
    ),
    "J05": JobTerms(
        slots=AROUND_THE_CLOCK, shift="three_shift", pay=(5000, 6500), training_days=3,
    ),
    "J06": JobTerms(
        slots=week("一二三四五六日 6:00-22:00"), shift="rota", pay=(4300, 5200), training_days=3,
    ),
    "J07": JobTerms(
        slots=week("一二三四五六日 7:00-23:00"), shift="rota", pay=(4500, 5500), training_days=3,
    ),
    "J08": JobTerms(
        slots=week("一二三四五 5:30-13:30"), shift="early", pay=(3800, 4400), training_days=2,
    ),
    "J09": JobTerms(
        slots=week("一二三四五六 7:00-16:00"), shift="day", pay=(3400, 3900), training_days=1,
    ),
    "J10": JobTerms(
        slots=week("一二三四五六 8:00-12:00"), shift="half_day", pay=None, training_days=1,
    ),
    "J11": JobTerms(
        slots=week("一二三四五六 8:00-17:00"), shift="day", pay=(4000, 6500), training_days=5,
    ),
    "J12": JobTerms(
        slots=week("一二三四五六日 8:00-22:00"), shift="two_shift", pay=(4000, 5500),
        training_days=3,
    ),
    "J13": JobTerms(
        slots=week("一二三四五六 18:00-23:00"), shift="evening", pay=(5500, 7000),
        training_days=2,
    ),
    "J14": JobTerms(
        slots=week("一二三四五六 8:00-11:00", "一二三四五六 14:00-17:00"), shift="day", pay=None,
        training_days=1,
    ),
    "J15": JobTerms(
        slots=week("一二三四五六日 7:00-16:30"), shift="seasonal_day", pay=None,
        training_days=0, window=(5, 65),
    ),
    "J16": JobTerms(
        slots=week("一二三四五六日 6:00-22:00"), shift="rota", pay=(4500, 5800),
        training_days=45,
    ),
    "J17": JobTerms(
        slots=week("一二三四五六 8:00-17:00"), shift="day", pay=(4300, 5500), training_days=2,
    ),
    "J18": JobTerms(
        slots=week("一二三四五六 8:00-17:30"), shift="day", pay=(4500, 6500), training_days=30,
    ),
    "J19": JobTerms(
        slots=week("一二三四五 8:00-17:00"), shift="day", pay=(3600, 4200), training_days=2,
    ),
    "J20": JobTerms(
        slots=week("一二三四五 8:30-16:30"), shift="course", pay=None, training_days=15,
        window=(10, 30),
    ),
}  # fmt: skip
