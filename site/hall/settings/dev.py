"""A hall on one's own machine: what `make run` opens. HALL_DEBUG=1 adds Django's debug pages."""

from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, STORAGES, VAR
from .dev_secret import local_secret_key
from . import env

DEBUG = env.flag("HALL_DEBUG")
SECRET_KEY = local_secret_key(VAR)
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
HALL_ALLOW_DEMO = True
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox" / "mail"
