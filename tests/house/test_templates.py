"""Templates show; they do not decide, style or script."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from jinja2 import nodes
from jinja2.meta import find_undeclared_variables

from app.matches.models.match import SEEN_BY_PROVIDER
from app.providers.models import ProviderState
from tests.house.source import ROOT, modules, told, trees

FOLDER = ROOT / "templates"
PAPER = ".typ"
"""Another language: what `kernel.papers` prints."""
INLINE = {
    r"<[^>{]*\sstyle\s*=": "an inline style",
    r"<style\b": "an inline style sheet",
    r"<script(?![^>]*\ssrc=)": "an inline script",
    r"<[a-z][^>{]*\son[a-z]+\s*=": "an inline handler",
    r"javascript:": "a script in an address",
}
UNPRINTED = ("safe", "autoescape")


def _templates(app: Flask) -> Iterator[tuple[str, str, nodes.Template]]:
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file() and path.suffix != PAPER:
            source = path.read_text(encoding="utf-8")
            yield str(path.relative_to(FOLDER)), source, app.jinja_env.parse(source)


def _macros(app: Flask) -> dict[str, set[str]]:
    return {
        name: {macro.name for macro in tree.find_all(nodes.Macro)}
        for name, _source, tree in _templates(app)
    }


def _imports(tree: nodes.Template) -> Iterator[tuple[str, str, str]]:
    """(template, name, name here) of every `from … import …`."""
    for node in tree.find_all(nodes.FromImport):
        if isinstance(node.template, nodes.Const):
            for name in node.names:
                there, here = name if isinstance(name, tuple) else (name, name)
                yield node.template.value, there, here


def test_templates_use_only_macros_that_exist(site: Flask) -> None:
    known = _macros(site)
    faults = [
        f"{name}: {macro} of {source_name}"
        for name, _source, tree in _templates(site)
        for source_name, macro, _here in _imports(tree)
        if macro not in known.get(source_name, ())
    ]
    told(faults, "There is no such macro: docs/components.md lists them.")


def test_templates_import_only_what_they_use(site: Flask) -> None:
    faults = []
    for name, _source, tree in _templates(site):
        used = {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"}
        faults += [f"{name}: {here}" for _from, _there, here in _imports(tree) if here not in used]
    told(faults, "Delete the unused import.")


def test_templates_hold_no_style_and_no_script(site: Flask) -> None:
    faults = [
        f"{name}: {what}"
        for name, source, _tree in _templates(site)
        for pattern, what in INLINE.items()
        if re.search(pattern, source, re.IGNORECASE)
    ]
    told(faults, "The content policy forbids it: use a class, or a module in static/js.")


def test_only_the_token_component_writes_a_forms_token_and_key(site: Flask) -> None:
    faults = [
        name
        for name, source, _tree in _templates(site)
        if name != "components/token.html" and ("csrf_token(" in source or "new_key(" in source)
    ]
    faults += [
        f"{name}: a POST form without {{{{ token() }}}}"
        for name, source, _tree in _templates(site)
        for form in re.findall(r"<form\b.*?</form>", source, re.DOTALL)
        if 'method="post"' in form and "token(" not in form
    ]
    told(faults, "Use form_wrapper or post_button, or {{ token() }} of components/token.html.")


def test_nothing_is_printed_unescaped(site: Flask) -> None:
    faults = [
        f"{name}: |{node.name}"
        for name, _source, tree in _templates(site)
        for node in tree.find_all(nodes.Filter)
        if node.name in UNPRINTED
    ]
    faults += [
        f"{name}: autoescape"
        for name, _source, tree in _templates(site)
        if any(True for _ in tree.find_all(nodes.ScopedEvalContextModifier))
    ]
    told(faults, "Let the value be escaped; build markup from macros.")


def test_every_page_stands_on_a_layout(site: Flask) -> None:
    faults = [
        name
        for name, source, tree in _templates(site)
        if "<html" in source
        and not name.startswith("layouts/")
        and not any(True for _ in tree.find_all(nodes.Extends))
    ]
    told(faults, "Extend a layout.")


def _named_in_code() -> list[re.Pattern[str]]:
    """Template names in Python, with anything in the place of what an f-string fills in."""
    found = set()
    for tree in trees("app").values():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(getattr(one, "value", ""))) for one in node.values]
                shown = [
                    part if isinstance(one, ast.Constant) else "[a-z_]+"
                    for part, one in zip(parts, node.values, strict=True)
                ]
                found.add("".join(shown))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
    return [re.compile(name) for name in found if name.endswith(("html", "txt"))]


BY_STATE = {
    "matches/invitation": set(SEEN_BY_PROVIDER) | {"proposed", "approved", "rejected", "overtaken"},
    "providers/profile": set(ProviderState),
}
"""Folders with a template for each state that a page includes by the state's name."""


@pytest.mark.parametrize("folder", sorted(BY_STATE))
def test_every_state_has_its_template_and_every_template_its_state(folder: str) -> None:
    found = {path.stem for path in (ROOT / "templates" / folder).glob("*.html")}
    assert found == {str(state) for state in BY_STATE[folder]}


def test_no_template_is_left_over(site: Flask) -> None:
    in_code = _named_in_code()
    in_templates = "\n".join(source for _name, source, _tree in _templates(site))
    faults = [
        name
        for name, _source, _tree in _templates(site)
        if name.partition("/")[0] not in ("letters", "errors", "layouts", "components")
        and name.rpartition("/")[0] not in BY_STATE
        and f'"{name}"' not in in_templates
        and not any(pattern.fullmatch(name) for pattern in in_code)
    ]
    told(faults, "No view and no template names this one: delete it.")


def test_no_template_asks_for_a_row_of_a_family(site: Flask) -> None:
    assert modules("models")
    faults = [
        f"{name}: {word}"
        for name, _source, tree in _templates(site)
        for word in find_undeclared_variables(tree) & {"db", "session", "Child", "Guardian"}
    ]
    told(faults, "A template is given frozen values, never a session or a model.")
