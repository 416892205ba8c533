"""The settings of a real hall, but for what a measurement on one machine cannot have."""

from hall.settings.production import *  # noqa: F403
from hall.settings.production import STORAGES

ROOT_URLCONF = "tests.bench.urls"
HALL_TRUSTED_PROXIES = 1
"""Each post names an address of its own, as through a proxy: the limits are counted as always and refuse nobody."""
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
"""The names of files as in a real hall; compressing them would take a minute and changes no page."""
