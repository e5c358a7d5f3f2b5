"""Between a browser and the rooms: who may open a page, what a refusal looks like, what is sent along."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit, urlunsplit
from uuid import UUID

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import HTTPException
from werkzeug.routing import IntegerConverter
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import cleaning, disclosure, longforms, once, words
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.errors import Forbidden, NotFound, Refused, is_full

F = TypeVar("F", bound=Callable[..., Any])
E = TypeVar("E")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}

PIECE = 64 * 1024
UNSAID = ("csrf_token", "once", longforms.MARK)
"""What a form carries beside what was asked."""

LARGE: dict[str, int] = {}
"""endpoint → how many bytes it takes, where a file may be sent along."""

AUDIENCES: dict[str, frozenset[Role]] = {}
"""endpoint → the roles that may open it: the authorization matrix."""


class _Key(IntegerConverter):
    """An id in an address: one that no database can hold is missing, like any other unknown one."""

    # Below 2,000,000,000: a bound that is checked after the match would answer 405 for some.
    regex = r"(?:\d{1,9}|1\d{9})"


class RoomBlueprint(Blueprint):
    """A blueprint whose every route names its audience and answers either GET or POST."""

    def page(
        self,
        rule: str,
        *,
        audience: Collection[Role],
        draft: tuple[str, ...] | None = None,
        **options: Any,
    ) -> Callable[[F], F]:
        """A route that reads.

        `draft` says that it holds a long form, whose words are kept while they are typed: it names
        the query arguments that tell one row's form from another's. Its view answers with `ask`.
        """
        mark = self._route(rule, "GET", audience, options)

        def decorate(view: F) -> F:
            if draft is not None:
                endpoint = options.get("endpoint", view.__name__)
                longforms.LONG_FORMS[f"{self.name}.{endpoint}"] = draft
            return mark(view)

        return decorate

    def deed(
        self,
        rule: str,
        *,
        audience: Collection[Role],
        most_bytes: int | None = None,
        **options: Any,
    ) -> Callable[[F], F]:
        """A route that writes; it answers 303, or 422 with the form as it was typed.

        `most_bytes` is the largest request it takes, when that is not the site's.
        """
        mark = self._route(rule, "POST", audience, options)

        def decorate(view: F) -> F:
            if most_bytes is not None:
                LARGE[f"{self.name}.{options.get('endpoint', view.__name__)}"] = most_bytes
            return mark(view)

        return decorate

    def _route(
        self, rule: str, method: str, audience: Collection[Role], options: dict[str, Any]
    ) -> Callable[[F], F]:
        def decorate(view: F) -> F:
            endpoint = options.pop("endpoint", view.__name__)
            AUDIENCES[f"{self.name}.{endpoint}"] = frozenset(audience)
            self.add_url_rule(rule, endpoint, view, methods=[method], **options)
            return view

        return decorate


def current_actor() -> Actor:
    """The person whose request this is; `VISITOR` when nobody is signed in."""
    actor: Actor = g.get("actor", VISITOR)
    return actor


def see_other(endpoint: str, **values: Any) -> AnyResponse:
    """Answer a deed: see the page it led to."""
    return redirect(url_for(endpoint, **values), HTTPStatus.SEE_OTHER)


def ask(template: str, *, form: FlaskForm, **values: Any) -> str:
    """A page with a long form: empty, as the row stands, or as its author had begun it."""
    draft = longforms.take_up(current_actor(), form)
    return render_template(template, form=form, draft=draft, **values)


def ask_again(template: str, *, form: FlaskForm, **values: Any) -> tuple[str, int]:
    """The form once more, with what was typed and a sentence beside each field that needs one."""
    draft = longforms.of_page(current_actor())
    page = render_template(template, form=form, draft=draft, **values)
    return page, HTTPStatus.UNPROCESSABLE_ENTITY


def attempt(
    act: Callable[[], E], *, form: FlaskForm | None = None, beside: Mapping[str, str] | None = None
) -> E | None:
    """What came of a deed; None when its form or a rule says no.

    The refusal is said beside `form`, which is then asked again; without one, on the next page.
    `beside` names the question that stands for a field which this form does not ask for itself.
    """
    if form is not None and not form.validate():
        return None
    try:
        return act()
    except Refused as refusal:
        if form is None:
            tell(refused_message(refusal), kind="refused")
        else:
            refusal.field = (beside or {}).get(refusal.field or "", refusal.field)
            put_beside(form, refusal)
        return None


def told_instead(endpoint: str, *, form: FlaskForm, **values: Any) -> AnyResponse:
    """See another page, which says what the form would have said above itself."""
    for sentence in form.form_errors:
        tell(str(_("Not done: %(reason)s", reason=sentence)), kind="refused")
    return see_other(endpoint, **values)


def put_beside(form: FlaskForm, refusal: Refused) -> None:
    """Show a refusal beside the field it belongs to, or above the form."""
    sentence = words.say(refusal)
    field = form[refusal.field] if refusal.field and refusal.field in form else None
    if field is None:
        form.form_errors.append(sentence)
        return
    field.errors = [*field.errors, sentence]


def tell(sentence: str, *, kind: str = "done") -> None:
    """A line at the top of the next page; `kind` is done, note or refused."""
    flash(sentence, kind)


def page_number() -> int:
    """Which page of a list the address asks for."""
    return request.args.get("page", 1, type=cleaning.key)


def asked_key(name: str) -> int | None:
    """An id out of the address; None when it is none."""
    return request.args.get(name, type=cleaning.key)


def ticked_keys(name: str) -> list[int]:
    """The ids that were ticked, each once."""
    return list(dict.fromkeys(request.form.getlist(name, type=cleaning.key)))


def is_local(target: str | None) -> bool:
    """Whether a place to return to lies on this site."""
    # A browser drops tabs and line breaks, so that "/<tab>/elsewhere" would lead elsewhere.
    if not target or not target.isprintable():
        return False
    return target.startswith("/") and not target.startswith(("//", "/\\"))


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = _Key
    app.before_request(_allow_size)
    app.before_request(_require_audience)
    app.before_request(_hand_in_key)
    app.after_request(_finish)
    app.register_error_handler(NotFound, lambda _error: _error_page(404))
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _out_of_date)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(OperationalError, _no_room)
    app.register_error_handler(500, lambda _error: _error_page(500))


def _allow_size() -> None:
    """Before anybody reads the form: let a file be as large as its route says, for those who may send it."""
    endpoint = request.endpoint or ""
    if endpoint in LARGE and current_actor().role in AUDIENCES[endpoint]:
        request.max_content_length = LARGE[endpoint]


def _require_audience() -> AnyResponse | None:
    """Let in only the roles the route names; a visitor is sent to sign in first."""
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return None
    roles = AUDIENCES.get(endpoint, frozenset())
    actor = current_actor()
    if actor.role in roles:
        return None
    kept = longforms.keep_typed() if request.method == "POST" else None
    if actor.is_signed_in:
        abort(HTTPStatus.FORBIDDEN)
    if request.method == "GET":
        return see_other("people.sign_in", next=request.full_path.rstrip("?"))
    tell(
        _("What you had written is kept. Sign in, and it is on the page again.")
        if kept
        else _("Your last step was not carried out. Sign in, and do it once more."),
        kind="note",
    )
    return see_other("people.sign_in", next=_page_of_form(is_kept=kept is not None))


def _page_of_form(*, is_kept: bool) -> str | None:
    """The page that a deed was sent from; that of a long form has the deed's own address."""
    own, before = _own_address(is_kept=is_kept), urlsplit(request.referrer or "")
    if is_kept or before.netloc != request.host:
        return own
    here = urlunsplit(("", "", before.path, before.query, ""))
    return here if is_local(here) and _has_page(before.path) else own


