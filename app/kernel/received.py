"""What a file that somebody sends may be: told by its bytes, never by its name, and cleaned."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from os import SEEK_END
from typing import IO, Any

from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import IndirectObject

from app.kernel.errors import Refused

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400
"""Pixels that are kept: an A4 sheet is read at 200 dots an inch."""
QUALITY = 85
MOST_OBJECTS = 50_000
"""Of a PDF: one that has more is not looked through, and so not taken."""
LONGEST_NAME = 120

JPEG, PDF = "image/jpeg", "application/pdf"
ENDINGS = {JPEG: "jpg", PDF: "pdf"}
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"
"""What a page's own question for a file lets through; the bytes decide."""

ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF", "/RichMedia", "/XFA"}
)
ACTIVE_VALUES = {
    "/S": frozenset(
        {
            "/JavaScript",
            "/Launch",
            "/ImportData",
            "/SubmitForm",
            "/GoToE",
            "/GoToR",
            "/Rendition",
            "/Movie",
            "/Sound",
        }
    ),
    "/Type": frozenset({"/EmbeddedFile"}),
    "/Subtype": frozenset({"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/Sound", "/3D"}),
}
"""What a page that is only looked at has no use for: scripts, files within, actions that reach out."""

BROKEN = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    SyntaxError,
    LookupError,
    EOFError,
    ArithmeticError,
    RecursionError,
    struct.error,
    zlib.error,
    PyPdfError,
)
"""What the readers of pictures and papers raise when the bytes are not what they say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A file that may be kept: its own name, what it really is, and its bytes from the start."""

    name: str
    media_type: str
    content: IO[bytes]


def receive(name: str, content: IO[bytes]) -> Received:
    """Look at what was sent. A picture is painted anew; a PDF is kept as it is, if it is still.

    Raises
    ------
    Refused
        `file.empty`, `file.too_large`, `file.unknown`, `file.unreadable`, `file.too_many_pixels`,
        `file.encrypted` or `file.active`.
    """
    size = content.seek(0, SEEK_END)
    if size == 0:
        raise Refused("file.empty")
    if size > MOST_BYTES:
        raise Refused("file.too_large", most=MOST_BYTES // 1_000_000)
    content.seek(0)
    head = content.read(12)
    content.seek(0)
    short = name[:LONGEST_NAME]
    if head.startswith(b"%PDF-"):
        _require_still(content)
        content.seek(0)
        return Received(name=short, media_type=PDF, content=content)
    if _is_picture(head):
        return Received(name=short, media_type=JPEG, content=_painted_anew(content))
    raise Refused("file.unknown")


def _is_picture(head: bytes) -> bool:
    if head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return True
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _painted_anew(content: IO[bytes]) -> IO[bytes]:
    """The pixels alone, upright, without what the camera wrote beside them: place, moment, device."""
    painted = io.BytesIO()
    try:
        with Image.open(content, formats=("JPEG", "PNG", "WEBP")) as picture:
            _require_few(picture)
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        bare = Image.frombytes("RGB", upright.size, upright.tobytes())
        bare.save(painted, "JPEG", quality=QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many() from error
    except BROKEN as error:
        raise Refused("file.unreadable") from error
    painted.seek(0)
    return painted


def _require_few(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise _too_many()


def _too_many() -> Refused:
    return Refused("file.too_many_pixels", most=MOST_PIXELS // 1_000_000)


def _require_still(content: IO[bytes]) -> None:
    try:
        reader = PdfReader(content, strict=False)
        if reader.is_encrypted:
            raise Refused("file.encrypted")
        if len(reader.pages) == 0:
            raise Refused("file.unreadable")
        if any(_is_active(one) for one in _dictionaries(reader.trailer)):
            raise Refused("file.active")
    except BROKEN as error:
        raise Refused("file.unreadable") from error


def _dictionaries(trailer: Any) -> Iterator[dict[Any, Any]]:
    """Every dictionary that a reader of the paper can reach, each once."""
    seen: set[tuple[int, int]] = set()
    waiting, looked_at = [trailer], 0
    while waiting:
        one = waiting.pop()
        looked_at += 1
        if looked_at > MOST_OBJECTS:
            raise Refused("file.active")
        if isinstance(one, IndirectObject):
            if (one.idnum, one.generation) in seen:
                continue
            seen.add((one.idnum, one.generation))
            one = one.get_object()
        if isinstance(one, dict):
            yield one
            waiting.extend(dict.values(one))
        elif isinstance(one, list):
            waiting.extend(list.__iter__(one))


def _is_active(one: dict[Any, Any]) -> bool:
    if not ACTIVE_KEYS.isdisjoint(one):
        return True
    return any(
        str(_resolved(dict.get(one, key))) in values for key, values in ACTIVE_VALUES.items()
    )


def _resolved(value: Any) -> Any:
    return value.get_object() if isinstance(value, IndirectObject) else value
