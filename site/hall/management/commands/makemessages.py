"""Collect the interface's words for the English catalogue: `make messages`."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command, without guesses, and with `_t`, as modules name gettext beside gettext_lazy."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_t"]
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
