"""Which of two encodings a file is written in."""

from __future__ import annotations

import codecs

# A file of another encoding, told by its first bytes; UTF-32 begins like UTF-16.
OTHER = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# How bytes that are no text come through: as letters that no text has.
UNREADABLE = "surrogateescape"
# A file is checked in pieces that fit into the cache of a processor.
_BLOCK = 1 << 18
_HIGH = bytes(range(0x80, 0x100))
_FIRST_OF_THREE = bytes(range(0xE0, 0xF0))


def as_utf8(raw: bytes) -> tuple[bytes, str]:
    """The bytes of a file in UTF-8, without a mark, and the encoding they were in.

    A file that is UTF-8 throughout is UTF-8. Otherwise it is GB18030, unless most of its bytes
    beyond ASCII are UTF-8 all the same: then single bytes are damaged, and reading the others as
    GB18030 would turn every Chinese word into another without anybody noticing. Damaged bytes
    stay as they are.

    Parameters
    ----------
    raw : bytes

    Returns
    -------
    raw, encoding : bytes, str

    Raises
    ------
    UnicodeError
        When the file says of itself that it is UTF-16.

    Examples
    --------
    >>> raw, encoding = as_utf8("小学数学".encode("gb18030"))
    >>> raw.decode(), encoding
    ('小学数学', 'GB18030')
    """
    if raw.startswith(OTHER):
        raise UnicodeError("this is UTF-16; please save it as UTF-8")
    if _is_utf8(raw) or _is_mostly_utf8(raw):
        return raw.removeprefix(codecs.BOM_UTF8), "UTF-8"
    return raw.decode("gb18030", UNREADABLE).encode("utf-8", UNREADABLE), "GB18030"


def _is_utf8(raw: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for at in range(0, len(raw), _BLOCK):
            decoder.decode(raw[at : at + _BLOCK], final=at + _BLOCK >= len(raw))
    except UnicodeDecodeError:
        return False
    return True


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether Chinese words in UTF-8, three bytes a letter, make up most of what is not ASCII.

    Letters of two bytes prove nothing: every sixth in GB18030 looks like one of UTF-8.
    """
    beyond = len(raw) - len(raw.translate(None, _HIGH))
    sound = raw.decode(errors="ignore").encode()
    return 2 * 3 * (len(sound) - len(sound.translate(None, _FIRST_OF_THREE))) > beyond
