"""Between a browser and the rooms: who may open a page, what a refusal looks like, what is sent along."""

from __future__ import annotations

from collections.abc import Callable, Collection
from http import HTTPStatus
from typing import Any, TypeVar

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
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from app.kernel import disclosure, words
from app.kernel.access import VISITOR, Actor, Role
from app.kernel.errors import Forbidden, NotFound, Refused

F = TypeVar("F", bound=Callable[..., Any])

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

AUDIENCES: dict[str, frozenset[Role]] = {}
"""endpoint → the roles that may open it: the authorization matrix."""


class RoomBlueprint(Blueprint):
    """A blueprint whose every route names its audience and answers either GET or POST."""

    def page(self, rule: str, *, audience: Collection[Role], **options: Any) -> Callable[[F], F]:
        """A route that reads."""
        return self._route(rule, "GET", audience, options)

    def deed(self, rule: str, *, audience: Collection[Role], **options: Any) -> Callable[[F], F]:
        """A route that writes; it answers 303, or 422 with the form as it was typed."""
        return self._route(rule, "POST", audience, options)

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


def ask_again(template: str, *, form: FlaskForm, **values: Any) -> tuple[str, int]:
    """The form once more, with what was typed and a sentence beside each field that needs one."""
    return render_template(template, form=form, **values), HTTPStatus.UNPROCESSABLE_ENTITY


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


def is_local(target: str | None) -> bool:
    """Whether a place to return to lies on this site."""
    # A browser drops tabs and line breaks, so that "/<tab>/elsewhere" would lead elsewhere.
    if not target or not target.isprintable():
        return False
    return target.startswith("/") and not target.startswith(("//", "/\\"))


def init_app(app: Flask) -> None:
    app.before_request(_require_audience)
    app.after_request(_finish)
    app.register_error_handler(NotFound, lambda _error: _error_page(404))
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(CSRFError, lambda _error: _error_page(400))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(500, lambda _error: _error_page(500))


def _require_audience() -> AnyResponse | None:
    """Let in only the roles the route names; a visitor is sent to sign in first."""
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static":
        return None
    roles = AUDIENCES.get(endpoint, frozenset())
    actor = current_actor()
    if actor.role in roles:
        return None
    if actor.is_signed_in:
        abort(HTTPStatus.FORBIDDEN)
    if request.method == "GET":
        return see_other("people.sign_in", next=request.full_path.rstrip("?"))
    return see_other("people.sign_in")


def _finish(response: Response) -> Response:
    disclosure.write_reads()
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


def _http_error(error: HTTPException) -> Any:
    if error.code is None or error.code < 400:
        return error
    return _error_page(error.code)


def _error_page(status: int) -> tuple[str, int]:
    known = status if status in (403, 404, 410, 429, 500) else 400
    return render_template(f"errors/{known}.html"), status


def refused_message(refusal: Refused) -> str:
    """A refusal for a page that has no form to put it beside."""
    return str(_("Not done: %(reason)s", reason=words.say(refusal)))
