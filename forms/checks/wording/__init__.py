"""Words that are not fit to be read: left over, never written, numbered by hand, said twice."""

from . import leftovers, numbering, placeholders, repeats, words  # noqa: F401
