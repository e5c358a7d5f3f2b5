"""520 children in scope and their guardians, by the distributions of a county like this one."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.demo import arithmetic, names
from app.demo.identifiers import GUARDIANS, IdNumbers, demo_mobile
from app.demo.known_children import KnownChild, known_children
from app.demo.seeds import ChildSeed, GuardianSeed
from app.demo.towns import by_code, near, town_named, village_named, villages_of

CHILDREN = 520
TOWN_WEIGHTS = {
    "梧桐街道": 96, "濮院镇": 84, "崇福镇": 76, "乌镇镇": 66, "洲泉镇": 52, "石门镇": 48,
    "凤鸣街道": 46, "高桥街道": 40, "屠甸镇": 34, "河山镇": 30, "大麻镇": 28,
}  # fmt: skip
PRIMARY = {
    ("left_behind", "ordinary"): 130,
    ("disabled", "ordinary"): 118,
    ("poverty", "minimum_living"): 112,
    ("poverty", "marginal"): 54,
    ("other_difficulty", "ordinary"): 28,
    ("de_facto_unattended", "ordinary"): 26,
    ("seriously_ill", "ordinary"): 22,
    ("guardianship_absent", "ordinary"): 9,
    ("guardianship_improper", "ordinary"): 9,
    ("orphan", "ordinary"): 8,
    ("poverty", "extreme_poverty"): 4,
}
RISKS = {"low": 346, "medium": 126, "high": 39, "critical": 9}
AGE_WEIGHTS = {"0": 30, "1": 72, "2": 120, "3": 144, "4": 138, "5": 96}
SEXES = {"male": 281, "female": 239}
TWO_CATEGORIES = 94
FULL_VILLAGES = (("石门镇", "墅丰村", 30), ("濮院镇", "永乐村", 31), ("梧桐街道", "城东村", 41))

HOUSEHOLD_FLAGS = {
    "grandparent_care": 198,
    "single_parent": 109,
    "parent_severe_disability": 57,
    "parent_disability": 36,
}
CHILD_FLAGS = {
    "psych_or_behaviour_concern": (47, 5),
    "net_addiction": (18, 9),
    "truancy_risk": (10, 8),
    "self_harm_signal": (3, 11),
    "new_registration": (16, 0),
}
SIBLING_GROUPS = 42
WITHOUT_PHONE_SHARE = 0.02


@dataclass(slots=True)
class Draft:
    """A child while it is being made up."""

    village_code: str
    sex: str
    age: int
    primary: tuple[str, str]
    risk_level: str
    born_on: date
    flags: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)
    household: int = -1
    known: KnownChild | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The children and guardians, and the keys of those with a story."""

    children: tuple[ChildSeed, ...]
    guardians: tuple[GuardianSeed, ...]
    known: dict[str, str]


def make_family(today: date, rng: Random, ids: IdNumbers) -> Family:
    """Everybody under 18, with the grown-ups who answer for them."""
    drafts = _drafts(today, rng)
    _settle_in_households(drafts, rng)
    _add_flags(drafts, rng)
    _add_second_categories(drafts, rng)
    drafts.sort(key=lambda draft: (draft.village_code, draft.born_on, draft.sex, draft.household))
    return _written_out(drafts, today, rng, ids)


