"""The site as a WSGI application; before it has its settings, the commands that make them."""

import os

from app import create_app
from app.cli.first import without_settings
from app.kernel import logs
from app.settings import Settings, SettingsError

os.umask(0o077)  # the database, the queue and letters are files that nobody else may read

try:
    settings = Settings.from_env()
except SettingsError as lacking:
    app = without_settings(lacking)
else:
    logs.set_up(settings)
    app = create_app(settings)
