"""What words say of an answer, held against what the question itself asks."""

from . import answering, dated, measured, samples, stated  # noqa: F401
