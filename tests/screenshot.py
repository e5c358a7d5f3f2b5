"""The README's picture, taken of the demo itself: `python -m tests.screenshot docs/screenshot.png`."""

from __future__ import annotations

import sys
import tempfile
import threading
from pathlib import Path
from secrets import token_hex

from flask_migrate import upgrade
from playwright.sync_api import sync_playwright
from sqlalchemy import select
from werkzeug.serving import make_server

from app import create_app
from app.demo.actions import load_demo
from app.demo.cast import make_cast
from app.kernel import clock, jobs
from app.kernel.access import SYSTEM, Role
from app.kernel.db import db
from app.kernel.scope import unscoped
from app.kernel.secrets import Keyring
from app.matches.actions.rounds import request_round
from app.matches.models import Match
from app.people.models import Appointment
from app.settings import Settings
from tests import services
from tests.browser.conftest import FLAGS


def main(target: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="tongqiao-shot-"))
    app = create_app(
        Settings(
            secret_key=token_hex(32),
            keyring=Keyring.generate(),
            database_url=f"sqlite:///{folder / 'site.db'}",
            instance=folder,
            is_demo=True,
            is_https=False,
            is_limited=False,
        )
    )
    with app.app_context():
        upgrade()
        load_demo(SYSTEM, make_cast(clock.today()), password_hash="unusable")
    with app.app_context():
        request_round(SYSTEM)
    with app.app_context():
        jobs.run_due()
    with app.app_context(), unscoped("the picture shows a proposal with alternatives"):
        officer = db.session.scalars(
            select(Appointment.account_id).where(Appointment.role == Role.CIVIL_AFFAIRS).limit(1)
        ).one()
        best = db.session.scalars(select(Match).order_by(Match.score.desc())).all()
        shown = next(match.id for match in best if len(match.alternatives) > 2)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 1750}, locale="zh-CN")
        page.goto(f"{address}/sign-in")
        token = page.locator("input[name=csrf_token]").first.get_attribute("value")
        page.request.post(
            f"{address}/demo/sign-in/{officer}",
            form={"csrf_token": token or ""},
            headers={"Referer": address},
        )
        page.goto(f"{address}/matches/{shown}")
        page.screenshot(path=target)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
