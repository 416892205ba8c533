"""For the tests: fast passwords, mail in memory, one database file a checkout that `--reuse-db` keeps."""

import hashlib
import os
import tempfile
from pathlib import Path

_checkout = hashlib.sha256(str(Path(__file__).resolve()).encode()).hexdigest()[:8]
_root = os.environ.get("HALL_VAR") or str(Path(tempfile.gettempdir()) / f"hall-test-{os.getuid()}-{_checkout}")
_root = os.environ.setdefault("HALL_TEST_VAR", _root)
os.environ["HALL_VAR"] = str(Path(_root) / os.environ.get("PYTEST_XDIST_WORKER", "main"))

from .base import *  # noqa: E402, F403
from .base import DATABASES, STATIC_ROOT, STORAGES, VAR  # noqa: E402

SECRET_KEY = "tests-only"  # noqa: S105
ALLOWED_HOSTS = ["*"]
HALL_ALLOW_DEMO = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
SEARCH_AT_ONCE = True
"""Beside PostgreSQL too a test finds its documents before the commit that never comes."""
