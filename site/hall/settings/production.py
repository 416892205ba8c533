"""A hall that citizens use. Every secret and address comes from the environment; see docs/operator.md."""

from . import env
from .base import *  # noqa: F403
from .base import HALL_BASE_URL

SECRET_KEY = env.text("SECRET_KEY")
HALL_BASE_URL = env.text("HALL_BASE_URL", HALL_BASE_URL).rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", HALL_BASE_URL.split("://", 1)[-1].split(":", 1)[0])
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
_https = HALL_BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _https
SESSION_COOKIE_SECURE = _https
CSRF_COOKIE_SECURE = _https
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _https else 0
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
