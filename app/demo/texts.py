"""The demo's written words: the samples as they stand, and the templates of the rest."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"

Sample = dict[str, Any]

AID_FORMS = {
    "living_support": "material",
    "micro_wish": "material",
    "study_subsidy": "material",
    "assistive_device": "material",
    "housing_improvement": "material",
    "companionship": "emotional",
    "psychosocial_support": "emotional",
    "parent_contact": "emotional",
    "legal_support": "information",
    "guardian_employment": "job",
}


def aid_form(category: str) -> str:
    """How a category helps; whatever is not named is a service."""
    return AID_FORMS.get(category, "service")


@cache
def samples(kind: str) -> tuple[Sample, ...]:
    """The sample needs, offers or jobs in the order of their numbers."""
    with (DATA / "samples.json").open(encoding="utf-8") as stream:
        rows: list[Sample] = json.load(stream)[kind]
    return tuple(sorted(rows, key=lambda row: row["no"]))


@cache
def templates(name: str) -> Sample:
    """One of the tables of templates."""
    with (DATA / f"{name}.toml").open("rb") as stream:
        return tomllib.load(stream)


def sample_name(provider: str) -> str:
    """A sample provider's name with full-width brackets, as the whole demo writes them."""
    return provider.replace("(示例)", "（示例）")
