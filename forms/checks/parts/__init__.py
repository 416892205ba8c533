"""How a form is put together: steps, groups, headings, questions, and what is signed."""

from . import fields, groups, layout, signing, steps, unknown  # noqa: F401
