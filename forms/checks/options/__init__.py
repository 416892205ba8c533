"""Choices: enough of them, each one thing, none twice, in an order."""

from . import choices, offered, others, ranges  # noqa: F401
