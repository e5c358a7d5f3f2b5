"""What templates may use."""

from __future__ import annotations

from contextvars import Context

from flask import Flask, render_template_string


def _said(app: Flask, language: str) -> str:
    with app.test_request_context(headers={"Accept-Language": language}):
        return render_template_string("{{ 5|km }}")


def test_a_constant_is_said_in_the_language_of_each_reader(app: Flask) -> None:
    # Each reader has a request of their own: the language is kept for the time of one.
    assert Context().run(_said, app, "zh") == "5 公里"
    assert Context().run(_said, app, "en") == "5 km"
