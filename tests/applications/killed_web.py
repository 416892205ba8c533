"""The hall as gunicorn opens it, on the database of a test: HALL_TEST_DATABASE names it."""

import os

from django.conf import settings

settings.DATABASES["default"]["NAME"] = os.environ["HALL_TEST_DATABASE"]

from hall.wsgi import application  # noqa: E402, F401 - after the database is known
