"""The site as a WSGI application."""

from app import create_app
from app.settings import Settings

app = create_app(Settings.from_env())
