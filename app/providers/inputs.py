"""What is told about a provider, as it crosses from a form to an action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn:
    """The new account of whoever registers."""

    name: str
    password: str
    email: str | None
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInput:
    full_name: str
    sex: str
    birth_year: int
    mobile: str
    town_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkillsInput:
    categories: tuple[str, ...]
    occupation: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateInput:
    kind: str
    number: str | None
    issuer: str
    valid_until: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachInput:
    """Where from, how far, how, in which languages, for how many children at a time."""

    town_code: str
    radius_km: float
    modes: tuple[str, ...]
    languages: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationInput:
    name: str
    kind: str
    uscc: str
    town_code: str
    contact_name: str
    contact_mobile: str
    about: str
    qualifications: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInput:
    """A record query that came back clear."""

    unit: str
    reference: str
    valid_until: date