def _drafts(today: date, rng: Random) -> list[Draft]:
    known = [_known_draft(child) for child in known_children(today)]
    towns = {
        town_named(name).code: count
        for name, count in arithmetic.shares(TOWN_WEIGHTS, CHILDREN).items()
    }
    bands = {int(band): count for band, count in arithmetic.shares(AGE_WEIGHTS, CHILDREN).items()}
    rest = zip(
        _villages(towns, [draft.village_code for draft in known], rng),
        arithmetic.deck(PRIMARY, used=[draft.primary for draft in known], rng=rng),
        arithmetic.deck(bands, used=[draft.age // 3 for draft in known], rng=rng),
        arithmetic.deck(SEXES, used=[draft.sex for draft in known], rng=rng),
        strict=True,
    )
    drafts = known + [
        _chance_draft(village, primary, band, sex, today=today, rng=rng)
        for village, primary, band, sex in rest
    ]
    _grade(drafts[len(known) :], [draft.risk_level for draft in known], rng)
    return drafts


def _known_draft(child: KnownChild) -> Draft:
    return Draft(
        village_code=village_named(child.town, child.village).code,
        sex=child.sex,
        age=child.age,
        primary=(child.category, child.household_type),
        risk_level=child.risk_level,
        born_on=child.born_on,
        flags=list(child.flags),
        others=list(child.other_categories),
        known=child,
    )


def _chance_draft(
    village: str, primary: tuple[str, str], band: int, sex: str, *, today: date, rng: Random
) -> Draft:
    low, high = arithmetic.AGE_BANDS[band]
    # A child is left behind in the policy's sense only until the sixteenth birthday.
    age = 15 if band == 5 and primary[0] == "left_behind" else rng.randint(low, high)
    born_on = arithmetic.birthday_for(age, today, rng)
    return Draft(village, sex, age, primary, "low", born_on)


def _villages(towns: dict[str, int], used: list[str], rng: Random) -> list[str]:
    """A village for each child still to come: three are full, the others share by chance."""
    full = {village_named(town, name).code: count for town, name, count in FULL_VILLAGES}
    placed: list[str] = []
    for code, count in full.items():
        placed += [code] * (count - used.count(code))
    taken = Counter(code[:9] for code in (*used, *placed))
    for town, count in towns.items():
        open_villages = [v.code for v in villages_of(town) if v.code not in full]
        placed += [rng.choice(open_villages) for _ in range(count - taken[town])]
    rng.shuffle(placed)
    return placed


def _grade(drafts: list[Draft], used: list[str], rng: Random) -> None:
    """Risk by quota; where guardianship fails, it is likelier to be high."""
    weights = {"guardianship_absent": 9.0, "guardianship_improper": 9.0, "de_facto_unattended": 3.0}
    order = sorted(
        drafts, key=lambda draft: rng.random() ** (1.0 / weights.get(draft.primary[0], 1.0))
    )
    left = Counter(RISKS)
    left.subtract(used)
    for risk_level in ("critical", "high", "medium"):
        for _ in range(left[risk_level]):
            order.pop().risk_level = risk_level


def _settle_in_households(drafts: list[Draft], rng: Random) -> None:
    """Give each child a household; some have brothers and sisters in it."""
    free: dict[str, list[Draft]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        draft.household = number
        if draft.known is None:
            free[draft.village_code].append(draft)
        elif draft.known.sibling_of is not None:
            elder = next(d for d in drafts if d.known and d.known.name == draft.known.sibling_of)
            draft.household = elder.household
    made = 0
    while made < SIBLING_GROUPS:
        village = rng.choice([code for code, children in free.items() if len(children) > 1])
        first, second = rng.sample(free[village], 2)
        # Two years apart, so that no mother has two births within ten months.
        if abs(first.age - second.age) < 2:
            free[village].remove(first)
            continue
        second.household = first.household
        free[village].remove(first)
        free[village].remove(second)
        made += 1


def _add_flags(drafts: list[Draft], rng: Random) -> None:
    households: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        households[draft.household].append(draft)
        if draft.primary[0] == "disabled" and "child_disability" not in draft.flags:
            draft.flags.append("child_disability")
    chance = [members for members in households.values() if all(m.known is None for m in members)]
    for flag, quota in HOUSEHOLD_FLAGS.items():
        left = quota - sum(flag in draft.flags for draft in drafts)
        for members in _likely_first(chance, flag, rng):
            if len(members) > left:
                continue
            for member in members:
                member.flags.append(flag)
            left -= len(members)
    for flag, (quota, least_age) in CHILD_FLAGS.items():
        able = [d for d in drafts if d.known is None and d.age >= least_age]
        already = sum(flag in draft.flags for draft in drafts)
        for draft in rng.sample(able, quota - already):
            draft.flags.append(flag)


def _likely_first(households: list[list[Draft]], flag: str, rng: Random) -> Iterable[list[Draft]]:
    """Orphans have no parent to be single or disabled; the left-behind live with grandparents."""
    parentless = {"orphan", "de_facto_unattended"}
    able = [
        members
        for members in households
        if flag == "grandparent_care" or not any(m.primary[0] in parentless for m in members)
    ]
    boost = 4.0 if flag == "grandparent_care" else 1.0
    return sorted(
        able,
        key=lambda members: (
            -(rng.random() ** (1.0 / (boost if members[0].primary[0] == "left_behind" else 1.0)))
        ),
    )


def _add_second_categories(drafts: list[Draft], rng: Random) -> None:
    already = sum(bool(draft.others) for draft in drafts)
    able = [draft for draft in drafts if draft.known is None]
    for draft in rng.sample(able, TWO_CATEGORIES - already):
        choices = {"disabled", "poverty", "seriously_ill"} - {draft.primary[0]}
        if draft.age < 15:
            choices |= {"left_behind"} - {draft.primary[0]}
        draft.others.append(rng.choice(sorted(choices)))
        if "disabled" in draft.others and "child_disability" not in draft.flags:
            draft.flags.append("child_disability")


def _written_out(drafts: list[Draft], today: date, rng: Random, ids: IdNumbers) -> Family:
    households: dict[int, list[Draft]] = defaultdict(list)
    for draft in drafts:
        households[draft.household].append(draft)
    guardians: list[GuardianSeed] = []
    children: list[ChildSeed] = []
    known: dict[str, str] = {}
    taken: set[tuple[str, date]] = set()
    for members in households.values():
        home = _home(members, today, rng, ids, number=len(guardians) + 1)
        guardians.append(home.guardian)
        for draft in members:
            key = f"TX-C-{len(children) + 1:04d}"
            children.append(_child(draft, key, home, rng=rng, ids=ids, taken=taken))
            if draft.known is not None:
                known[draft.known.name] = key
    return Family(children=tuple(children), guardians=tuple(guardians), known=known)


@dataclass(frozen=True, slots=True)
class _Home:
    guardian: GuardianSeed
    surname: str
    relation: str
    care: str


def _home(members: list[Draft], today: date, rng: Random, ids: IdNumbers, *, number: int) -> _Home:
    first = members[0]
    story = next((member.known for member in members if member.known is not None), None)
    relation, care = (story.relation, story.care) if story else _relation(first, rng)
    surname = story.surname if story and story.surname else names.surname(rng)
    sex = "male" if relation in ("father", "grandfather", "uncle") else "female"
    elder = relation in ("grandfather", "grandmother", "other_relative")
    oldest = max(member.age for member in members)
    years = oldest + (rng.randint(46, 56) if elder else rng.randint(23, 34))
    born_on = arithmetic.birthday_for(years, today, rng)
    village = by_code()[first.village_code]
    town = by_code()[village.parent_code]
    given = names.elder_given_name(rng, sex) if elder else names.adult_given_name(rng, sex)
    group, house = rng.randint(1, 18), rng.randint(1, 60)
    has_phone = rng.random() >= WITHOUT_PHONE_SHARE
    if story is not None:
        has_phone = story.has_phone
    guardian = GuardianSeed(
        key=f"G{number:04d}",
        full_name=(surname if sex == "male" else names.surname(rng)) + given,
        sex=sex,
        born_on=born_on,
        id_number=ids.issue(born_on, sex),
        mobile=demo_mobile(GUARDIANS, number) if has_phone else None,
        village_code=village.code,
        town_code=town.code,
        address=f"{town.short_name}{village.short_name}{group}组{house}号（示例）",
    )
    return _Home(guardian, surname, relation, care)


def _relation(draft: Draft, rng: Random) -> tuple[str, str]:
    """Who answers for the child and how it is cared for."""
    if "grandparent_care" in draft.flags:
        return rng.choice(("grandfather", "grandmother", "grandmother")), "grandparents"
    if draft.primary[0] in ("orphan", "de_facto_unattended", "guardianship_absent"):
        return rng.choice(("uncle", "aunt", "other_relative")), "kinship"
    parent = rng.choice(("father", "mother", "mother"))
    return parent, "one_parent" if "single_parent" in draft.flags else "parents"


def _child(
    draft: Draft,
    key: str,
    home: _Home,
    *,
    rng: Random,
    ids: IdNumbers,
    taken: set[tuple[str, date]],
) -> ChildSeed:
    story = draft.known
    given = story.given_name if story and story.given_name else ""
    while not given:
        given = rng.choice(names.CHILD_GIVEN_NAMES)
        if (home.surname + given, draft.born_on) in taken:
            given = ""
    full_name = home.surname + given
    taken.add((full_name, draft.born_on))
    issue = ids.issue_ending_in_x if story and story.id_ends_in_x else ids.issue
    household = draft.primary[1]
    if "poverty" in draft.others:
        household = "minimum_living"
    village = by_code()[draft.village_code]
    return ChildSeed(
        key=key,
        guardian_key=home.guardian.key,
        full_name=full_name,
        given_name=given,
        nickname=rng.choice(names.NICKNAMES),
        sex=draft.sex,
        born_on=draft.born_on,
        id_number=issue(draft.born_on, draft.sex),
        village_code=draft.village_code,
        town_code=village.parent_code,
        address=home.guardian.address,
        point=near(village.point, rng, within_km=0.6),
        categories=(draft.primary[0], *draft.others),
        risk_level=draft.risk_level,
        flags=tuple(draft.flags),
        care_arrangement=home.care,
        relation=home.relation,
        household_type=household,
        sample_no=story.sample_no if story else None,
    )
