"""The scope is left rarely, and each time for a reason of its own."""

from __future__ import annotations

import ast
from collections import Counter

from app.kernel.db import Model
from app.kernel.scope import Scoped
from tests.house.source import ROOT, calls, place, told, trees

MOST = 15
PAST_THE_SESSION = ("exec_driver_sql", "raw_connection", "make_transient_to_detached")
MAY = {"app/kernel/db.py"}
"""Where a connection is set up, before there is anybody whose rows could be asked for."""
NOBODYS = {
    "audit_line", "calendar_day", "calendar_year", "chain_head", "counter", "heartbeat", "job",
    "once", "option_value", "schedule_run", "site_mark", "text_vector",
}  # fmt: skip
"""Tables without a person in them, but for ids and codes; pages that show them name their roles."""


def _left() -> list[tuple[str, ast.Call]]:
    return [
        (place(path, call), call)
        for path, tree in trees("app").items()
        for call in calls(tree)
        if getattr(call.func, "id", None) == "unscoped"
    ]


def test_the_scope_is_left_at_most_fifteen_times() -> None:
    left = _left()
    advice = "Say in `visible_to`, or with `may_read`, whose rows these are, instead of leaving it."
    told([where for where, _call in left] if len(left) > MOST else [], advice)


def test_the_scope_is_left_for_a_reason_that_is_told_once() -> None:
    reasons = {
        where: call.args[0].value if isinstance(call.args[0], ast.Constant) else None
        for where, call in _left()
    }
    said = Counter(reasons.values())
    faults = [where for where, why in reasons.items() if not why or said[why] > 1]
    told(faults, "Write the reason where the scope is left; two places have two reasons.")


def test_nobody_asks_the_database_past_the_session() -> None:
    faults = [
        place(path, call)
        for path, tree in trees("app").items()
        if str(path.relative_to(ROOT)) not in MAY
        for call in calls(tree)
        if getattr(call.func, "attr", getattr(call.func, "id", None)) in PAST_THE_SESSION
    ]
    told(faults, "Ask through the session: it knows whose rows may be seen.")


def test_every_scoped_model_says_who_may_see_it() -> None:
    faults = [
        model.__name__
        for model in Scoped.MODELS
        if model.visible_to.__func__ is Scoped.visible_to.__func__  # type: ignore[attr-defined]
    ]
    told(faults, "Give the model a `visible_to`.")


def test_a_table_is_scoped_unless_it_is_known_to_be_nobodys() -> None:
    tables = {
        mapper.class_.__tablename__
        for mapper in Model.registry.mappers
        if not issubclass(mapper.class_, Scoped)
    }
    told(sorted(tables - NOBODYS), "Make it Scoped; only rows that tell of nobody may do without.")
    told(sorted(NOBODYS - tables), "There is no such table: take its name out of NOBODYS.")
