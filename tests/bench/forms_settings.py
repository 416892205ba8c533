"""The settings of the bench, with the forms to compare with."""

from tests.bench.settings import *  # noqa: F403
from tests.bench.settings import INSTALLED_APPS, STORAGES

INSTALLED_APPS = [*INSTALLED_APPS, "wagtail.contrib.forms", "tests.bench.contrib_forms"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
"""Files under their own names: collecting them would take longer than the figures."""
