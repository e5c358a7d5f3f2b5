"""Sixty organisations and the firms that employ, with their members."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from app.demo import names
from app.demo.identifiers import MEMBERS, demo_mobile, demo_uscc
from app.demo.seeds import MemberSeed, OrganizationSeed
from app.demo.staff import MAIL_DOMAIN
from app.demo.texts import Sample, sample_name, samples, templates
from app.demo.towns import near, town_named

MARK = "（示例）"
USCC_PREFIXES = {
    "charity_org": "53",
    "social_org": "52",
    "volunteer_team": "51",
    "medical": "12",
    "psych_org": "52",
    "law_firm": "31",
    "school": "12",
    "library": "12",
    "enterprise": "91",
    "partner_dept": "11",
}
SAMPLE_TOWNS = {
    "O10": "濮院", "O21": "屠甸", "O28": "凤鸣", "O02": "崇福", "O22": "石门", "O12": "高桥",
}  # fmt: skip
FIRM_KINDS = {"J14": "partner_dept", "J19": "medical", "J20": "school"}


def make_organizations(today: date, rng: Random) -> tuple[OrganizationSeed, ...]:
    """The samples' providers first, then those of the table."""
    posts = [
        {
            "name": sample_name(row["provider"]),
            "kind": row["provider_type"],
            "town": SAMPLE_TOWNS.get(row["no"], "梧桐"),
            "quals": row["qualification_held"],
            "about": row["description"],
        }
        for row in samples("offers")
        if row["provider_type"] != "individual"
    ]
    offers = templates("offers")
    for row in templates("organizations")["organization"]:
        held = {
            qualification for key in row["gives"] for qualification in offers[key].get("quals", [])
        }
        about = "、".join(offers[key]["title"] for key in row["gives"]) + "。"
        posts.append({**row, "name": row["name"] + MARK, "quals": sorted(held), "about": about})
    return tuple(
        _organization(f"ORG{number:02d}", post, number=number, today=today, rng=rng)
        for number, post in enumerate(posts, start=1)
    )


def make_employers(today: date, rng: Random) -> tuple[OrganizationSeed, ...]:
    """The firms of the sample jobs first, then those of the table."""
    posts = [
        {
            "name": sample_name(row["employer"]),
            "kind": FIRM_KINDS.get(row["no"], "enterprise"),
            "town": row["town"],
            "quals": [],
            "about": f"在{row['town']}提供爱心岗位。",
        }
        for row in samples("jobs")
    ]
    for row in templates("jobs")["firm"]:
        about = f"在{town_named(row['town']).short_name}提供爱心岗位。"
        posts.append(
            {**row, "name": row["name"] + MARK, "kind": "enterprise", "quals": [], "about": about}
        )
    return tuple(
        _organization(f"EMP{number:02d}", post, number=100 + number, today=today, rng=rng)
        for number, post in enumerate(posts, start=1)
    )


def make_members(
    organizations: tuple[OrganizationSeed, ...],
    employers: tuple[OrganizationSeed, ...],
    rng: Random,
) -> tuple[MemberSeed, ...]:
    """The contact of each organisation and firm, and a colleague where there is much to do."""
    members: list[MemberSeed] = []
    for organization in (*organizations, *employers):
        is_employer = organization.key.startswith("EMP")
        for post in range(1 if is_employer or rng.random() < 0.5 else 2):
            sex = rng.choice(("female", "male"))
            number = len(members) + 1
            full_name = organization.contact_name if post == 0 else names.adult_name(rng, sex)
            key = f"{organization.key}-{post + 1}"
            members.append(
                MemberSeed(
                    key=key,
                    organization_key=organization.key,
                    full_name=full_name,
                    sex=sex,
                    mobile=organization.contact_mobile
                    if post == 0
                    else demo_mobile(MEMBERS, 1000 + number),
                    email=f"{key.lower()}@{MAIL_DOMAIN}",
                    is_employer=is_employer,
                )
            )
    return tuple(members)


def _organization(
    key: str, post: Sample, *, number: int, today: date, rng: Random
) -> OrganizationSeed:
    town = town_named(post["town"])
    invited = rng.randint(0, 40)
    accepted = rng.randint(invited * 6 // 10, invited)
    completed = rng.randint(accepted // 2, accepted)
    is_firm = key.startswith("EMP")
    return OrganizationSeed(
        key=key,
        name=post["name"],
        kind=post["kind"],
        uscc=demo_uscc(USCC_PREFIXES[post["kind"]], number),
        town_code=town.code,
        # Firms stay close to the town's point, so that a short commute is one.
        point=near(town.point, rng, within_km=0.5 if is_firm else 1.2),
        about=post["about"],
        contact_name=names.adult_name(rng, rng.choice(("female", "male"))),
        contact_mobile=demo_mobile(MEMBERS, number),
        qualifications=tuple(post["quals"]),
        # Record checks are renewed every year; these were renewed lately.
        record_check_until=None if is_firm else today + timedelta(days=rng.randint(300, 364)),
        completed=completed,
        ended_early=min(accepted - completed, rng.randint(0, 2)),
        invited=invited,
        accepted=accepted,
    )
