"""Collect the interface's words for the English catalogue: `make messages`."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's command, without guesses: a new sentence stays untranslated until somebody translates it."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
