"""Every route names its audience, answers one method, and is addressed plainly."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.kernel.access import EVERYONE, Actor, Role
from app.kernel.web import AUDIENCES
from app.wiring import ROOMS
from tests import builders
from tests.house.source import calls, place, told, trees

PART = r"[a-z0-9]+(?:[-.][a-z0-9]+)*"
PLACEHOLDER = r"<(?:int:|any\([a-z, ]+\):)?[a-z_]+>"
ADDRESS = re.compile(rf"/|(?:/(?:{PART}|{PLACEHOLDER}))+")


def _rules(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def _method(rule: Rule) -> set[str]:
    return set(rule.methods or ()) - {"HEAD", "OPTIONS"}


def test_no_route_answers_both_get_and_post(site: Flask) -> None:
    faults = [f"{rule.rule} {_method(rule)}" for rule in _rules(site) if len(_method(rule)) != 1]
    told(
        faults,
        "GET reads and POST writes: use @blueprint.page for one and @blueprint.deed for the other.",
    )


def test_every_route_has_a_declared_audience(site: Flask) -> None:
    faults = [rule.endpoint for rule in _rules(site) if rule.endpoint not in AUDIENCES]
    told(
        faults,
        "Declare the route with @blueprint.page(…, audience=ROLES) or @blueprint.deed(…, audience=ROLES).",
    )


def test_every_room_is_wired() -> None:
    wired = {room.name for room in ROOMS}
    faults = [
        place(path, call)
        for path, tree in trees("app").items()
        for call in calls(tree)
        if getattr(call.func, "id", None) == "RoomBlueprint"
        and getattr(call.args[0], "value", None) not in wired
    ]
    told(faults, "Add the blueprint to ROOMS of app/wiring.py.")


def test_no_audience_is_empty(site: Flask) -> None:
    faults = [rule.endpoint for rule in _rules(site) if not AUDIENCES.get(rule.endpoint)]
    told(faults, "Nobody may open this route: give it an audience or delete it.")


def test_addresses_are_kebab_case(site: Flask) -> None:
    faults = [rule.rule for rule in _rules(site) if not ADDRESS.fullmatch(rule.rule)]
    told(faults, "An address is made of lower-case words joined by hyphens.")


def test_ids_in_addresses_are_typed(site: Flask) -> None:
    faults = [
        rule.rule
        for rule in _rules(site)
        for name in rule.arguments
        if name.endswith("_id") and f"<int:{name}>" not in rule.rule
    ]
    told(faults, "Write <int:…_id>: another kind of text must not reach the view.")


def _actor(role: Role) -> Actor:
    if role is Role.VOLUNTEER:
        return builders.volunteer()
    if role is Role.ORGANIZATION_MEMBER:
        return builders.member(builders.organization())
    if role is Role.EMPLOYER:
        return builders.member(builders.organization(kind="enterprise"), role=role)
    if role is Role.GUARDIAN:
        return builders.actor(role, guardian_id=builders.guardian())
    return builders.actor(role)


def _lay_out() -> None:
    """One row of each kind, so that addresses with the number 1 lead somewhere."""
    builders.need()
    builders.offer()
    builders.job()
    builders.volunteer()


def _address(rule: Rule) -> str:
    numbered = re.sub(r"<int:[a-z_]+>", "1", rule.rule)
    chosen = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", numbered)
    return re.sub(r"<[a-z_]+>", "x", chosen)


def _fault(client: FlaskClient, rule: Rule, role: Role) -> str | None:
    """What is wrong with the answer this role gets from this route; None when all is well."""
    try:
        answer = client.open(_address(rule), method=next(iter(_method(rule))))
        answer.close()  # a workbook is a file until then
    except Exception as error:  # noqa: BLE001 — whatever a view meets is told with its address
        return f"{type(error).__name__}: {str(error)[:300]}"
    to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in")
    if role in AUDIENCES.get(rule.endpoint, ()):
        if answer.status_code == 403 or answer.status_code >= 500:
            return f"{answer.status_code}, though the route is for this role"
        return None
    if answer.status_code == 403 or (role is Role.VISITOR and to_sign_in):
        return None
    return f"{answer.status_code}, though the route is not for this role"


@pytest.mark.parametrize("role", sorted(EVERYONE), ids=str)
def test_each_role_opens_its_own_routes_and_no_others(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    _lay_out()
    cookie = None
    if role is not Role.VISITOR:
        cookie = builders.sign_in(client, _actor(role)).get_cookie("session")
    faults = []
    for rule in _rules(app):
        if cookie is not None:
            client.set_cookie("session", cookie.value)
        else:
            client.delete_cookie("session")
        fault = _fault(client, rule, role)
        if fault:
            faults.append(f"{next(iter(_method(rule)))} {rule.rule} ({rule.endpoint}): {fault}")
    told(faults, f"What {role} meets does not agree with AUDIENCES.")


@pytest.mark.parametrize("role", sorted(EVERYONE), ids=str)
def test_an_id_that_no_database_holds_is_missing(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    if role is not Role.VISITOR:
        builders.sign_in(client, _actor(role))
    faults = []
    for rule in _rules(app):
        if "<int:" not in rule.rule or sorted(AUDIENCES[rule.endpoint])[0] is not role:
            continue
        for number in (2**31, 2**63, 10**40):
            address = re.sub(r"<int:[a-z_]+>", str(number), rule.rule)
            address = re.sub(r"<any\(([a-z]+)[^>]*>", r"\1", address)
            method = next(iter(_method(rule)))
            answer = client.open(re.sub(r"<[a-z_]+>", "x", address), method=method)
            if answer.status_code != 404:
                faults.append(f"{method} {rule.rule} with {number}: {answer.status_code}")
    told(faults, "The converter of the kernel must answer for every <int:…>.")
