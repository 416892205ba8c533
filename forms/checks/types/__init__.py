"""Whether the type of a question fits what it asks for, and its limits leave room to answer."""

from . import fitting, limits, measures, personal, room, terms  # noqa: F401
