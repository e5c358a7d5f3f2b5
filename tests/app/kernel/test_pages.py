"""What templates may use."""

from __future__ import annotations

from flask import Flask, render_template_string


def test_a_constant_is_said_in_the_language_of_each_reader(app: Flask) -> None:
    page = "{{ 5|km }}"
    for language, words in (("zh", "5 公里"), ("en", "5 km")):
        with app.test_request_context(headers={"Accept-Language": language}):
            assert render_template_string(page) == words
