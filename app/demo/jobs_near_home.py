"""Friendly jobs and courses: the twenty samples as they stand, then those of the other firms."""

from __future__ import annotations

import re
from datetime import date, timedelta
from random import Random

from app.demo.arithmetic import week
from app.demo.job_codes import codes_of
from app.demo.sample_terms import JOBS
from app.demo.seeds import JobSeed, OrganizationSeed
from app.demo.texts import Sample, sample_name, samples, templates

_APART = re.compile("[、,，]")


def make_jobs(
    employers: tuple[OrganizationSeed, ...], today: date, rng: Random
) -> tuple[JobSeed, ...]:
    """Every job and course of the county's friendly employers."""
    by_name = {employer.name: employer for employer in employers}
    jobs = [_sample(row, by_name[sample_name(row["employer"])], today) for row in samples("jobs")]
    work = templates("jobs")["work"]
    for firm in templates("jobs")["firm"]:
        employer = by_name[f"{firm['name']}（示例）"]
        for key in firm["gives"]:
            number = f"J{len(jobs) + 1:02d}"
            jobs.append(_chance(number, work[key], employer, today=today, rng=rng))
    return tuple(jobs)


def _sample(row: Sample, employer: OrganizationSeed, today: date) -> JobSeed:
    terms = JOBS[row["no"]]
    low, high = terms.pay or (None, None)
    first, last = terms.window
    return JobSeed(
        key=row["no"],
        sample_no=row["no"],
        organization_key=employer.key,
        kind=row["kind"],
        title=row["title"],
        description=f"班次：{row['shift']}。培训：{row['training']}。{row['child_friendly']}。",
        capacity=row["headcount"],
        load=0,
        town_code=employer.town_code,
        point=employer.point,
        modes=("workplace",),
        slots=terms.slots,
        shift=terms.shift,
        pay=row["wage"],
        pay_low=low,
        pay_high=high,
        guarantees=codes_of("guarantee", _APART.split(row["benefits"])),
        requirements=codes_of("requirement", _APART.split(row["requirements"])),
        training_days=terms.training_days,
        kindnesses=codes_of("kindness", _APART.split(row["child_friendly"])),
        starts_on=today + timedelta(days=first),
        ends_on=None if last is None else today + timedelta(days=last),
        state="published",
    )


def _chance(
    number: str, work: Sample, employer: OrganizationSeed, *, today: date, rng: Random
) -> JobSeed:
    kind = work.get("kind", "job")
    low, high = _pay(work, rng)
    text = work.get("pay_text", "{low}—{high}元/月" if low else "免费培训，符合条件可申领技能补贴")
    begins = today + timedelta(days=rng.randint(7, 25) if kind == "training" else -20)
    ends = None
    if kind == "training":
        ends = begins + timedelta(days=round(work["training_days"] * 1.4))
    if kind == "seasonal":
        ends = today + timedelta(days=rng.randint(50, 80))
    return JobSeed(
        key=number,
        sample_no=None,
        organization_key=employer.key,
        kind=kind,
        title=work["title"],
        description="。".join(work["kindnesses"]) + "。",
        capacity=rng.randint(12, 30) if kind == "training" else rng.randint(1, 6),
        load=0,
        town_code=employer.town_code,
        point=employer.point,
        modes=("home", "workplace") if work.get("at_home") else ("workplace",),
        slots=week(*work["times"]),
        shift=work["shift"],
        pay=text.format(low=low, high=high),
        pay_low=low,
        pay_high=high,
        guarantees=codes_of("guarantee", work["guarantees"]),
        requirements=codes_of("requirement", work["requirements"]),
        training_days=work["training_days"],
        kindnesses=codes_of("kindness", work["kindnesses"]),
        starts_on=begins,
        ends_on=ends,
        state="submitted" if rng.random() < 0.05 else "published",
    )


def _pay(work: Sample, rng: Random) -> tuple[int | None, int | None]:
    if "pay" not in work:
        return None, None
    shift = rng.choice((-200, -100, 0, 100, 200))
    low, high = work["pay"]
    return low + shift, high + shift