def _own_address(*, is_kept: bool) -> str | None:
    asked = request.args.to_dict() | ({"draft": longforms.TAKE} if is_kept else {})
    if not _has_page(request.path):
        return None
    return f"{request.path}?{urlencode(asked)}" if asked else request.path


def _has_page(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    return adapter is not None and adapter.test(path, method="GET")


def _out_of_date(_error: CSRFError) -> Any:
    """The form's page belongs to another session. What a long form brings is kept for its author."""
    kept = longforms.keep_typed()
    if kept is None or kept.account_id != current_actor().account_id:
        return _error_page(400)
    tell(
        _("The page had been open too long. What you wrote is here: please send it again."),
        kind="note",
    )
    return redirect(_page_of_form(is_kept=True) or "/", HTTPStatus.SEE_OTHER)


def _hand_in_key() -> None:
    """Give the form's key to the unit of work: no action reads the request to find it."""
    text = request.form.get("once") if request.method == "POST" else None
    if text is None:
        return
    try:
        key = UUID(text)
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)
    once.hand_in(key, _sent_words())


def _sent_words() -> str:
    """Everything that was sent, in the order of the form's names."""
    asked = sorted(item for item in request.form.items(multi=True) if item[0] not in UNSAID)
    files = [(name, file.filename, _digest(file)) for name, file in request.files.items(multi=True)]
    return json.dumps([request.path, sorted(request.args.items(multi=True)), asked, sorted(files)])


def _digest(file: FileStorage) -> str:
    digest = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    file.stream.seek(0)
    return digest


def _finish(response: Response) -> Response:
    disclosure.write_reads()
    if request.method == "POST" and response.status_code == HTTPStatus.SEE_OTHER and once.is_done():
        longforms.forget_sent(current_actor())
    response.headers.update(HEADERS)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    elif "v" not in request.args:
        # Only an address that carries its content's stamp may be kept for a year.
        response.headers["Cache-Control"] = "public, max-age=3600"
    settings = current_app.extensions["settings"]
    if settings.is_https:
        more = "; includeSubDomains" if settings.hsts_subdomains else ""
        response.headers["Strict-Transport-Security"] = f"max-age=31536000{more}"
    return response


def _forbidden(error: Forbidden) -> tuple[str, int]:
    current_app.logger.warning("forbidden: %s", error.code)
    return _error_page(403)


def _refused(refusal: Refused) -> tuple[str, int]:
    """A refusal that no view has put anywhere."""
    page = render_template("errors/409.html", reason=words.say(refusal))
    return page, HTTPStatus.CONFLICT


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return _error_page(error.code)


def _no_room(error: OSError | OperationalError) -> tuple[str, int]:
    """A full disk is told as such; whatever else broke goes the way of all that breaks."""
    if not is_full(error):
        raise error
    _hear_out()
    current_app.logger.error("no room on the disk: %s", type(error).__name__)
    return _error_page(HTTPStatus.INSUFFICIENT_STORAGE)


def _hear_out() -> None:
    """Read the rest of what is being sent: who is answered in the middle of it does not listen."""
    rest = request.environ["wsgi.input"]
    while rest.read(PIECE):
        pass


def _error_page(status: int) -> tuple[str, int]:
    known = status if status in (403, 404, 410, 413, 429, 500, 507) else 400
    return render_template(f"errors/{known}.html"), status


def refused_message(refusal: Refused) -> str:
    """A refusal for a page that has no form to put it beside."""
    return str(_("Not done: %(reason)s", reason=words.say(refusal)))
