"""What organisations give: the samples as they stand, then what the table says of the others."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from app.demo.arithmetic import week
from app.demo.gaps import unmet_places
from app.demo.sample_terms import GOODS, OFFERS
from app.demo.seeds import OfferSeed, OrganizationSeed
from app.demo.texts import Sample, sample_name, samples, templates
from app.demo.towns import town_named, towns

WORKPLACE = ("workplace",)
CLOTHING_SIZES = range(90, 180, 10)
SIZED = ("winter_coat",)
WITH_WINTER_CLOTHES = "electric_blanket"


def make_offers(
    organizations: tuple[OrganizationSeed, ...], today: date, rng: Random
) -> tuple[OfferSeed, ...]:
    """Every offer of the county's organisations, published but for a few still being checked."""
    by_name = {organization.name: organization for organization in organizations}
    offers = [
        _sample(row, by_name[sample_name(row["provider"])], today)
        for row in samples("offers")
        if row["provider_type"] != "individual"
    ]
    # Sample numbers are taken even where a sample is a volunteer's.
    number = len(samples("offers"))
    for row in templates("organizations")["organization"]:
        for key in row["gives"]:
            number += 1
            organization = by_name[f"{row['name']}（示例）"]
            offers.append(_chance(f"O{number}", key, row, organization, today=today, rng=rng))
    return tuple(offers)


def _sample(row: Sample, organization: OrganizationSeed, today: date) -> OfferSeed:
    terms = OFFERS[row["no"]]
    low, high = terms.ages or (None, None)
    return OfferSeed(
        key=row["no"],
        sample_no=row["no"],
        organization_key=organization.key,
        category=row["category"],
        title=row["title"],
        description=row["description"],
        is_goods=terms.modes == GOODS,
        capacity=terms.capacity,
        load=0,
        unit=terms.unit,
        areas=tuple(town_named(name).code for name in terms.towns),
        modes=terms.modes,
        qualifications=tuple(row["qualification_held"]),
        slots=terms.slots,
        starts_on=today + timedelta(days=terms.window[0]),
        ends_on=today + timedelta(days=terms.window[1]),
        languages=terms.languages,
        items=terms.items,
        serves_sex=terms.serves_sex,
        helper_sex=terms.helper_sex,
        age_low=low,
        age_high=high,
        direct_contact=row["direct_contact"],
        state="published",
    )


def _chance(
    number: str,
    key: str,
    row: Sample,
    organization: OrganizationSeed,
    *,
    today: date,
    rng: Random,
) -> OfferSeed:
    template = templates("offers")[key]
    modes = tuple(template["modes"])
    capacity = max(1, round(template["capacity"] * rng.uniform(0.7, 1.3)))
    low, high = template.get("ages", (None, None))
    return OfferSeed(
        key=number,
        sample_no=None,
        organization_key=organization.key,
        category=template["category"],
        title=template["title"],
        description=template["description"],
        is_goods=modes == GOODS,
        capacity=capacity,
        load=rng.randint(0, capacity // 3),
        unit=template["unit"],
        areas=_areas(template["category"], row["towns"]),
        modes=modes,
        qualifications=tuple(template.get("quals", ())),
        slots=week(*template.get("times", ())),
        starts_on=today - timedelta(days=rng.randint(10, 120)),
        ends_on=today + timedelta(days=rng.randint(150, 360)),
        languages=("mandarin", "local_dialect"),
        items=_items(template.get("items", ())),
        serves_sex=template.get("serves_sex"),
        helper_sex=template.get("helper_sex"),
        age_low=low,
        age_high=high,
        direct_contact=modes not in (GOODS, WORKPLACE),
        state="submitted" if rng.random() < 0.06 else "published",
    )


def _areas(category: str, names: Iterable[str]) -> tuple[str, ...]:
    """The towns served, without the one where the demo leaves a gap; empty for the county."""
    codes = [town_named(name).code for name in names]
    if category not in unmet_places():
        return tuple(codes)
    gap, _ = unmet_places()[category]
    return tuple(code for code in codes or [town.code for town in towns()] if code != gap)


def _items(names: Iterable[str]) -> tuple[str, ...]:
    """Clothes come in every child's size, and blankets come with them."""
    items: list[str] = []
    for name in names:
        if name in SIZED:
            items += [f"{name}_{size}" for size in CLOTHING_SIZES]
            items.append(WITH_WINTER_CLOTHES)
        else:
            items.append(name)
    return tuple(items)
