"""The gettext catalogues: one plain file a room, merged and compiled at set-up.

Run as `python -m app.kernel.catalogue`.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = "zh_Hans_CN"
FOLDER = Path(__file__).parent.parent / "translations" / LOCALE
COMPILED = FOLDER / "LC_MESSAGES" / "messages.mo"


def merged() -> Catalog:
    """Every room's messages in one catalogue; a message said by two rooms is a mistake."""
    whole = Catalog(locale=LOCALE)
    said_by: dict[object, str] = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=LOCALE)
        for message in catalog:
            if not message.id:
                continue
            if message.id in said_by:
                raise ValueError(f"{path.name} repeats {message.id!r} of {said_by[message.id]}.")
            said_by[message.id] = path.name
            whole[message.id] = message
    return whole


def compile_catalogue() -> None:
    COMPILED.parent.mkdir(parents=True, exist_ok=True)
    buffer = BytesIO()
    write_mo(buffer, merged())
    COMPILED.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    compile_catalogue()
