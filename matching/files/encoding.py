"""Which encoding a file is written in."""

from __future__ import annotations

import codecs

# How bytes that are no text come through: as letters that no text has.
UNREADABLE = "surrogateescape"
# Encodings of which nothing needs to be said.
USUAL = ("UTF-8", "GB18030")
# A file that says of itself what it is; UTF-32 begins like UTF-16, so it is asked first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
# A file is checked in pieces that fit into the cache of a processor.
_BLOCK = 1 << 18
_HIGH = bytes(range(0x80, 0x100))
_FIRST_OF_THREE = bytes(range(0xE0, 0xF0))
# Letters that such tables are full of, in both scripts.
_EVERYDAY = frozenset(
    "的一是在不了有和人中大上我以要他用生到作地出就分成可主年同工也能下子面方多定行法所民得小家父母童老需求文英"
    "陪伴心理衣服村女男每星期住高新山河水生日病孤困留守孩放周末"
    "这为个国时来们于对会发动过说后学经师导数语书镇区县儿辅务员"
    "這為個國時來們於對會發動過說後學經師導數語書鎮區縣兒輔務員週"
)
# By so much more usual than what GB18030 makes of it, which is what offices write.
_DOUBT = 0.5
# So much of a file tells what it is written in.
_SAMPLE = 1 << 16
_NULS = 0.2


def as_utf8(raw: bytes) -> tuple[bytes, str]:
    """The bytes of a file in UTF-8, without a mark, and the encoding they were in.

    A file that is UTF-8 throughout is UTF-8. Otherwise it is UTF-16 where it says so, or where
    every other byte of its beginning is nothing; else Big5 where that makes common letters of it
    and GB18030 does not; else GB18030, unless most of its bytes beyond ASCII are UTF-8 all the
    same: then single bytes are damaged, and reading the others as GB18030 would turn every Chinese
    word into another without anybody noticing. Damaged bytes stay as they are.

    Parameters
    ----------
    raw : bytes

    Returns
    -------
    raw, encoding : bytes, str

    Examples
    --------
    >>> raw, encoding = as_utf8("小学数学".encode("gb18030"))
    >>> raw.decode(), encoding
    ('小学数学', 'GB18030')
    >>> as_utf8("id,text\\nn1,數學輔導\\n".encode("big5"))[1]
    'Big5'
    """
    if raw.isascii() and b"\0" not in raw[:_SAMPLE]:
        return raw, "UTF-8"
    wide = _wide(raw)
    if wide:
        codec, name = wide
        return raw.decode(codec, "replace").removeprefix("\ufeff").encode("utf-8", "replace"), name
    if _is_utf8(raw) or _is_mostly_utf8(raw):
        return raw.removeprefix(codecs.BOM_UTF8), "UTF-8"
    codec, name = ("big5hkscs", "Big5") if _is_big5(raw) else ("gb18030", "GB18030")
    return raw.decode(codec, UNREADABLE).encode("utf-8", UNREADABLE), name


def _wide(raw: bytes) -> tuple[str, str] | None:
    """Codec and name of an encoding with two or four bytes a letter."""
    for mark, codec, name in _MARKS:
        if raw.startswith(mark):
            return codec, name
    sample = raw[:_SAMPLE]
    if len(sample) < 4:
        return None
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    # Letters like 一 end in a zero as well, so a few may stand on the other side.
    if 10 * min(even, odd) > max(even, odd) or max(even, odd) < _NULS * len(sample) / 2:
        return None
    return ("utf-16-le" if odd > even else "utf-16-be"), "UTF-16"


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


def _is_big5(raw: bytes) -> bool:
    """Whether Big5 makes more common letters of it than GB18030 does.

    Both have their few thousand most used characters at the front: in what is read wrongly hardly
    one is among them.
    """
    sample = raw[:_SAMPLE]
    try:
        sample.decode("big5hkscs")
    except UnicodeDecodeError as fault:
        # The sample may end within a letter.
        if fault.start < len(sample) - 1 or len(sample) == len(raw):
            return False
    return _usual(sample, "big5hkscs", "big5", 0xA4, 0xC6) > _DOUBT + _usual(
        sample, "gb18030", "gb2312", 0xB0, 0xD7
    )


def _usual(sample: bytes, codec: str, core: str, first: int, last: int) -> float:
    """How usual its letters beyond ASCII are: the share of those in front, and of everyday words."""
    letters = [sign for sign in sample.decode(codec, "ignore") if not sign.isascii()]
    used = 2 * sum(map(_EVERYDAY.__contains__, letters))
    for sign in letters:
        try:
            used += first <= sign.encode(core)[0] <= last
        except UnicodeEncodeError:
            continue
    return used / max(1, len(letters))
