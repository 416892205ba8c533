"""A hall on one's own machine: what `make run` opens. HALL_DEBUG=1 adds Django's debug pages."""

from . import env
from .base import *  # noqa: F403
from .base import ALLOWED_HOSTS, STATIC_ROOT, STORAGES, VAR
from .dev_secret import local_secret_key

DEBUG = env.flag("HALL_DEBUG")
SECRET_KEY = local_secret_key(VAR)
ALLOWED_HOSTS = [*ALLOWED_HOSTS, "testserver"]
HALL_ALLOW_DEMO = True
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
HALL_SERVE_MEDIA = True
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "outbox" / "mail"
