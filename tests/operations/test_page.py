"""docs/operations.md, followed to the letter on a small machine of its own."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operations.machine import Machine, machine

pytestmark = pytest.mark.operations

BOX = re.compile(r"^```(?:sh|console)\n(.*?)^```", re.MULTILINE | re.DOTALL)
PASSWORD = "three quiet bridges"
CLAIMED = "X-Forwarded-For: 127.0.0.1"


class Visitor:
    """Somebody with a browser, on the other side of the proxy."""

    def __init__(self, at: Machine, name: str) -> None:
        self.at, self.jar = at, at.folder / f"{name}.cookies"

    def get(self, path: str, *options: str) -> tuple[int, str]:
        """The status and the page, with its headers above it."""
        words = ["curl", "--silent", "--show-error", "--include", "--write-out", "\n%{http_code}",
                 "--cookie", str(self.jar), "--cookie-jar", str(self.jar), *options,
                 self.at.address + path.removeprefix("/")]  # fmt: skip
        page, _, status = self.at.shell(shlex.join(words)).rpartition("\n")
        return int(status), page

    def send(self, path: str, **values: str) -> int:
        """Fill in the form of a page and send it."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.get(path)[1])
        assert found is not None
        fields = {"csrf_token": found[1], **values}
        typed = [word for name in fields for word in ("--data-urlencode", f"{name}={fields[name]}")]
        return self.get(path, *typed)[0]


def lines(page: str) -> Iterator[str]:
    for box in BOX.findall(page):
        yield from filter(None, map(str.strip, box.splitlines()))


def _open_account(at: Machine) -> None:
    """What the administrator does with the printed link, after step 6."""
    found = re.findall(r"https://\S+?(/activate/\S+)", at.told)
    someone = Visitor(at, "administrator")
    assert someone.send(found[-1], password=PASSWORD) == 303
    assert someone.get(found[-1])[0] == 410
    assert _sign_in(at) == 303
    assert found[-1].rpartition("/")[2] not in at.log()


def _sign_in(at: Machine) -> int:
    someone = Visitor(at, "administrator")
    someone.jar.unlink(missing_ok=True)
    status = someone.send("/sign-in", name="zhou.lan", password=PASSWORD)
    assert "TRUE" in someone.jar.read_text()  # the cookie is marked secure
    assert someone.get("/accounts")[0] == 200
    return status


def _look_from_outside(at: Machine) -> None:
    stranger = Visitor(at, "stranger")
    for path in ("/metrics", "/readyz", "/healthz"):
        assert stranger.get(path, "--header", CLAIMED)[0] == 404
    status, page = stranger.get("/static/css/base.css?v=1")
    assert status == 200
    assert "immutable" in page
    forged = f"-H Host:elsewhere.example.com http://127.0.0.1:{at.web}/"
    assert at.shell(f"curl -s -o /dev/null -w %{{http_code}} {forged}") == "400"
    figures = at.shell(f"curl --silent http://127.0.0.1:{at.web}/metrics")
    assert "tongqiao_requests_total" in figures
    assert at.shell(f"curl -s -o /dev/null -w %{{http_code}} http://127.0.0.1:{at.plain}/") == "301"


def _kill_a_worker(at: Machine) -> None:
    """Nobody restarts it here as systemd would: what the check says, and that pages go on."""
    at.stop("tongqiao-rounds")
    at.shell("tongqiao jobs run")
    assert Visitor(at, "stranger").get("/needs")[0] == 200
    at.run("systemctl start tongqiao-rounds")


AFTER = {
    "tongqiao post test zhou.lan@example.org": (_open_account, _look_from_outside, _kill_a_worker),
    "tongqiao restore /var/backups/tongqiao/by-hand": (),
}


@pytest.fixture
def at(tmp_path: Path, project: Path) -> Iterator[Machine]:
    with machine(tmp_path, project) as one:
        yield one


def test_a_stranger_who_follows_the_page_has_a_site(at: Machine, project: Path) -> None:
    page = (project / "docs/operations.md").read_text(encoding="utf-8")
    for line in lines(page.partition("## 11.")[0]):
        at.run(line)
        for look in AFTER.get(line, ()):
            look(at)
    assert _sign_in(at) == 303
    assert at.told.count("The audit chain is whole") >= 3
    assert "The trail is whole" in at.told
    assert at.letters
    at.shell("tongqiao check")
    assert "Traceback" not in at.log()
