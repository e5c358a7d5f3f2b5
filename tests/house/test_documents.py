"""What the documents say of commands, files, settings, states and lists is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
from flask import Flask

from app.kernel import words
from app.kernel.access import Role
from app.kernel.db import Model
from app.kernel.handlers import Lane
from app.kernel.options import OPTIONS
from app.kernel.states import Travels
from app.wiring import ROOMS, SCHEDULE
from tests.house import events_page
from tests.house.source import ROOT, SETTING, settings_read, told

LONGEST_LINE = 100
DECISIONS = ROOT / "docs/decisions"
IN_CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
MADE = re.compile(r"\bmake ([a-z][a-z-]*)")
FLASK = re.compile(r"\bflask (?:--app \w+ )?([a-z-]+)(?: ([a-z-]+))?")
FILE = re.compile(
    r"(?<![\w<>{}$~/.-])[\w*-][\w./*-]*\.(?:py|md|csv|toml|html|po|js|css|txt|conf)\b"
)
LINK = re.compile(r"\]\(([^)#:\s]+)[)#]")
ENTRY = re.compile(r"^\| (\d{4}-\d{2}-\d{2}) \| \[([^\]]+)\]\(([\w-]+\.md)\) \|$", re.MULTILINE)
UNDER = ("", "app", "matching", "matching/score", "templates", "static", "tests", "docs")
"""Folders that a document leaves out when it names a file."""
OF_THE_PAST = {"CHANGELOG.md"}
GIVEN = {"SETTINGS.toml", "matches.csv", "unmatched.csv"}
"""Files that the engine's command is given, or writes."""


@cache
def _documents() -> dict[str, str]:
    """Name → text of everything that is written about the project."""
    paths = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "matching/README.md"]
    return {str(one.relative_to(ROOT)): one.read_text(encoding="utf-8") for one in paths}


def _in_code() -> Iterator[tuple[str, str]]:
    """Document and what it shows as code."""
    for name, text in _documents().items():
        for code in IN_CODE.findall(text):
            yield name, code


def _page(name: str) -> str:
    return _documents()[name]


def test_every_make_target_in_a_document_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    faults = [
        f"{name}: make {target}"
        for name, code in _in_code()
        for target in MADE.findall(code)
        if target not in known
    ]
    told(faults, "The Makefile has no such target.")


def test_every_command_of_flask_in_a_document_exists(site: Flask) -> None:
    faults = []
    for name, code in _in_code():
        for first, second in FLASK.findall(code):
            command = site.cli.commands.get(first)
            is_group = isinstance(command, click.Group)
            if command is None or (is_group and second and second not in command.commands):
                faults.append(f"{name}: flask {first} {second}".rstrip())
    told(faults, "There is no such command.")


def test_every_setting_in_a_document_is_read() -> None:
    faults = [
        f"{name}: {setting}"
        for name, text in _documents().items()
        for setting in SETTING.findall(text)
        if setting.removesuffix("_FILE") not in settings_read()
    ]
    told(faults, "Nothing reads this setting.")


def _exists(file: str, beside: Path) -> bool:
    if "/" not in file:  # furniture of every room, or a file said before with its folder
        return file in _names() or any(ROOT.glob(file))
    places = [*(ROOT / folder for folder in UNDER), beside]
    return any(any(place.glob(file)) for place in places)


@cache
def _names() -> set[str]:
    folders = ("app", "matching", "templates", "static", "migrations", "tests", "docs", "deploy")
    found = {path.name for folder in folders for path in (ROOT / folder).rglob("*.*")}
    return found | {path.name for path in ROOT.iterdir()}


def test_every_file_in_a_document_exists() -> None:
    faults = [
        f"{name}: {file}"
        for name, code in _in_code()
        if name not in OF_THE_PAST and not code.startswith("```")
        for file in set(FILE.findall(code)) - GIVEN
        if not _exists(file, (ROOT / name).parent)
    ]
    told(faults, "There is no such file.")


def test_every_link_in_a_document_leads_to_a_file() -> None:
    faults = [
        f"{name}: {link}"
        for name, text in _documents().items()
        for link in LINK.findall(text)
        if not ((ROOT / name).parent / link).exists()
    ]
    told(faults, "There is nothing to be read there.")


