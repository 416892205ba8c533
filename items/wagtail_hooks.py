"""What items put into the Wagtail admin: registration only."""

from wagtail import hooks

from .admin import log_words

hooks.register("register_log_actions", log_words.register)
