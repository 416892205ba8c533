"""Conditions and computed values: what they ask for, what they come to."""

from . import calculations, compared, conditions, intervals, outcomes  # noqa: F401
