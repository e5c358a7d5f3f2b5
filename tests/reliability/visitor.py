"""Somebody with a browser: pages, forms with their tokens, and the same form pressed again."""

from __future__ import annotations

import contextlib
import http.client
import secrets
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode
from uuid import uuid4

from lxml import html

PATIENCE = 60
AWAY = (OSError, http.client.HTTPException)
"""What a browser meets when the process that answers it dies."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    page: str
    to: str

    @property
    def words(self) -> str:
        """What can be read on the page, in one line."""
        return " ".join(html.document_fromstring(self.page).text_content().split())


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file to be sent with a form."""

    field: str
    name: str
    content: bytes


class Visitor:
    """Reads in English. A connection of its own for each request, as behind a proxy."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies = {"language": "en"}
        self.broken = 0
        """How many presses were not answered and had to be made again."""

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def send(self, path: str, *, of: str, sheet: Sheet | None = None, **values: str) -> Answer:
        """Send the form of page `of` whose action is `path`; press again when the line breaks.

        The second press carries the key of the first, as a browser's does.
        """
        fields = {**self.form(path, of=of), **values}
        return self.press(path, fields, sheet=sheet)

    def form(self, path: str, *, of: str) -> dict[str, str]:
        """What the form would send as it stands on the page."""
        tree = html.document_fromstring(self.get(of).page)
        for form in tree.xpath("//form"):
            if str(form.get("action") or "").partition("?")[0] == path:
                return {
                    str(one.get("name")): str(one.get("value") or "")
                    for one in form.xpath(".//input[@name]")
                    if one.get("type") not in ("checkbox", "radio", "file")
                }
        token = tree.xpath("//input[@name='csrf_token']/@value")
        return {"csrf_token": str(token[0]) if token else "", "once": str(uuid4())}

    def links(self, of: str) -> list[str]:
        """Where a page leads within the site, each place once."""
        hrefs = html.document_fromstring(self.get(of).page).xpath("//a/@href")
        return sorted({str(one).partition("#")[0] for one in hrefs if str(one).startswith("/")})

    def press(
        self, path: str, fields: dict[str, str], *, sheet: Sheet | None = None, presses: int = 8
    ) -> Answer:
        for press in range(presses):
            try:
                return self._ask("POST", path, *_body(fields, sheet))
            except AWAY:
                self.broken += 1
                if press == presses - 1:
                    raise
        raise AssertionError("A form is pressed at least once.")

    def come_in(self, account_id: int) -> Visitor:
        """By the demo's one-click door."""
        came = self.send(f"/demo/sign-in/{account_id}", of="/sign-in")
        if came.status != 303:
            raise AssertionError(f"could not come in: {came.status}\n{came.page[:500]}")
        return self

    def twin(self) -> Visitor:
        """The same person in a second browser."""
        twin = Visitor(self.port)
        twin.cookies = dict(self.cookies)
        return twin

    def follow(self, answer: Answer) -> Answer:
        """The page that a deed leads to, with the line that says what came of it."""
        return self.get(answer.to) if answer.status == 303 else answer

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            with contextlib.suppress(
                BrokenPipeError
            ):  # who answers too early is heard all the same
                line.request(method, path, body=body, headers={**headers, "Cookie": cookie})
            answer = line.getresponse()
            page = answer.read().decode(errors="replace")
        finally:
            line.close()
        for given in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {one.key: one.value for one in SimpleCookie(given).values()}
        return Answer(answer.status, page, answer.headers.get("Location", ""))


def _body(fields: dict[str, str], sheet: Sheet | None) -> tuple[bytes, dict[str, str]]:
    if sheet is None:
        return urlencode(fields).encode(), {"Content-Type": "application/x-www-form-urlencoded"}
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="{sheet.field}"; '
        f'filename="{sheet.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'
    )
    body = b"".join([*parts, head.encode(), sheet.content, f"\r\n--{mark}--\r\n".encode()])
    return body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
