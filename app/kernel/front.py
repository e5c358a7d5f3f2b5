"""What a request meets before any room: the proxies it came through, and the host it asks for."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network

from flask import Flask, Response, current_app, request
from werkzeug.exceptions import SecurityError
from werkzeug.middleware.proxy_fix import ProxyFix

HOUSEHOLD = 64
"""Bits of an IPv6 address that a household or an office keeps; the rest change by themselves."""
BEARER = "Bearer "
PROBES = frozenset({"site.healthz", "site.readyz", "site.metrics"})
"""Endpoints that answer whatever the database says."""


def init_app(app: Flask) -> None:
    settings = app.extensions["settings"]
    app.config["TRUSTED_HOSTS"] = settings.hosts
    if settings.proxies:
        # The host is not taken over: a proxy hands on the one that was asked for.
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's own way of wrapping
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=0
        )
    app.before_request(_refuse_other_hosts)


def _refuse_other_hosts() -> Response | None:
    """A forged host gets a bare line: a page of ours would hold links to it."""
    if not isinstance(request.routing_exception, SecurityError):
        return None
    return Response("This is not that host.\n", HTTPStatus.BAD_REQUEST, mimetype="text/plain")


def source() -> str:
    """Where a request comes from, as one household: what limits are counted by."""
    address = request.remote_addr or ""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if isinstance(known, IPv6Address):
        return str(ip_network((int(known), HOUSEHOLD), strict=False))
    return address


def is_internal() -> bool:
    """Whether the machine itself asks, or somebody with the token for figures.

    A request that a proxy has handed on is never internal, whatever the proxy's own address is.
    """
    token = current_app.extensions["settings"].metrics_token
    given = request.headers.get("Authorization", "")
    if token and given.startswith(BEARER):
        return hmac.compare_digest(given.removeprefix(BEARER).encode(), token.encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False
