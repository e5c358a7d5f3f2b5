"""How it works, privacy, harm, health, robots: open to everyone, in both languages."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from lxml import html

from app.kernel import words
from app.kernel.disclosure import Audience, Disclosed, Form
from app.site import privacy

PAGES = ("/", "/how", "/privacy", "/harm", "/harm/sheet")
NUMBERS = ("12345", "12355", "12338", "12309", "12348", "12356")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _text(client: FlaskClient, address: str, language: str) -> str:
    answer = client.get(address, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("address", PAGES)
def test_each_public_page_opens_in_both_languages(client: FlaskClient, address: str) -> None:
    assert '<html lang="zh-Hans"' in _text(client, address, "zh-CN")
    assert '<html lang="en"' in _text(client, address, "en")


@pytest.mark.parametrize("address", PAGES)
def test_the_english_page_is_wholly_english(client: FlaskClient, address: str) -> None:
    page = html.document_fromstring(_text(client, address, "en"))
    for link in page.xpath("//*[@lang='zh-Hans']"):
        link.drop_tree()
    assert CHINESE.findall(page.xpath("//body")[0].text_content()) == []


def test_on_the_page_on_harm_the_police_come_first(client: FlaskClient) -> None:
    page = html.document_fromstring(_text(client, "/harm", "zh-CN"))
    main = page.xpath("//main")[0]
    numbers = [
        link.removeprefix("tel:") for link in main.xpath(".//a/@href[starts-with(., 'tel:')]")
    ]
    assert numbers == ["110", *NUMBERS]


def test_nothing_is_typed_on_the_page_on_harm(client: FlaskClient) -> None:
    page = html.document_fromstring(_text(client, "/harm", "zh-CN"))
    assert page.xpath("//form | //input | //textarea") == []


def test_the_nine_situations_stand_with_examples(client: FlaskClient) -> None:
    text = _text(client, "/harm", "zh-CN")
    assert len(words.codes("harm_situation")) == 9
    for code in words.codes("harm_situation"):
        assert words.label("harm_situation", code, language=words.CHINESE) in text
        assert words.label("harm_example", code, language=words.CHINESE) in text


def test_the_sheet_for_the_wall_has_all_numbers(client: FlaskClient) -> None:
    text = _text(client, "/harm/sheet", "zh-CN")
    assert all(number in text for number in ("110", *NUMBERS))


def test_the_page_on_privacy_says_what_the_tables_say(client: FlaskClient) -> None:
    tables = html.document_fromstring(_text(client, "/privacy", "en")).xpath("//table")
    shown = {}
    for table in tables:
        record = table.xpath("string(caption)").strip()
        if record not in {record for record, _field in _expected()}:
            continue  # what a yes opens: tests/app/matches/test_release.py
        for row in table.xpath("tbody/tr"):
            cells = tuple(cell.text_content().strip() for cell in row.xpath("td"))
            shown[record, row.xpath("string(th)").strip()] = cells
    assert shown == _expected()


def _expected() -> dict[tuple[str, str], tuple[str, ...]]:
    english = words.ENGLISH
    return {
        (
            words.label("privacy_record", model.__name__, language=english),
            words.label("privacy_field", f"{model.__name__}.{name}", language=english),
        ): tuple(
            words.label("privacy_form", forms[audience], language=english)
            if audience in forms
            else "—"
            for audience in Audience
        )
        for model in Disclosed.__subclasses__()
        for name, forms in model.DISCLOSURE.items()
    }


def test_every_form_of_disclosure_has_words() -> None:
    assert set(words.codes("privacy_form")) == set(Form)
    assert set(words.codes("privacy_audience")) == set(Audience)


def test_no_field_of_a_child_is_open_before_consent() -> None:
    assert all("provider_before" not in audience for audience in Audience)
    assert len(privacy.audiences()) == len(Audience)


def test_a_process_that_lives_says_so(client: FlaskClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.get_data(as_text=True)) == (200, "ok\n")


def test_search_engines_are_kept_from_the_needs(client: FlaskClient) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert "Disallow: /\n" in text
    assert "Allow: /needs" not in text


def test_a_chosen_language_is_kept_and_leads_back(client: FlaskClient) -> None:
    answer = client.get("/language/en?next=/how")
    assert (answer.status_code, answer.location) == (303, "/how")
    assert '<html lang="en"' in _text(client, "/how", "zh-CN")


@pytest.mark.parametrize("target", ["//example.org", "https://example.org/", "/\\example.org"])
def test_a_choice_of_language_leads_nowhere_else(client: FlaskClient, target: str) -> None:
    assert client.get("/language/en", query_string={"next": target}).location == "/"


def test_large_type_is_remembered(client: FlaskClient) -> None:
    client.get("/display/large")
    assert 'class="large-type"' in _text(client, "/", "en")


@pytest.mark.parametrize("address", ["/language/fr", "/display/tiny"])
def test_an_unknown_choice_is_not_found(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404
