"""Whatever people type goes through the kernel's fields, and refusals through its one helper."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from flask_wtf import FlaskForm

from app.children import disclosed, rules
from app.children.forms import ChildForm
from app.children.inputs import ChildInput
from tests.house.source import ROOT, calls, modules, place, told, trees

WRITTEN_INTO = {
    "DateField",
    "DateTimeField",
    "DecimalField",
    "EmailField",
    "FieldList",
    "FloatField",
    "FormField",
    "IntegerField",
    "SearchField",
    "StringField",
    "TelField",
    "TextAreaField",
    "TimeField",
    "URLField",
}


def _rooms() -> Iterator[tuple[Path, ast.Module]]:
    return (item for item in trees("app").items() if "kernel" not in item[0].parts)


def test_no_form_asks_past_the_kernels_fields() -> None:
    faults = [
        f"{place(path, node)}: {alias.name}"
        for path, tree in _rooms()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wtforms")
        for alias in node.names
        if alias.name in WRITTEN_INTO
    ]
    told(faults, "Ask with a field of app.kernel.fields: what is typed must be cleaned.")


def test_no_view_catches_a_refusal_to_say_it() -> None:
    faults = [
        place(path, node)
        for path, tree in _rooms()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.name and "views" in str(path)
    ]
    told(faults, "Let app.kernel.web.attempt do it: it says the refusal where it belongs.")


def test_numbers_of_an_address_are_read_in_one_way() -> None:
    faults = [
        place(path, call)
        for path, tree in _rooms()
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in ("get", "getlist")
        and any(
            getattr(one, "id", None) == "int"
            for one in [*call.args, *(keyword.value for keyword in call.keywords)]
        )
    ]
    told(faults, "Use page_number, asked_key or ticked_keys of app.kernel.web.")


def _forms(kind: type) -> Iterator[type[FlaskForm]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("app."):
            yield one
        yield from _forms(one)


def test_every_question_of_a_form_stands_in_a_template() -> None:
    assert modules("forms")
    pages = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "templates").rglob("*.html")
    )
    faults = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in _forms(FlaskForm)
        for name in dir(form)
        if hasattr(getattr(form, name), "field_class")
        and not re.search(rf"\.{name}\b|\"{name}\"", pages)
    ]
    told(faults, "No page asks this: write the field into the form's template, or delete it.")


def test_whatever_is_typed_of_a_child_is_kept() -> None:
    typed = {one.name for one in fields(ChildInput)}
    lost = typed - set(rules.TYPED) - {*rules.FOUND_OUT, "is_checked", "is_another"}
    told(
        sorted(lost), "No column of a child is called so: in app/children, models.py and inputs.py."
    )


def test_a_childs_form_is_filled_with_everything_it_will_store() -> None:
    emptied = set(disclosed.EDITED) - {"categories"} - set(dir(ChildForm))
    told(
        sorted(emptied),
        "No question of ChildForm is called so: whoever changes a file would empty this field.",
    )


def test_whatever_a_childs_form_keeps_is_opened_for_whoever_edits() -> None:
    emptied = set(rules.TYPED) - set(disclosed.EDITED) - {"id_number", "relation"}
    told(sorted(emptied), "Give it audiences in DISCLOSURE: app/children/models.py.")
