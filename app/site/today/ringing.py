"""Where texts do not reach: Today says so, and whom to ring."""

from __future__ import annotations

from flask_babel import gettext as _

from app.post.calls import has_carrier


def no_carrier() -> tuple[str, ...]:
    """Said for as long as the site has nobody who carries texts."""
    if has_carrier():
        return ()
    return (_("This site has no carrier of text messages: whoever has to answer is rung."),)
