"""A role that exists is named, explained, may be appointed, and has a page to begin with."""

from __future__ import annotations

from app.kernel import words
from app.kernel.access import EVERYONE, PROVIDERS, SIGNED_IN, Role
from app.people.actions import COUNTY_WIDE, PLACE_DIGITS
from app.site.navigation import MENU
from app.site.today import PAGES
from tests.house.source import told

FOR_THEMSELVES = PROVIDERS | {Role.GUARDIAN}
"""Roles that come with a profile, an organisation or a family, not by appointment to a place."""


def test_every_role_has_words() -> None:
    told(
        sorted(set(Role) - set(words.codes("role"))),
        "Add it to the list `role` of app/kernel/words.csv.",
    )
    told(
        sorted(SIGNED_IN - set(words.codes("role_does"))),
        "Add it to the list `role_does` of app/people/words.csv.",
    )


def test_every_role_is_appointed_for_a_place_or_for_the_county() -> None:
    known = set(PLACE_DIGITS) | set(COUNTY_WIDE) | FOR_THEMSELVES
    told(sorted(SIGNED_IN - known), "Add it to PLACE_DIGITS or COUNTY_WIDE of people/actions.py.")


def test_every_role_of_a_place_is_told_when_its_place_is_missing() -> None:
    known = words.codes("refusal")
    codes = [f"people.place_of_{role.value}" for role in PLACE_DIGITS]
    told(
        [code for code in codes if code not in known],
        "Say it under refusal: app/people/words.csv.",
    )


def test_every_role_has_a_menu() -> None:
    told(sorted(EVERYONE - set(MENU)), "Add it to MENU of app/site/navigation.py.")


def test_every_role_has_a_today() -> None:
    told(sorted(SIGNED_IN - set(PAGES)), "Add it to PAGES of site/today.")
