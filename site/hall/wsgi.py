"""The hall as a WSGI application, for gunicorn and its like."""

import contextlib
import os

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hall.settings.production")
application = get_wsgi_application()

from search import service  # noqa: E402 - needs the apps

with contextlib.suppress(DatabaseError):
    service.warm()
connections.close_all()
