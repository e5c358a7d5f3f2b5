"""What a demo site would have mailed and texted: one file each, to be read on a page."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from app.kernel import clock
from app.kernel.paging import SIZE, Page
from app.settings import Settings

TEXT_HEADER = "X-Text-Message"
STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One kept message. Each line is split into (words, path): a path is a link of this site."""

    to: str
    at: datetime
    subject: str
    is_text: bool
    paragraphs: Sequence[Sequence[Sequence[tuple[str, str | None]]]]


def folder(settings: Settings) -> Path:
    return settings.instance / "letters"


def keep(message: EmailMessage, *, name: str, at: datetime, settings: Settings) -> None:
    """Write the message down; the same name and moment once more replaces it."""
    folder(settings).mkdir(parents=True, exist_ok=True)
    path = folder(settings) / f"{clock.local(at):{STAMP}}-{name}.eml"
    path.write_bytes(message.as_bytes(policy=email.policy.SMTP))


def keep_text(*, key: str, mobile: str, body: str, at: datetime, settings: Settings) -> None:
    message = EmailMessage()
    message["To"] = mobile
    message[TEXT_HEADER] = "yes"
    message.set_content(body, cte="base64")
    keep(message, name=key, at=at, settings=settings)


def kept(number: int, settings: Settings) -> Page[Kept]:
    """A page of what was kept, the newest first."""
    paths = sorted(folder(settings).glob("*.eml"), reverse=True)
    number = min(max(number, 1), max(1, -(-len(paths) // SIZE)))
    chosen = paths[(number - 1) * SIZE : number * SIZE]
    return Page([_read(path, settings) for path in chosen], number, SIZE, len(paths))


def _read(path: Path, settings: Settings) -> Kept:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    if not isinstance(message, EmailMessage):
        raise TypeError(f"{path.name} is no message.")
    part = message.get_body(preferencelist=("plain",))
    body = part.get_content().strip() if part is not None else ""
    stamp = path.name.partition("-")[0]
    return Kept(
        to=str(message["To"]),
        at=datetime.strptime(stamp, STAMP).replace(tzinfo=clock.LOCAL),
        subject=str(message["Subject"] or ""),
        is_text=TEXT_HEADER in message,
        paragraphs=[
            [_linked(line, settings.public_url) for line in paragraph.splitlines()]
            for paragraph in re.split(r"\r?\n\r?\n", body)
        ],
    )


def _linked(line: str, public_url: str) -> list[tuple[str, str | None]]:
    """Part the line at this site's own addresses, which become links on whatever port it runs."""
    address = re.compile(re.escape(public_url) + r"(/[A-Za-z0-9_\-./?=&%]*)")
    parts: list[tuple[str, str | None]] = []
    start = 0
    for found in address.finditer(line):
        parts.append((line[start : found.start()], None))
        parts.append((found[0], found[1]))
        start = found.end()
    return [*parts, (line[start:], None)]
