"""The project speaks of itself alone: no path of anybody's machine, no foreign host, no maker's tools."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import ROOT, told

FOLDERS = ("app", "deploy", "matching", "templates", "static", "migrations", "tests", "docs", ".ci")
SKIPPED = ("node_modules", "__pycache__", "LC_MESSAGES")
SUFFIXES = (".py", ".html", ".txt", ".md", ".toml", ".css", ".js", ".mjs", ".svg", ".po", ".csv")
SUFFIXES += (
    ".conf",
    ".service",
    ".timer",
    ".example",
    ".json",
    ".ini",
    ".mako",
    ".yml",
    ".yaml",
    ".sh",
    "",
)

HOSTS = {
    "127.0.0.1",
    "localhost",
    "0.0.0.0",
    "192.0.2.5",  # of a net that is kept for examples
    "tongqiao",  # how the proxy's example calls the web processes
    "example.org",
    "example.com",
    "www.w3.org",
    "www.geonames.org",
    "download.geonames.org",
    "creativecommons.org",
    "www.stats.gov.cn",
    "www.gov.cn",
    "www.apache.org",
}
RESERVED = (".example.org", ".example", ".test", ".invalid")
HOST = re.compile(r"https?://([A-Za-z0-9.-]+)")
OF_A_MACHINE = re.compile(r"(?<![\w.{}$/-])/(?:home|root|Users|work|mnt)/[A-Za-z]")
WORD = re.compile(r"[a-z]+")
UNSPOKEN = {
    "053ea4804ef1bb33",
    "3ea125d0bff386e6",
    "487b91042c7cf27a",
    "57de4cf40144bdf7",
    "60965168ce762e94",
    "67f2d22514622d1b",
    "6f7ac1823da81d2e",
    "7d3194f79e645c42",
    "c70eca6b0f88f44d",
    "c857d09db23e6822",
}
"""Digests, so that this file does not say the names either."""


def _files() -> Iterator[tuple[str, str]]:
    # In a second worktree `.git` is a file that says where the first one lies.
    paths = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for folder in FOLDERS:
        paths += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(paths):
        if path.suffix in SUFFIXES and not any(part in SKIPPED for part in path.parts):
            yield str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    me = str(Path(__file__).relative_to(ROOT))
    faults = [name for name, text in _files() if name != me and OF_A_MACHINE.search(text)]
    told(faults, "Write paths relative to the project.")


def test_no_file_points_at_a_foreign_host() -> None:
    faults = [
        f"{name}: {host}"
        for name, text in _files()
        if not name.startswith("package")
        for host in HOST.findall(text)
        if host not in HOSTS and not host.endswith(RESERVED)
    ]
    told(faults, "The site is complete in itself: take the address out, or credit it in HOSTS.")


def test_no_file_names_the_tools_it_was_made_with() -> None:
    faults = [
        name
        for name, text in _files()
        if any(_digest(word) in UNSPOKEN for word in set(WORD.findall(text.lower())))
    ]
    told(faults, "Speak of the project, not of how it was written.")
