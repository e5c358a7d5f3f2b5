"""Text messages: a folder that the county's own gateway program empties, on a demo site the outbox."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.kernel.errors import Plain
from app.kernel.secrets import unseal
from app.post import outbox
from app.post.models import TextMessage, TextState
from app.settings import Settings

GATEWAY_MODE = 0o640
"""The gateway's program reads through the folder's group."""


RECEIPTS = {"delivered": TextState.DELIVERED, "failed": TextState.FAILED}
"""What the gateway's program may lay beside: an empty `<id>.delivered`, or `<id>.failed`."""


class NoCarrier(Plain, LookupError):
    """Nobody carries text messages here."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the carrier says of one text."""

    text_id: int
    state: TextState
    path: Path


def has_carrier(settings: Settings) -> bool:
    return settings.is_demo or settings.text_spool is not None


def receipts(settings: Settings) -> Sequence[Receipt]:
    """What the carrier has laid beside since it was heard last; texts of a test are not ours."""
    if settings.text_spool is None:
        return ()
    return [
        Receipt(int(path.stem), RECEIPTS[path.suffix[1:]], path)
        for path in sorted(settings.text_spool.iterdir())
        if path.suffix[1:] in RECEIPTS and path.stem.isascii() and path.stem.isdigit()
    ]


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
