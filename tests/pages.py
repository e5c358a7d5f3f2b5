"""A browser for tests that holds every page it opens to the rules of the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from app.kernel.db import db

HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
)
LANGUAGES = ("zh-Hans", "en")
UNSEEN_INPUTS = ("hidden", "submit", "button", "reset", "image")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")


class PageClient(FlaskClient):
    """Fails the test that opens a page which breaks a rule, whatever the test is about."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        # As on a server: each request has its own `g` and its own database session.
        with self.application.app_context():
            answer = super().open(*args, **options)
        db.session.rollback()  # so that the test reads what the request has written
        audit(answer, answer.request.path)
        return answer


def audit(answer: Response, address: str) -> None:
    """Raise `AssertionError` with every fault of an HTML page; anything else passes."""
    if answer.mimetype != "text/html" or 300 <= answer.status_code < 400:
        return
    found = [*_headers(answer), *faults(answer.get_data(as_text=True))]
    if found:
        raise AssertionError(
            "\n".join([f"{address} ({answer.status_code}) breaks the rules of pages:", *found])
        )


def faults(markup: str) -> list[str]:
    """What is wrong with a page, each with what to do about it."""
    tree = html.document_fromstring(markup)
    rules = (_frame, _ids, _inputs, _forms, _links, _policy, _words)
    return [fault for rule in rules for fault in rule(tree)]


def _headers(answer: Response) -> Iterator[str]:
    for name in HEADERS:
        if name not in answer.headers:
            yield f"- the header {name} is missing: let app.kernel.web finish the answer"


def _frame(tree: Any) -> Iterator[str]:
    headings = tree.xpath("//h1")
    if len(headings) != 1:
        yield f"- {len(headings)} h1: a page has exactly one; the layout writes it from `title`"
    titles = [_text(title) for title in tree.xpath("/html/head/title")]
    if len(titles) != 1:
        yield "- the page needs one <title>: fill the block `title`"
    elif headings and not titles[0].startswith(_text(headings[0])):
        yield f"- the title {titles[0]!r} does not start with the h1 {_text(headings[0])!r}"
    if headings and not _text(headings[0]):
        yield "- the h1 says nothing"
    if tree.get("lang") not in LANGUAGES:
        yield f"- lang of <html> is {tree.get('lang')!r}: it must be one of {LANGUAGES}"
    if len(tree.xpath("//main")) != 1:
        yield "- a page has exactly one <main>: extend a layout"


def _ids(tree: Any) -> Iterator[str]:
    ids = Counter(tree.xpath("//@id"))
    for key, times in ids.items():
        if times > 1:
            yield f"- id {key!r} stands {times} times: ids are unique"
    for name in REFERENCES:
        for value in tree.xpath(f"//@{name}"):
            for key in str(value).split():
                if key not in ids:
                    yield f"- {name}={key!r} names no element of the page"


def _inputs(tree: Any) -> Iterator[str]:
    labelled = set(tree.xpath("//label/@for"))
    for element in tree.xpath("//input | //select | //textarea"):
        if element.get("type") in UNSEEN_INPUTS:
            continue
        has_label = (
            element.get("id") in labelled
            or element.get("aria-label")
            or element.get("aria-labelledby")
            or any(_text(label) for label in element.iterancestors("label"))
        )
        if not has_label:
            yield f"- the input {element.get('name')!r} has no label: use the `field` macro"
    for fieldset in tree.xpath("//fieldset[not(legend)]"):
        yield f"- a fieldset ({_text(fieldset)[:30]!r}) has no legend"


def _forms(tree: Any) -> Iterator[str]:
    keys = Counter(tree.xpath("//input[@name='once']/@value"))
    for form in tree.xpath("//form"):
        name = form.get("action") or form.get("id") or _text(form)[:30]
        if form.get("action") is None:
            yield f"- the form {name!r} has no action"
        method = (form.get("method") or "get").lower()
        has_token = bool(form.xpath(".//input[@name='csrf_token' and @value!='']"))
        if method == "post" and not has_token:
            yield f"- the form {name!r} has no token: use `form_wrapper` or `post_button`"
        if method == "get" and has_token:
            yield f"- the form {name!r} would put its token into the address"
        if method == "post" and not _is_keyed(form, keys):
            yield f"- the form {name!r} has no key of its own: use `form_wrapper` or `post_button`"
        if form.xpath(".//input[@name='draft_mark']") and form.xpath(".//input[@type='password']"):
            yield f"- the form {name!r} is kept while it is typed and asks for a password"


def _is_keyed(form: Any, keys: Counter[str]) -> bool:
    """Whether it carries one key that no other form of the page has."""
    own = form.xpath(".//input[@name='once']/@value")
    try:
        return [str(UUID(value)) for value in own] == [str(own[0])] and keys[own[0]] == 1
    except (IndexError, ValueError):
        return False


def _links(tree: Any) -> Iterator[str]:
    for link in tree.xpath("//a"):
        if (link.get("href") or "#") == "#":
            yield f"- the link {_name(link)!r} leads nowhere"
    for element in tree.xpath("//a | //button | //summary"):
        if not _name(element):
            yield f"- a <{element.tag}> ({element.get('href') or element.get('class')}) says nothing"
    for inner in tree.xpath("//a//a | //a//button | //button//a | //button//button"):
        yield f"- {_name(inner)!r} stands inside another link or button: give each its own place"
    for picture in tree.xpath("//img[not(@alt)]"):
        yield f"- the picture {picture.get('src')!r} has no alt"


def _policy(tree: Any) -> Iterator[str]:
    for element in tree.iter(html.etree.Element):
        for name in element.attrib:
            if name == "style" or name.startswith("on"):
                yield f"- <{element.tag} {name}=…>: the content policy forbids it"
    for script in tree.xpath("//script[not(@src)][not(contains(@type, 'json'))] | //style"):
        yield f"- an inline <{script.tag}>: put it into static/"
    for address in tree.xpath("//script/@src | //link/@href | //img/@src"):
        if not str(address).startswith(("/", "data:")):
            yield f"- {address} is fetched from outside: the site is complete in itself"


def _words(tree: Any) -> Iterator[str]:
    text = " ".join(tree.xpath("//body//text()[not(ancestor::script)]"))
    for fragment in ("%(", "{{", "{%", "<sealed>"):
        if fragment in text:
            yield f"- {fragment!r} stands in the text: a placeholder was not filled"


def _text(element: Any) -> str:
    return " ".join(element.text_content().split())


def _name(element: Any) -> str:
    spoken = [element.get("aria-label") or "", _text(element), *element.xpath(".//img/@alt")]
    spoken += element.xpath(".//svg[@aria-label]/@aria-label")
    return " ".join(filter(None, spoken)).strip()
