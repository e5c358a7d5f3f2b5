"""What is sent is told by its bytes: pictures are painted anew, and a PDF has to keep still."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.annotations import Link
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from app.kernel import received, words
from app.kernel.errors import Refused
from app.kernel.received import JPEG, MOST_BYTES, PDF, Received, receive


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 80), **values: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "white").save(out, kind, **values)
    return out.getvalue()


def pdf(change: Any = None, *, password: str | None = None) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    if password is not None:
        writer.encrypt(password, algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def taken(content: bytes, name: str = "sheet.jpg") -> Received:
    return receive(name, io.BytesIO(content))


def refused(content: bytes, name: str = "sheet.jpg") -> str:
    with pytest.raises(Refused) as caught:
        taken(content, name)
    for language in words.LANGUAGES:
        assert words.say(caught.value, language=language)
    return caught.value.code


def opened(found: Received) -> Image.Image:
    return Image.open(found.content)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_of_any_kind_becomes_a_jpeg(kind: str) -> None:
    found = taken(picture(kind), "photo.exe")
    assert found.media_type == JPEG
    assert (opened(found).format, opened(found).size) == ("JPEG", (60, 80))


def test_place_moment_and_device_are_gone_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a phone"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (30.0, 37.0, 50.0)
    raw = picture(exif=exif, comment=b"made at home")
    assert b"a phone" in raw
    found = taken(raw)
    shown = opened(found)
    assert shown.size == (80, 60)
    assert dict(shown.getexif()) == {}
    assert "comment" not in shown.info
    found.content.seek(0)
    content = found.content.read()
    assert b"a phone" not in content
    assert b"Exif" not in content


def test_bytes_behind_a_picture_are_gone() -> None:
    assert b"<script>" not in taken(picture() + b"<script>alert(1)</script>").content.read()


def test_a_large_picture_is_made_as_small_as_it_can_be_read() -> None:
    assert max(opened(taken(picture(size=(4000, 3000)))).size) == received.LONGEST_SIDE


def test_forty_megapixels_are_taken_and_a_line_more_is_not() -> None:
    assert taken(picture("PNG", (8000, 5000))).media_type == JPEG
    assert refused(picture("PNG", (8000, 5001))) == "file.too_many_pixels"


@pytest.mark.parametrize("side", [10_000, 20_000])
def test_a_bomb_of_pixels_is_not_opened(side: int) -> None:
    out = io.BytesIO()
    Image.new("1", (side, side)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert refused(out.getvalue()) == "file.too_many_pixels"


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"<svg onload=alert(1)>",
        b"GIF89a" + b"\0" * 40,
        b"MZ" + b"\0" * 40,
        b"PK\3\4" + b"\0" * 40,
        b"RIFF\0\0\0\0WAVE",
        b" %PDF-1.7",
        b"x",
    ],
)
def test_what_is_no_picture_and_no_pdf_is_not_taken_whatever_its_name(content: bytes) -> None:
    assert refused(content) == "file.unknown"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_cut_is_not_taken(kind: str) -> None:
    whole = picture(kind, (900, 900))
    assert refused(whole[: len(whole) // 2]) == "file.unreadable"


def test_a_page_behind_the_head_of_a_picture_is_not_taken() -> None:
    assert refused(b"\xff\xd8\xff<html>") == "file.unreadable"


def test_nothing_is_not_taken() -> None:
    assert refused(b"") == "file.empty"


def test_ten_megabytes_are_the_most() -> None:
    assert taken(picture() + b"\0" * (MOST_BYTES - len(picture()))).media_type == JPEG
    assert refused(picture() + b"\0" * (MOST_BYTES - len(picture()) + 1)) == "file.too_large"


def test_a_still_pdf_is_kept_as_it_is() -> None:
    content = pdf()
    found = taken(content, "签字.pdf")
    assert (found.media_type, found.content.read()) == (PDF, content)


def test_a_pdf_that_only_opens_at_a_page_is_still() -> None:
    def at_a_page(writer: PdfWriter) -> None:
        page = writer.pages[0].indirect_reference
        assert page is not None
        writer._root_object[NameObject("/OpenAction")] = ArrayObject([page, NameObject("/Fit")])
        link = Link(rect=(0, 0, 9, 9), target_page_index=0)
        writer.add_annotation(page_number=0, annotation=link)

    assert taken(pdf(at_a_page)).media_type == PDF


def action(**entries: Any) -> Any:
    """Something that a paper does when it is opened."""

    def change(writer: PdfWriter) -> None:
        what = DictionaryObject({NameObject(f"/{key}"): value for key, value in entries.items()})
        writer._root_object[NameObject("/OpenAction")] = writer._add_object(what)

    return change


def _name(value: str) -> NameObject:
    return NameObject(f"/{value}")


def _in_an_annotation(writer: PdfWriter) -> None:
    act = DictionaryObject({_name("S"): _name("Launch"), _name("F"): TextStringObject("cmd")})
    note = DictionaryObject(
        {
            _name("Type"): _name("Annot"),
            _name("Subtype"): _name("Link"),
            _name("Rect"): ArrayObject([NumberObject(0)] * 4),
            _name("A"): act,
        }
    )
    writer.pages[0][_name("Annots")] = ArrayObject([writer._add_object(note)])


def _form(writer: PdfWriter) -> None:
    writer._root_object[_name("AcroForm")] = DictionaryObject(
        {_name("XFA"): TextStringObject("<xdp/>")}
    )


def _named_script(writer: PdfWriter) -> None:
    script = DictionaryObject({_name("S"): _name("JavaScript"), _name("JS"): TextStringObject("1")})
    tree = DictionaryObject({_name("Names"): ArrayObject([TextStringObject("a"), script])})
    writer._root_object[_name("Names")] = DictionaryObject({_name("JavaScript"): tree})


ACTIVE = {
    "a script": action(S=_name("JavaScript"), JS=TextStringObject("app.alert(1)")),
    "a script of a name": _named_script,
    "a launch": action(S=_name("Launch"), F=TextStringObject("cmd.exe")),
    "a launch in an annotation": _in_an_annotation,
    "a file within": lambda writer: writer.add_attachment("a.exe", b"MZ"),
    "a form that is sent": action(S=_name("SubmitForm"), F=TextStringObject("x")),
    "a form with a life of its own": _form,
    "another file": action(S=_name("GoToR"), F=TextStringObject("x.pdf")),
}


@pytest.mark.parametrize("change", ACTIVE.values(), ids=ACTIVE)
def test_a_pdf_that_acts_by_itself_is_not_taken(change: Any) -> None:
    assert refused(pdf(change)) == "file.active"


def test_a_script_whose_name_is_written_in_numbers_is_found() -> None:
    whole = pdf(ACTIVE["a script"])
    hidden = whole.replace(b"/JavaScript", b"/J#61vaScript").replace(b"/JS", b"/J#53")
    assert hidden != whole
    assert refused(hidden) == "file.active"


def test_a_pdf_with_more_in_it_than_is_looked_through_is_not_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(received, "MOST_OBJECTS", 5)
    assert refused(pdf()) == "file.active"


@pytest.mark.parametrize("password", ["", "secret"])
def test_a_locked_pdf_is_not_taken(password: str) -> None:
    assert refused(pdf(password=password)) == "file.encrypted"


@pytest.mark.parametrize("content", [b"%PDF-", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\n" + b"\0" * 4000])
def test_a_pdf_without_a_page_is_not_taken(content: bytes) -> None:
    assert refused(content) == "file.unreadable"
