"""A real Chromium before a real server, as people meet the site."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from werkzeug.serving import make_server

from app.kernel import clock, jobs
from app.kernel.access import Actor
from app.matches.jobs.invitations import UNDO
from tests import services

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ANSWERS = ("422", "404", "410")
"""What the site may well say to a person: the browser notes it, and nothing is wrong."""
SIZES = {360: (360, 740), 1280: (1280, 900)}
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = services.chromium()
    if program is None:
        pytest.fail("Chromium is missing: run `python -m tests.services install`.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The site on a port of its own for the time of one test. Forms carry their tokens here."""
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()
    app.config["WTF_CSRF_ENABLED"] = False


@dataclass
class Person:
    """Somebody at a browser. Every page they open is held to the house's rules."""

    page: Page
    address: str
    scripts: bool = True
    complaints: list[str] = field(default_factory=list)
    visited: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        target = path if path.startswith("http") else self.address + path
        self.page.goto(target)

    def press(self, name: str | Any) -> None:
        """Press the button of this name and arrive at the next page."""
        self._arrive(self.page.get_by_role("button", name=name))

    def follow(self, name: str | Any) -> None:
        """Follow the link of this name and arrive at its page."""
        self._arrive(self.page.get_by_role("link", name=name))

    def follow_at(self, selector: str) -> None:
        """Follow the first link at this selector and arrive at its page."""
        self._arrive(self.page.locator(selector))

    def _arrive(self, way: Locator) -> None:
        # A bare click returns while the old page still stands.
        with self.page.expect_navigation():
            way.first.click()

    def sees(self, text: str) -> bool:
        return text in self.page.locator("body").inner_text()

    def audit(self) -> None:
        """Run axe on the page as it stands, and see that nothing sticks out at the side."""
        if not self.scripts:
            return
        # Evaluated from outside the page: a script tag would break the page's content policy.
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
            ".then(result => result.violations.map("
            "v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))",
            RULES,
        )
        self.complaints += [f"{self.page.url}: {one}" for one in found]
        wide, room = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        if wide > room:
            self.complaints.append(f"{self.page.url}: {wide - room} px stick out at the side")
        self.visited.append(self.page.url)


@pytest.fixture
def person(browser: Browser, address: str) -> Iterator[Callable[..., Person]]:
    """Make people: `person(language=…, width=…, who=actor)`; their complaints fail the test.

    `scripts=False` is a browser that runs none, and therefore no audit either.
    """
    people: list[Person] = []

    def make(
        *,
        language: str = "zh_Hans_CN",
        width: int = 1280,
        who: Actor | None = None,
        scripts: bool = True,
    ) -> Person:
        size = SIZES[width]
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale="zh-CN" if language == "zh_Hans_CN" else "en-GB",
            bypass_csp=False,
            java_script_enabled=scripts,
        )
        context.add_cookies([{"name": "language", "value": language, "url": address}])
        page = context.new_page()
        someone = Person(page, address, scripts)
        page.on("console", lambda message: _note(someone, message.type, message.text))
        page.on("pageerror", lambda error: someone.complaints.append(f"script: {error}"))
        people.append(someone)
        if who is not None:
            enter(someone, who)
        return someone

    yield make
    for someone in people:
        someone.page.context.close()
    complaints = [complaint for someone in people for complaint in someone.complaints]
    assert complaints == []


def _note(someone: Person, kind: str, text: str) -> None:
    if kind in ("error", "warning") and not any(status in text for status in ANSWERS):
        someone.complaints.append(f"{someone.page.url}: console: {text}")


def enter(someone: Person, who: Actor) -> None:
    """Come in by the demo site's one-click door."""
    someone.open("/sign-in")
    token = someone.page.locator("input[name=csrf_token]").first.get_attribute("value")
    answer = someone.page.request.post(
        f"{someone.address}/demo/sign-in/{who.account_id}",
        form={"csrf_token": token or ""},
        headers={"Referer": someone.address},
    )
    assert answer.ok, answer.status


@pytest.fixture
def after_work(app: Flask) -> Callable[[], None]:
    """Do what the worker would do, a little later: what can be taken back rests before it leaves."""

    def work() -> None:
        with app.app_context(), clock.held(clock.now() + UNDO):
            jobs.run_due()

    return work
