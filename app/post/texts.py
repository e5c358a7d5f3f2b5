"""Text messages: a folder that the county's own gateway program empties, on a demo site the outbox."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path

from app.kernel.errors import Plain
from app.kernel.secrets import unseal
from app.post import outbox
from app.post.models import TextMessage
from app.settings import Settings

GATEWAY_MODE = 0o640
"""The gateway's program reads through the folder's group."""


class NoCarrier(Plain, LookupError):
    """Nobody carries text messages here. The text stays unsent and its job says so."""


def carry(text: TextMessage, settings: Settings) -> None:
    """Hand the text to whoever carries texts on this site."""
    mobile, body = unseal(text.mobile), unseal(text.body)
    hand_over(text.id, mobile=mobile, body=body, at=text.created_at, settings=settings)


def hand_over(key: int | str, *, mobile: str, body: str, at: datetime, settings: Settings) -> None:
    """Put a text where its carrier finds it; the same key once more replaces it."""
    if settings.is_demo:
        outbox.keep_text(key=f"text-{key}", mobile=mobile, body=body, at=at, settings=settings)
        return
    if settings.text_spool is None:
        raise NoCarrier("No carrier of text messages is configured (TONGQIAO_TEXT_SPOOL).")
    _spool(settings.text_spool, key, {"id": key, "mobile": mobile, "body": body})


def _spool(folder: Path, key: int | str, content: dict[str, object]) -> None:
    """Written aside and moved into place: the gateway never meets half a file."""
    waiting, ready = folder / f".{key}.part", folder / f"{key}.json"
    descriptor = os.open(waiting, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, GATEWAY_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, GATEWAY_MODE)  # past the umask, which closes files to the group
        json.dump(content, file, ensure_ascii=False)
    waiting.replace(ready)
