"""Which of two encodings a file is written in."""

from __future__ import annotations

import codecs
from functools import partial
from hashlib import sha256
from pathlib import Path

BLOCK = 1 << 20
# A file of another encoding, told by its first bytes; UTF-32 begins like UTF-16.
OTHER = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How bytes that are no text come through: as letters that no text has.
UNREADABLE = "surrogateescape"


def encoding_of(path: Path) -> tuple[str, str]:
    """The encoding of a file and the hash of its bytes, found in one pass.

    A file that is UTF-8 throughout is UTF-8. Otherwise it is GB18030, unless most of its bytes
    beyond ASCII are UTF-8 all the same: then single bytes are damaged, and reading the others as
    GB18030 would turn every Chinese word into another without anybody noticing.

    Parameters
    ----------
    path : Path

    Returns
    -------
    encoding, digest : str
        A codec's name, to be opened with `errors=UNREADABLE`; SHA-256 in hexadecimal.

    Raises
    ------
    OSError
        When there is no such file, or it may not be read.
    UnicodeError
        When the file says of itself that it is UTF-16.
    """
    decoder = codecs.getincrementaldecoder("utf-8")(UNREADABLE)
    seen = sha256()
    beyond = damaged = 0
    with path.open("rb") as file:
        for raw in iter(partial(file.read, BLOCK), b""):
            if file.tell() <= BLOCK and raw.startswith(OTHER):
                raise UnicodeError("this is UTF-16; please save it as UTF-8")
            seen.update(raw)
            words = decoder.decode(raw)
            if not words.isascii():
                beyond += len(raw) - len(raw.translate(None, _HIGH))
                damaged += _damaged(words)
    damaged += _damaged(decoder.decode(b"", final=True))
    return ("gb18030" if 2 * damaged > beyond else "utf-8-sig"), seen.hexdigest()


_HIGH = bytes(range(0x80, 0x100))


def _damaged(words: str) -> int:
    """How many bytes were no UTF-8."""
    return len(words) - len(words.encode(errors="ignore").decode())