def test_every_component_stands_on_its_page() -> None:
    page = _page("docs/components.md")
    files = (ROOT / "templates/components").glob("*.html")
    told([one.name for one in files if one.name not in page], "docs/components.md lacks these.")


def test_every_decision_stands_in_the_index_with_its_day() -> None:
    entries = ENTRY.findall((DECISIONS / "README.md").read_text(encoding="utf-8"))
    listed = {file: title for _day, title, file in entries}
    there = {
        path.name: path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ")
        for path in DECISIONS.glob("*.md")
        if path.name != "README.md"
    }
    told(
        [f"{name}: {title}" for name, title in there.items() if listed.get(name) != title],
        "Add the page to docs/decisions/README.md with its day and its own title.",
    )
    told(sorted(set(listed) - set(there)), "docs/decisions/README.md lists pages that are gone.")
    days = [day for day, _title, _file in entries]
    assert days == sorted(days, reverse=True), "The newest decision stands first."


def test_decisions_and_guides_are_wrapped() -> None:
    guides = {"CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/architecture.md"}
    guides |= {"docs/domain.md", "docs/style.md", "docs/glossary.md"}
    faults = [
        f"{name}:{number}"
        for name, text in _documents().items()
        if name in guides or name.startswith("docs/decisions/")
        for number, line in enumerate(text.splitlines(), start=1)
        if len(line) > LONGEST_LINE and not line.startswith("|")
    ]
    told(faults, f"Wrap the line at {LONGEST_LINE} characters.")


def test_the_page_of_events_is_what_the_events_are() -> None:
    written = events_page.PAGE.read_text(encoding="utf-8")
    assert written == events_page.page(), "Run `make events`."


def test_the_architecture_names_every_room_lane_and_line() -> None:
    page = _page("docs/architecture.md")
    wanted = {room.name for room in ROOMS} | {lane.value for lane in Lane}
    wanted |= {entry.name for entry in SCHEDULE}
    told(
        sorted(one for one in wanted if f"`{one}`" not in page and f" {one} " not in page),
        "docs/architecture.md does not name these rooms, lanes or lines of the schedule.",
    )


def test_the_domain_names_every_role_category_and_number() -> None:
    page = _page("docs/domain.md")
    codes = {role.value for role in Role} | set(words.codes("service_category"))
    faults = [code for code in codes if f"`{code}`" not in page]
    faults += [
        f"{one.name}: {one.default}, {one.least} to {one.most}"
        for one in OPTIONS.values()
        if f"| `{one.name}` | {one.default} | {one.least}–{one.most} |" not in page
    ]
    told(faults, "docs/domain.md does not say these as the code has them.")


def test_the_domain_tells_the_moves_of_everything_that_travels() -> None:
    page = _page("docs/domain.md")
    travellers = [mapper.class_ for mapper in Model.registry.mappers]
    faults = []
    for one in {one for one in travellers if issubclass(one, Travels)}:
        if one.__module__.startswith("app."):
            faults += [
                f"{one.__name__}: {move}"
                for state, after in one.MOVES.items()
                if (move := f"{state} → {' '.join(sorted(after))}") not in page
            ]
    told(faults, "docs/domain.md tells other moves than the tables of the models.")


def test_chapters_of_the_domain_that_code_cites_exist() -> None:
    chapters = set(re.findall(r"^## (\d+)\.", _page("docs/domain.md"), re.MULTILINE))
    cited = re.compile(r"\bdomain (\d+)(?:\.\d+)?")
    faults = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for folder in ("app", "matching", "docs", "templates")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".md", ".html")
        for match in cited.finditer(path.read_text(encoding="utf-8"))
        if match[1] not in chapters or "." in match[0].removeprefix("domain ")
    ]
    told(faults, "Cite a chapter of docs/domain.md by its number.")


def test_the_glossary_names_things_as_the_code_does() -> None:
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in ("app", "matching", "tests")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in (".py", ".csv", ".toml")
    )
    known = set(re.findall(r"\w+", sources))
    faults = [
        name
        for line in _page("docs/glossary.md").splitlines()
        if line.startswith("| ")
        for name in re.findall(r"`(\w+)[^`]*`", line.rstrip("| ").rpartition("|")[2])
        if name not in known
    ]
    told(faults, "The last column of docs/glossary.md holds names of the code.")
